/** Bytes that were received and not yet read; what is left over is joined with what follows. */
export interface ByteQueue {
  /** All unread bytes, the new ones last; a view that holds until the next `add`. */
  add(bytes: Uint8Array): Uint8Array;
  /** Says how many bytes of the view from `add` are done with. */
  drop(done: number): void;
  /** Unread bytes. */
  readonly length: number;
}

/**
 * Joins pieces. A piece that finds nothing left over is not copied; left-over bytes go into a store
 * that doubles, so that many small pieces cost no more than few large ones.
 */
export function byteQueue(): ByteQueue {
  let store: Uint8Array = new Uint8Array(64);
  let from = 0;
  let to = 0;
  let view: Uint8Array = new Uint8Array(0);
  const append = (bytes: Uint8Array) => {
    const kept = to - from;
    if (to + bytes.length > store.length) {
      const size = Math.max(2 * kept, kept + bytes.length, 64);
      const next = size > store.length ? new Uint8Array(2 * size) : store;
      next.set(store.subarray(from, to));
      store = next;
      from = 0;
      to = kept;
    }
    store.set(bytes, to);
    to += bytes.length;
  };
  return {
    add(bytes) {
      if (from === to) {
        from = to = 0;
        view = bytes;
        return view;
      }
      append(bytes);
      view = store.subarray(from, to);
      return view;
    },
    drop(done) {
      if (view.buffer === store.buffer) from += done;
      else append(view.subarray(done));
      view = store.subarray(from, to);
    },
    get length() {
      return to - from;
    },
  };
}

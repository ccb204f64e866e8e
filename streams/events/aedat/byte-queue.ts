/** Bytes that wait for the rest of a record, joined; positions count from the beginning of the file. */
export interface ByteQueue {
  /** Appends a piece. */
  add(piece: Uint8Array): void;
  /** What waits. Valid until the next `add` or `skip`. */
  readonly waiting: Uint8Array;
  /** Position in the file of the first byte that waits. */
  readonly at: number;
  /** Lets the first `n` bytes go. */
  skip(n: number): void;
}

/**
 * An empty queue. What waits is copied only when a piece is added to it, into a buffer that doubles, so
 * that small pieces do not copy a large header again and again.
 */
export function byteQueue(): ByteQueue {
  let store = new Uint8Array(0);
  let from = 0;
  let to = 0;
  let at = 0;
  return {
    add(piece) {
      const length = to - from;
      if (to + piece.length > store.length) {
        const larger = new Uint8Array(Math.max(1024, 2 * length, length + piece.length));
        larger.set(store.subarray(from, to));
        store = larger;
        from = 0;
        to = length;
      }
      store.set(piece, to);
      to += piece.length;
    },
    get waiting() {
      return store.subarray(from, to);
    },
    get at() {
      return at;
    },
    skip(n) {
      from += n;
      at += n;
    },
  };
}

/** A view of bytes from `at` on. */
export function viewOf(bytes: Uint8Array, at = 0): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset + at, bytes.byteLength - at);
}

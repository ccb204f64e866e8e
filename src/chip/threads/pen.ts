/** Arrays whose memory goes into a frame as it is. */
export type FrameArray = Uint32Array | Int32Array | Float32Array | Float64Array;

/** Writes one frame of words after the other; its array is reused. */
export interface Pen {
  begin(): void;
  word(value: number): void;
  /** Elements `from` to `to - 1` of an array, bit for bit. */
  array(values: FrameArray, from?: number, to?: number): void;
  /** The frame; lent until the next `begin`. */
  frame(): Uint32Array;
}

/** Opens a pen. */
export function openPen(): Pen {
  let words = new Uint32Array(256);
  let count = 0;
  const reserve = (more: number): void => {
    if (count + more <= words.length) return;
    const larger = new Uint32Array(2 * (count + more));
    larger.set(words.subarray(0, count));
    words = larger;
  };
  return {
    begin() {
      count = 0;
    },
    word(value) {
      reserve(1);
      words[count++] = value;
    },
    array(values, from = 0, to = values.length) {
      const each = values.BYTES_PER_ELEMENT / 4;
      const length = each * (to - from);
      reserve(length);
      const at = values.byteOffset + 4 * each * from;
      words.set(new Uint32Array(values.buffer, at, length), count);
      count += length;
    },
    frame: () => words.subarray(0, count),
  };
}

/** Reads a frame from its beginning. */
export interface Eye {
  begin(frame: Uint32Array): void;
  word(): number;
  /** The next words, lent as long as the frame. */
  words(count: number): Uint32Array;
  /** Fills elements `from` to `to - 1` of an array, bit for bit. */
  fill(values: FrameArray, from?: number, to?: number): void;
}

/** Opens a reader of frames. */
export function openEye(): Eye {
  let words = new Uint32Array(0);
  let at = 0;
  const next = (count: number): Uint32Array => {
    at += count;
    return words.subarray(at - count, at);
  };
  return {
    begin(frame) {
      words = frame as Uint32Array<ArrayBuffer>;
      at = 0;
    },
    word: () => words[at++]!,
    words: next,
    fill(values, from = 0, to = values.length) {
      const each = values.BYTES_PER_ELEMENT / 4;
      const length = each * (to - from);
      const bytes = values.byteOffset + 4 * each * from;
      new Uint32Array(values.buffer, bytes, length).set(next(length));
    },
  };
}

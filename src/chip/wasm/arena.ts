/** Writes the reserved bytes once the memory exists. */
export type Fill = (buffer: ArrayBufferLike, at: number) => void;

/** Hands out addresses of a memory that is made when its size is known, and is never grown. */
export interface Arena {
  /** Reserves bytes at a multiple of 64 and says where. */
  reserve(bytes: number, fill?: Fill): number;
  /** Reserves room for a copy of 32-bit numbers. */
  words(values: ArrayLike<number>): number;
  /** Writes words to a place reserved before. */
  fill(at: number, words: Int32Array): void;
  /** Bytes reserved so far, with what lies before the heap. */
  readonly size: number;
  /** Runs all fills, once. */
  fillIn(buffer: ArrayBufferLike): void;
}

/** Opens an arena whose first address is `start`. */
export function openArena(start: number): Arena {
  let next = start;
  let fills: (readonly [at: number, fill: Fill])[] = [];
  const reserve = (bytes: number, fill?: Fill): number => {
    const at = next;
    // 16 bytes more: kernels read and write whole registers past the end.
    next = Math.ceil((at + bytes + 16) / 64) * 64;
    if (fill !== undefined) fills.push([at, fill]);
    return at;
  };
  return {
    reserve,
    words: (values) =>
      reserve(4 * values.length, (buffer, at) => new Int32Array(buffer, at).set(values)),
    fill: (at, words) => {
      fills.push([at, (buffer) => new Int32Array(buffer, at).set(words)]);
    },
    get size() {
      return next;
    },
    fillIn: (buffer) => {
      for (const [at, fill] of fills) fill(buffer, at);
      fills = [];
    },
  };
}

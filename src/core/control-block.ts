/**
 * Words of the block through which a host, a clock and a chip talk in shared memory, as positions in
 * int32. Each is in a 64-byte line of its own, so that threads do not take lines from one another.
 */
export const Line = {
  /** Steps asked for so far, by the host or by a clock. */
  REQUESTED: 0,
  /** Steps played or dropped so far, by the chip. */
  COMPLETED: 16,
  /** One of `ChipState`. */
  STATE: 32,
  /** Counted up, and notified, by who wants the chip to look. */
  BELL: 48,
  /** Letters to the chip, and answers of the chip, so far; the letters are on a message port. */
  LETTERS: 64,
  ANSWERS: 80,
  /** Set to 1, and notified, to end the clock. */
  CLOCK_OVER: 96,
  /** Largest lateness of the clock since it was last read and reset, in nanoseconds. */
  CLOCK_WORST: 112,
  /** In float64: when tick 0 is due, as `now` tells it; when the time of the block began. */
  CLOCK_START: 128,
} as const;

/** What a chip is doing: waiting and playing, told to end, ended by an error. */
export const ChipState = { RUNNING: 0, CLOSED: 1, FAILED: 2 } as const;

const BYTES = 4 * 144;

/** A control block at rest. */
export interface ControlBlock {
  readonly buffer: SharedArrayBuffer;
  readonly words: Int32Array<SharedArrayBuffer>;
  /** When tick 0 is due. */
  readonly start: Float64Array<SharedArrayBuffer>;
  /** When the time of the block began, in milliseconds since 1970. */
  readonly origin: number;
  /** Milliseconds since then, the same in all threads that share the block; never set back. */
  now(): number;
}

/** A new control block, whose time begins with that of the calling thread. */
export function newControlBlock(): ControlBlock {
  const buffer = new SharedArrayBuffer(BYTES);
  new Float64Array(buffer, 4 * Line.CLOCK_START)[1] = performance.timeOrigin;
  return openControlBlock(buffer);
}

/** Another thread's view of a control block. */
export function openControlBlock(buffer: SharedArrayBuffer): ControlBlock {
  const start = new Float64Array(buffer, 4 * Line.CLOCK_START, 2);
  const origin = start[1]!;
  const shift = performance.timeOrigin - origin;
  return {
    buffer,
    words: new Int32Array(buffer),
    start,
    origin,
    now: () => shift + performance.now(),
  };
}

/** How far a counter of 32 bits, which begins anew after 2^32, is in front of another. */
export function ahead(counter: number, other: number): number {
  return (counter - other) | 0;
}

/** Adds to a counter of the block and wakes who waits for it. */
export function count(words: Int32Array, line: number, by = 1): void {
  Atomics.add(words, line, by);
  Atomics.notify(words, line);
}

/** Asks the chip for steps more. */
export function request(words: Int32Array, steps: number): void {
  Atomics.add(words, Line.REQUESTED, steps);
  count(words, Line.BELL);
}

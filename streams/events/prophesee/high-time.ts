/** The upper 28 bits of a 34-bit time in microseconds, unwrapped. */
export interface HighTime {
  /** False until the first word of time. */
  known: boolean;
  /** Microseconds that the lower six bits are added to. */
  base: number;
  set(high: number): void;
}

const LOOP = 2 ** 34;
const HALF = 2 ** 27;

/** @param t0 added to all times, in microseconds */
export function highTime(t0: number): HighTime {
  let before = 0;
  let loops = 0;
  const time: HighTime = {
    known: false,
    base: 0,
    set(high) {
      if (before - high >= HALF) loops += 1;
      before = high;
      time.known = true;
      time.base = t0 + loops * LOOP + high * 64;
    },
  };
  return time;
}

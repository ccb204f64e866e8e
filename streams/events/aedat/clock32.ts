/** A counter of 32 bits as a time that goes on. */
export interface Clock32 {
  /** The last raw value, -1 before the first. */
  raw: number;
  /** What the wraps add up to. */
  base: number;
  /** The last time. */
  time: number;
}

/** A clock before its first value. */
export function newClock32(): Clock32 {
  return { raw: -1, base: 0, time: Number.NEGATIVE_INFINITY };
}

const HALF = 2 ** 31;
const RANGE = 2 ** 32;

/**
 * The time of the next raw value. Back by at least half the range is a wrap; forward by as much, behind a
 * wrap, is an event of before it.
 */
export function tick(clock: Clock32, raw: number): number {
  if (clock.raw >= 0) {
    if (clock.raw - raw >= HALF) clock.base += RANGE;
    else if (raw - clock.raw >= HALF && clock.base > 0) clock.base -= RANGE;
  }
  clock.raw = raw;
  return clock.base + raw;
}

/**
 * The time of a counter of `range` values that starts over. A step back of at least half the range
 * has wrapped around; smaller ones are steps back, and so is a step forward of at least half the
 * range after a wrap, which is a late event from before it.
 *
 * @param state `[raw value before, wraps]`, begins as `[-1, 0]`; is written
 */
export function unwrapped(raw: number, state: Float64Array, range: number): number {
  const before = state[0]!;
  if (before >= 0) {
    if (before - raw >= range / 2) state[1]! += 1;
    else if (raw - before >= range / 2 && state[1]! > 0) state[1]! -= 1;
  }
  state[0] = raw;
  return raw + state[1]! * range;
}

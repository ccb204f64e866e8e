/** Mean distance in seconds between the upward crossings of 0 behind timestep `from`; NaN below two. */
export function periodOf(values: ArrayLike<number>, dt: number, from: number): number {
  const crossings: number[] = [];
  let below = false;
  for (let t = from; t < values.length; t++) {
    // Only what came from well below 0 counts, so that noise around 0 is one crossing.
    if (values[t]! < -0.2) below = true;
    if (below && values[t]! >= 0) {
      crossings.push(t);
      below = false;
    }
  }
  return ((crossings.at(-1)! - crossings[0]!) / (crossings.length - 1)) * dt;
}

/** Rounds to the nearest integer, halves to the even one; never gives -0. */
export function roundHalfEven(x: number): number {
  const up = Math.round(x); // halves go up
  return up - x === 0.5 && up % 2 !== 0 ? up - 1 : up + 0;
}

/** Limits x to low .. high; NaN stays NaN. */
export function clip(x: number, low: number, high: number): number {
  return Math.min(Math.max(x, low), high);
}

/** Largest absolute value; `none` for an empty array. */
export function maxAbs(values: ArrayLike<number>, none = 0): number {
  let max = values.length === 0 ? none : 0;
  for (let i = 0; i < values.length; i++) {
    const abs = Math.abs(values[i]);
    if (abs > max) max = abs;
  }
  return max;
}

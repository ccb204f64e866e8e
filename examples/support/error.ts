/** Root mean square of the differences of two signals from timestep `from` on, up to `to`. */
export function rmse(
  found: ArrayLike<number>,
  meant: ArrayLike<number>,
  { from = 0, to = found.length }: { readonly from?: number; readonly to?: number } = {},
): number {
  let sum = 0;
  for (let t = from; t < to; t++) sum += (found[t]! - meant[t]!) ** 2;
  return Math.sqrt(sum / (to - from));
}

/** One column of rows of `size` values. */
export function column(rows: ArrayLike<number>, index: number, size: number): Float64Array {
  return Float64Array.from({ length: rows.length / size }, (_, t) => rows[t * size + index]!);
}

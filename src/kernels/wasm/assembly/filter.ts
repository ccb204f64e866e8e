/** y = keep y + take u. */
export function lowpass(n: i32, input: usize, value: usize, keep: f64, take: f64): void {
  const keeps = f64x2.splat(keep);
  const takes = f64x2.splat(take);
  const end: usize = (<usize>n) << 3;
  let i: usize = 0;
  for (; i + 16 <= end; i += 16) {
    const old = f64x2.mul(keeps, v128.load(value + i));
    v128.store(value + i, f64x2.add(old, f64x2.mul(takes, v128.load(input + i))));
  }
  if (i < end) store<f64>(value + i, keep * load<f64>(value + i) + take * load<f64>(input + i));
}

/** Lists the places of values that are not 0, ascending; how many there are. */
export function listNonZero(n: i32, values: usize, indices: usize): i32 {
  const zero = f64x2.splat(0);
  let to = indices;
  let i: i32 = 0;
  for (; i + 4 <= n; i += 4) {
    const at = values + ((<usize>i) << 3);
    const first = f64x2.ne(v128.load(at), zero);
    const second = f64x2.ne(v128.load(at, 16), zero);
    if (!v128.any_true(v128.or(first, second))) continue;
    for (let k: i32 = 0; k < 4; k++) {
      if (load<f64>(at + ((<usize>k) << 3)) === 0) continue;
      store<i32>(to, i + k);
      to += 4;
    }
  }
  for (; i < n; i++) {
    if (load<f64>(values + ((<usize>i) << 3)) === 0) continue;
    store<i32>(to, i);
    to += 4;
  }
  return <i32>((to - indices) >> 2);
}

// Rows of equal length, a multiple of four.

/** As many rows as the nearest cache holds beside their sums. */
const BLOCK: i32 = 64;

/** sums[i] += sum over rows of x[row, i]; x is float32, the sums of whole blocks add up in float64. */
export function sumRows(rows: i32, columns: i32, x: usize, sums: usize): void {
  const stride: usize = columns << 2;
  for (let row = 0; row < rows; row += BLOCK) {
    const count = min(BLOCK, rows - row);
    const block = x + row * stride;
    for (let i: usize = 0; i < stride; i += 16) {
      let sum = f32x4.splat(0);
      let at = block + i;
      for (let r = 0; r < count; r++, at += stride) sum = f32x4.add(sum, v128.load(at));
      const high = v128.shuffle<i32>(sum, sum, 2, 3, 2, 3);
      addPair(sums + (i << 1), sum);
      addPair(sums + (i << 1) + 16, high);
    }
  }
}

/** Adds the lower two of four float32 to two float64. */
function addPair(sums: usize, values: v128): void {
  v128.store(sums, f64x2.add(v128.load(sums), f64x2.promote_low_f32x4(values)));
}

/** out[row, i] = x[row, i] + bias[i]. */
export function addToRows(rows: i32, columns: i32, x: usize, bias: usize, out: usize): void {
  const stride: usize = columns << 2;
  for (let row = 0; row < rows; row++) {
    for (let i: usize = 0; i < stride; i += 16) {
      v128.store(out + i, f32x4.add(v128.load(x + i), v128.load(bias + i)));
    }
    x += stride;
    out += stride;
  }
}

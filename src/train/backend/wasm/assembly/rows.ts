// Rows of equal length, a multiple of four.

/** As many rows as the nearest cache holds beside their sums. */
const BLOCK: i32 = 64;

/** sums[i] += sum over rows of x[row, i]. */
export function sumRows(rows: i32, columns: i32, x: usize, sums: usize): void {
  const stride: usize = columns << 2;
  for (let row = 0; row < rows; row += BLOCK) {
    const count = min(BLOCK, rows - row);
    const block = x + row * stride;
    for (let i: usize = 0; i < stride; i += 16) {
      let sum = f32x4.splat(0);
      let at = block + i;
      for (let r = 0; r < count; r++, at += stride) sum = f32x4.add(sum, v128.load(at));
      v128.store(sums + i, f32x4.add(v128.load(sums + i), sum));
    }
  }
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

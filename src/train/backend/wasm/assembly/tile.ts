// Products of 4 x 8 numbers at a time: eight registers hold the sums. All strides are in bytes.

/** c[i, j] += sum over rows of a[row, i] b[row, j], for 4 i and 8 j. */
export function addOuter(
  rows: i32,
  a: usize,
  aStride: usize,
  b: usize,
  bStride: usize,
  c: usize,
  cStride: usize,
): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  for (let row = 0; row < rows; row++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load32_splat(a);
    c00 = f32x4.add(c00, f32x4.mul(a0, b0));
    c01 = f32x4.add(c01, f32x4.mul(a0, b1));
    const a1 = v128.load32_splat(a, 4);
    c10 = f32x4.add(c10, f32x4.mul(a1, b0));
    c11 = f32x4.add(c11, f32x4.mul(a1, b1));
    const a2 = v128.load32_splat(a, 8);
    c20 = f32x4.add(c20, f32x4.mul(a2, b0));
    c21 = f32x4.add(c21, f32x4.mul(a2, b1));
    const a3 = v128.load32_splat(a, 12);
    c30 = f32x4.add(c30, f32x4.mul(a3, b0));
    c31 = f32x4.add(c31, f32x4.mul(a3, b1));
    a += aStride;
    b += bStride;
  }
  addTo(c, c00, c01);
  c += cStride;
  addTo(c, c10, c11);
  c += cStride;
  addTo(c, c20, c21);
  c += cStride;
  addTo(c, c30, c31);
}

/** c[i, j] = sum over k of a[i, k] b[k, j], for 4 i and 8 j, b being a panel of 8 columns. */
export function fourRows(
  depth: i32,
  a: usize,
  aStride: usize,
  panel: usize,
  c: usize,
  cStride: usize,
): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  let r0 = a;
  let r1 = a + aStride;
  let r2 = r1 + aStride;
  let r3 = r2 + aStride;
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(panel);
    const b1 = v128.load(panel, 16);
    const a0 = v128.load32_splat(r0);
    c00 = f32x4.add(c00, f32x4.mul(a0, b0));
    c01 = f32x4.add(c01, f32x4.mul(a0, b1));
    const a1 = v128.load32_splat(r1);
    c10 = f32x4.add(c10, f32x4.mul(a1, b0));
    c11 = f32x4.add(c11, f32x4.mul(a1, b1));
    const a2 = v128.load32_splat(r2);
    c20 = f32x4.add(c20, f32x4.mul(a2, b0));
    c21 = f32x4.add(c21, f32x4.mul(a2, b1));
    const a3 = v128.load32_splat(r3);
    c30 = f32x4.add(c30, f32x4.mul(a3, b0));
    c31 = f32x4.add(c31, f32x4.mul(a3, b1));
    r0 += 4;
    r1 += 4;
    r2 += 4;
    r3 += 4;
    panel += 32;
  }
  put(c, c00, c01);
  c += cStride;
  put(c, c10, c11);
  c += cStride;
  put(c, c20, c21);
  c += cStride;
  put(c, c30, c31);
}

/** The same for one row: what is left when rows are not a multiple of four. */
export function oneRow(depth: i32, a: usize, panel: usize, c: usize): void {
  let c0 = f32x4.splat(0);
  let c1 = c0;
  for (let k = 0; k < depth; k++) {
    const value = v128.load32_splat(a);
    c0 = f32x4.add(c0, f32x4.mul(value, v128.load(panel)));
    c1 = f32x4.add(c1, f32x4.mul(value, v128.load(panel, 16)));
    a += 4;
    panel += 32;
  }
  put(c, c0, c1);
}

// @ts-expect-error: a decorator of AssemblyScript
function put(at: usize, left: v128, right: v128): void {
  v128.store(at, left);
  v128.store(at, right, 16);
}

// @ts-expect-error: a decorator of AssemblyScript
function addTo(at: usize, left: v128, right: v128): void {
  v128.store(at, f32x4.add(v128.load(at), left));
  v128.store(at, f32x4.add(v128.load(at, 16), right), 16);
}

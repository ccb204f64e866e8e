import { addOuter, fourRows, oneRow } from './tile';
import { addWindows, takeWindows } from './windows';

/** Rows in one go: they and their windows stay in the nearest cache. */
const BLOCK: i32 = 16;

/**
 * c `[m, n]` += transposed a `[rows, m]` times b `[rows, n]`; m a multiple of 4, n of 8.
 */
export function addProductOfTransposed(
  rows: i32,
  m: i32,
  n: i32,
  a: usize,
  b: usize,
  c: usize,
): void {
  for (let row = 0; row < rows; row += BLOCK) {
    const count = min(BLOCK, rows - row);
    addBlock(count, m, n, a + ((row * m) << 2), b + ((row * n) << 2), c);
  }
}

/** The same with the windows of `x` as a: the gradient of a convolution by its filter. */
export function filterGradient(
  g: usize,
  x: usize,
  rows: i32,
  m: i32,
  n: i32,
  b: usize,
  c: usize,
  windows: usize,
): void {
  for (let row = 0; row < rows; row += BLOCK) {
    const count = min(BLOCK, rows - row);
    takeWindows(g, x, windows, m << 2, row, count);
    addBlock(count, m, n, windows, b + ((row * n) << 2), c);
  }
}

// @ts-expect-error: a decorator of AssemblyScript
function addBlock(count: i32, m: i32, n: i32, a: usize, b: usize, c: usize): void {
  const aStride: usize = m << 2;
  const bStride: usize = n << 2;
  for (let j = 0; j < n; j += 8) {
    for (let i = 0; i < m; i += 4) {
      addOuter(
        count,
        a + (i << 2),
        aStride,
        b + (j << 2),
        bStride,
        c + ((i * n + j) << 2),
        bStride,
      );
    }
  }
}

/** b `[n, depth]` as panels of 8 rows, each `[depth, 8]`; missing rows of the last are zero. */
export function packPanels(n: i32, depth: i32, b: usize, panels: usize): void {
  for (let j = 0; j < n; j += 8) {
    for (let q = 0; q < 8; q++) {
      const from = b + (((j + q) * depth) << 2);
      const to = panels + ((j * depth + q) << 2);
      for (let k = 0; k < depth; k++) {
        store<f32>(to + (k << 5), j + q < n ? load<f32>(from + (k << 2)) : 0);
      }
    }
  }
}

/** c `[rows, n]` = a `[rows, depth]` times the transposed matrix in the panels; n a multiple of 8. */
export function productWithPanels(
  rows: i32,
  depth: i32,
  n: i32,
  a: usize,
  panels: usize,
  c: usize,
): void {
  const aStride: usize = depth << 2;
  const cStride: usize = n << 2;
  for (let j = 0; j < n; j += 8) {
    const panel = panels + ((j * depth) << 2);
    const column = c + (j << 2);
    let row = 0;
    for (; row + 4 <= rows; row += 4) {
      fourRows(depth, a + row * aStride, aStride, panel, column + row * cStride, cStride);
    }
    for (; row < rows; row++) oneRow(depth, a + row * aStride, panel, column + row * cStride);
  }
}

/** Gradient of a convolution by its input: products with the panels of the filter, added into x. */
export function inputGradient(
  g: usize,
  x: usize,
  rows: i32,
  depth: i32,
  n: i32,
  a: usize,
  panels: usize,
  windows: usize,
): void {
  for (let row = 0; row < rows; row += BLOCK) {
    const count = min(BLOCK, rows - row);
    productWithPanels(count, depth, n, a + ((row * depth) << 2), panels, windows);
    addWindows(g, x, windows, n << 2, row, count);
  }
}

import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Code } from '../wasm/code.js';
import { floatsOf, free, newFloats } from './kernel.js';
import { pointer, upTo, widened } from './simd-layout.js';

/** Transposed a `[rows, m]` times b `[rows, n]`, in our WASM. */
export function productOfTransposed(
  code: Code,
  backend: BackendWasm,
  a: TensorInfo,
  b: TensorInfo,
  [rows, m, n]: readonly [number, number, number],
): TensorInfo {
  const [high, wide] = [upTo(m, 4), upTo(n, 8)];
  const left = widened(backend, a, rows, m, high);
  const right = widened(backend, b, rows, n, wide);
  const sums = newFloats(backend, [high, wide]);
  floatsOf(backend, sums).fill(0);
  const at = (info: TensorInfo) => pointer(backend, info);
  code.addProductOfTransposed(rows, high, wide, at(left), at(right), at(sums));
  if (left !== a) free(backend, left);
  if (right !== b) free(backend, right);
  return narrowed(backend, sums, [m, n], wide);
}

/** a `[rows, depth]` times transposed b `[n, depth]`, in our WASM. */
export function productWithTransposed(
  code: Code,
  backend: BackendWasm,
  a: TensorInfo,
  b: TensorInfo,
  [rows, depth, n]: readonly [number, number, number],
): TensorInfo {
  const wide = upTo(n, 8);
  const panels = newFloats(backend, [wide, depth]);
  const out = newFloats(backend, [rows, wide]);
  const at = (info: TensorInfo) => pointer(backend, info);
  code.packPanels(n, depth, at(b), at(panels));
  code.productWithPanels(rows, depth, wide, at(a), at(panels), at(out));
  free(backend, panels);
  return narrowed(backend, out, [rows, n], wide);
}

/** Without the rows and columns that were added; `x` is given back unless it has none. */
function narrowed(
  backend: BackendWasm,
  x: TensorInfo,
  [rows, n]: readonly [number, number],
  wide: number,
): TensorInfo {
  if (wide === n && x.shape[0] === rows) return x;
  const out = newFloats(backend, [rows, n]);
  const [to, from] = [floatsOf(backend, out), floatsOf(backend, x)];
  for (let row = 0; row < rows; row++) to.set(from.subarray(row * wide, row * wide + n), row * n);
  free(backend, x);
  return out;
}

import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { call, viewed } from './kernel.js';

/**
 * Product of `a` seen as `[m, k]` and `b` seen as `[k, n]`, as `[m, n]`. One untransposed product is
 * the case in which the wasm backend takes its fast path.
 */
export function product(
  backend: BackendWasm,
  a: TensorInfo,
  b: TensorInfo,
  [m, k, n]: readonly [number, number, number],
): TensorInfo {
  const inputs = { a: viewed(a, [1, m, k]), b: viewed(b, [1, k, n]) };
  const plain = { transposeA: false, transposeB: false };
  return viewed(call('BatchMatMul', inputs, plain, backend), [m, n]);
}

/** `a` seen as `[rows, columns]`, as `[columns, rows]`. */
export function transposed(
  backend: BackendWasm,
  a: TensorInfo,
  rows: number,
  columns: number,
): TensorInfo {
  return call('Transpose', { x: viewed(a, [rows, columns]) }, { perm: [1, 0] }, backend);
}

import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Code } from '../wasm/code.js';
import { floatsOf, free, newFloats } from './kernel.js';
import { pointer } from './simd-layout.js';

/** Rows seen as longer ones, a multiple of four numbers each; what does not fill one is the tail. */
interface LongRows {
  readonly columns: number;
  readonly rows: number;
  readonly tail: number;
}

function longRows(width: number, size: number): LongRows {
  const columns = width % 4 === 0 ? width : width % 2 === 0 ? 2 * width : 4 * width;
  const rows = Math.floor(size / columns);
  return { columns, rows, tail: rows * columns };
}

/** Sums of the columns of `x` seen as `[..., width]`, as `[width]`, in our WASM. */
export function columnSums(
  code: Code,
  backend: BackendWasm,
  x: TensorInfo,
  width: number,
): TensorInfo {
  const size = x.shape.reduce((a, b) => a * b, 1);
  const { columns, rows, tail } = longRows(width, size);
  const partial = newFloats(backend, [2 * columns]);
  const out = newFloats(backend, [width]);
  floatsOf(backend, partial).fill(0);
  const at = pointer(backend, partial);
  code.sumRows(rows, columns, pointer(backend, x), at);
  const values = floatsOf(backend, x);
  const sums = new Float64Array(width);
  const blocks = new Float64Array(values.buffer, at, columns);
  for (let i = 0; i < columns; i++) sums[i % width]! += blocks[i]!;
  for (let i = tail; i < size; i++) sums[i % width]! += values[i]!;
  floatsOf(backend, out).set(sums);
  free(backend, partial);
  return out;
}

/** `x` seen as `[..., width]` plus `bias` `[width]` in every row, in our WASM. */
export function biased(
  code: Code,
  backend: BackendWasm,
  x: TensorInfo,
  bias: TensorInfo,
): TensorInfo {
  const width = bias.shape.at(-1)!;
  const size = x.shape.reduce((a, b) => a * b, 1);
  const { columns, rows, tail } = longRows(width, size);
  const row = newFloats(backend, [columns]);
  const out = newFloats(backend, x.shape);
  const [addends, repeated] = [floatsOf(backend, bias), floatsOf(backend, row)];
  for (let i = 0; i < columns; i++) repeated[i] = addends[i % width]!;
  const at = (info: TensorInfo) => pointer(backend, info);
  code.addToRows(rows, columns, at(x), at(row), at(out));
  const [sums, values] = [floatsOf(backend, out), floatsOf(backend, x)];
  for (let i = tail; i < size; i++) sums[i] = values[i]! + addends[i % width]!;
  free(backend, row);
  return out;
}

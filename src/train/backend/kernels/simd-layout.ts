import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { floatsOf, newFloats } from './kernel.js';

/** Byte offset of a tensor on the heap; it stays where it is. */
export function pointer(backend: BackendWasm, { dataId }: TensorInfo): number {
  return backend.getMemoryOffset(dataId);
}

/** The next multiple of `step`. */
export function upTo(size: number, step: number): number {
  return Math.ceil(size / step) * step;
}

/** `x` seen as `[rows, from]`, with zeros at the end of each row; itself if there are none to add. */
export function widened(
  backend: BackendWasm,
  x: TensorInfo,
  rows: number,
  from: number,
  to: number,
): TensorInfo {
  if (from === to) return x;
  const wide = newFloats(backend, [rows, to]);
  const target = floatsOf(backend, wide).fill(0);
  const source = floatsOf(backend, x);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < from; i++) target[row * to + i] = source[row * from + i]!;
  }
  return wide;
}

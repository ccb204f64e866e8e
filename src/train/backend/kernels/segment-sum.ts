import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Inputs, Settings, WasmKernel } from './kernel.js';

/**
 * Sums the rows of `x` `[rows, ...]` that carry the same segment number, as `[numSegments, ...]`: the
 * gradient of gather. Rows with a number outside the segments count nowhere, as TensorFlow defines it.
 */
export const segmentSum: WasmKernel = { name: 'UnsortedSegmentSum', because: 'missing', run };

function run(inputs: Inputs, settings: Settings, backend: BackendWasm): TensorInfo {
  const x = inputs.x!;
  const segments = settings.numSegments as number;
  const inner = x.shape.slice(1);
  const out = backend.makeOutput([segments, ...inner], x.dtype);
  const sums = backend.typedArrayFromHeap(out).fill(0);
  const values = backend.typedArrayFromHeap(x);
  const ids = backend.typedArrayFromHeap(inputs.segmentIds!);
  const width = inner.reduce((a, b) => a * b, 1);
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row]!;
    if (id < 0 || id >= segments) continue;
    const [from, to] = [row * width, id * width];
    for (let i = 0; i < width; i++) sums[to + i]! += values[from + i]!;
  }
  return out;
}

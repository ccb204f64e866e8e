import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { codeOn } from '../wasm/code.js';
import { addColumnsInto } from './columns.js';
import { convGeometry } from './geometry.js';
import {
  floatsOf,
  free,
  type Inputs,
  newFloats,
  type Settings,
  type WasmKernel,
} from './kernel.js';
import { product, transposed } from './matmul.js';
import { piecesOf } from './pieces.js';
import { simdInputGradient } from './simd-convolution.js';

/**
 * Gradient of a convolution by its input, and the transposed convolution: `dy`
 * `[batch * outHeight * outWidth, out]` times the transposed filter gives each position's window,
 * and the windows add up where they overlap; some pictures at a time.
 */
export const conv2dInputGradient: WasmKernel = {
  name: 'Conv2DBackpropInput',
  because: 'slow',
  run,
};

function run(inputs: Inputs, settings: Settings, backend: BackendWasm): TensorInfo {
  const dy = inputs.dy!;
  const filter = inputs.filter!;
  const inputShape = settings.inputShape as number[];
  const g = convGeometry('Conv2DBackpropInput', inputShape, filter.shape, settings);
  const code = codeOn(backend);
  if (code !== null) return simdInputGradient(code, backend, dy, filter, g);
  const out = g.outChannels;
  const width = g.windowHeight * g.windowWidth * g.inChannels;
  const dx = newFloats(backend, inputShape);
  floatsOf(backend, dx).fill(0);
  const across = transposed(backend, filter, width, out);
  for (const piece of piecesOf(g, width)) {
    const { from, rows } = piece;
    const start = from * g.outHeight * g.outWidth * out;
    const slice = newFloats(backend, [rows, out]);
    floatsOf(backend, slice).set(floatsOf(backend, dy).subarray(start, start + rows * out));
    const columns = product(backend, slice, across, [rows, out, width]);
    addColumnsInto(floatsOf(backend, dx), floatsOf(backend, columns), g, piece);
    free(backend, slice, columns);
  }
  free(backend, across);
  return dx;
}

import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { codeOn } from '../wasm/code.js';
import { columnsInto } from './columns.js';
import { convGeometry, type Geometry } from './geometry.js';
import {
  floatsOf,
  free,
  type Inputs,
  newFloats,
  type Settings,
  type WasmKernel,
} from './kernel.js';
import { product, transposed } from './matmul.js';
import { type Piece, piecesOf } from './pieces.js';
import { simdFilterGradient } from './simd-convolution.js';

/**
 * Gradient of a convolution by its filter: windows of `x`, one a row, transposed, times `dy`
 * `[batch * outHeight * outWidth, out]`; some pictures at a time, added up.
 */
export const conv2dFilterGradient: WasmKernel = {
  name: 'Conv2DBackpropFilter',
  because: 'missing',
  run,
};

function run(inputs: Inputs, settings: Settings, backend: BackendWasm): TensorInfo {
  const x = inputs.x!;
  const dy = inputs.dy!;
  const filterShape = settings.filterShape as number[];
  const g = convGeometry('Conv2DBackpropFilter', x.shape, filterShape, settings);
  const width = g.windowHeight * g.windowWidth * g.inChannels;
  const few = isPointwise(g) && width * g.outChannels <= fewWeights;
  const code = few ? null : codeOn(backend);
  if (code !== null) return simdFilterGradient(code, backend, x, dy, g, filterShape);
  // Summed in float64: a large batch has many positions.
  const sums = new Float64Array(width * g.outChannels);
  if (few) {
    addPixels(sums, floatsOf(backend, x), floatsOf(backend, dy), g);
  } else {
    for (const piece of piecesOf(g, width)) addPart(sums, backend, x, dy, g, piece);
  }
  const gradient = newFloats(backend, filterShape);
  floatsOf(backend, gradient).set(sums);
  return gradient;
}

/** Below this a product of matrices costs more than a loop. */
const fewWeights = 64;

/** A 1x1 kernel that visits every pixel once. */
function isPointwise(g: Geometry): boolean {
  return (
    g.windowHeight * g.windowWidth * g.strideY * g.strideX === 1 &&
    g.outHeight === g.inHeight &&
    g.outWidth === g.inWidth
  );
}

function addPixels(sums: Float64Array, x: Float32Array, dy: Float32Array, g: Geometry): void {
  const { inChannels, outChannels } = g;
  const pixels = x.length / inChannels;
  for (let p = 0; p < pixels; p++) {
    for (let c = 0; c < inChannels; c++) {
      const value = x[p * inChannels + c]!;
      for (let o = 0; o < outChannels; o++) {
        sums[c * outChannels + o]! += value * dy[p * outChannels + o]!;
      }
    }
  }
}

/** Adds what some pictures give to the sums `[windowHeight * windowWidth * in, out]`. */
function addPart(
  sums: Float64Array,
  backend: BackendWasm,
  x: TensorInfo,
  dy: TensorInfo,
  g: Geometry,
  piece: Piece,
): void {
  const { rows } = piece;
  const out = g.outChannels;
  const width = sums.length / out;
  const columns = newFloats(backend, [rows, width]);
  const slice = newFloats(backend, [rows, out]);
  columnsInto(floatsOf(backend, columns), floatsOf(backend, x), g, piece);
  const start = piece.from * g.outHeight * g.outWidth * out;
  floatsOf(backend, slice).set(floatsOf(backend, dy).subarray(start, start + rows * out));
  const across = transposed(backend, columns, rows, width);
  const part = product(backend, across, slice, [width, rows, out]);
  const values = floatsOf(backend, part);
  for (let i = 0; i < sums.length; i++) sums[i]! += values[i]!;
  free(backend, columns, slice, across, part);
}

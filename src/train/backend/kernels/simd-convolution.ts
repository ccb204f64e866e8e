import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { type Code, windowRows } from '../wasm/code.js';
import type { Geometry } from './geometry.js';
import { floatsOf, free, newFloats } from './kernel.js';
import { pointer, upTo, widened } from './simd-layout.js';

/** Gradient of a convolution by its filter, `[windowHeight, windowWidth, in, out]`, in our WASM. */
export function simdFilterGradient(
  code: Code,
  backend: BackendWasm,
  x: TensorInfo,
  dy: TensorInfo,
  g: Geometry,
  filterShape: number[],
): TensorInfo {
  const rows = g.batch * g.outHeight * g.outWidth;
  const width = g.windowHeight * g.windowWidth * g.inChannels;
  const [m, n] = [upTo(width, 4), upTo(g.outChannels, 8)];
  const geometry = geometryOn(backend, g);
  const right = widened(backend, dy, rows, g.outChannels, n);
  const windows = newFloats(backend, [windowRows, m]);
  const sums = newFloats(backend, [m, n]);
  const gradient = newFloats(backend, filterShape);
  floatsOf(backend, windows).fill(0);
  floatsOf(backend, sums).fill(0);
  const at = (info: TensorInfo) => pointer(backend, info);
  code.filterGradient(at(geometry), at(x), rows, m, n, at(right), at(sums), at(windows));
  const [to, from] = [floatsOf(backend, gradient), floatsOf(backend, sums)];
  for (let i = 0; i < width; i++) {
    to.set(from.subarray(i * n, i * n + g.outChannels), i * g.outChannels);
  }
  free(backend, geometry, windows, sums);
  if (right !== dy) free(backend, right);
  return gradient;
}

/** Gradient of a convolution by its input, in our WASM. */
export function simdInputGradient(
  code: Code,
  backend: BackendWasm,
  dy: TensorInfo,
  filter: TensorInfo,
  g: Geometry,
): TensorInfo {
  const rows = g.batch * g.outHeight * g.outWidth;
  const width = g.windowHeight * g.windowWidth * g.inChannels;
  const n = upTo(width, 8);
  const geometry = geometryOn(backend, g);
  const panels = newFloats(backend, [n, g.outChannels]);
  const windows = newFloats(backend, [windowRows, n]);
  const dx = newFloats(backend, [g.batch, g.inHeight, g.inWidth, g.inChannels]);
  floatsOf(backend, dx).fill(0);
  const at = (info: TensorInfo) => pointer(backend, info);
  const depth = g.outChannels;
  code.packPanels(width, depth, at(filter), at(panels));
  code.inputGradient(at(geometry), at(dx), rows, depth, n, at(dy), at(panels), at(windows));
  free(backend, geometry, panels, windows);
  return dx;
}

/** The geometry as the assembly reads it. */
function geometryOn(backend: BackendWasm, g: Geometry): TensorInfo {
  const info = backend.makeOutput([11], 'int32');
  const { inHeight, inWidth, inChannels, outHeight, outWidth, windowHeight, windowWidth } = g;
  const sizes = [inHeight, inWidth, inChannels, outHeight, outWidth, windowHeight, windowWidth];
  backend.typedArrayFromHeap(info).set([...sizes, g.strideY, g.strideX, g.padTop, g.padLeft]);
  return info;
}

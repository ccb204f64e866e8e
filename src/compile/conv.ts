import { asConv2d, asPicture, type Conv1dParams } from '../kernels/conv1d.js';
import { type Conv2dTransposeParams, spreadOver } from '../kernels/conv2d-transpose.js';
import type { NetworkNode } from '../network/node.js';
import { type ConvGeometry, imageSize } from './chip/conv-geometry.js';
import { type SparseMatrix, sparseFromRows } from './sparse.js';

type Numbers = Float32Array | Float64Array;
type Pair = readonly [number, number];

/** True for the kinds of operators that are convolutions. */
export function isConvolution({ kind }: NetworkNode): boolean {
  return kind === 'conv2d' || kind === 'conv1d' || kind === 'conv2dTranspose';
}

/** Groups of a convolution; its kernel has the channels of one group. */
export function groupsOf(node: NetworkNode): number {
  return (node.params.groups as number | undefined) ?? 1;
}

/** The geometry of a convolution node; one along one axis is one over a picture of one row. */
export function convGeometryOf(node: NetworkNode): ConvGeometry {
  const both = {
    padding: node.params.padding as 'valid' | 'same',
    channelsLast: node.params.channelsLast !== false,
  };
  if (node.kind === 'conv1d') {
    const params = node.params as unknown as Conv1dParams;
    const { kernelShape, strides } = asConv2d(params);
    return {
      ...both,
      inputShape: asPicture(params, node.inputShape) as unknown as ConvGeometry['inputShape'],
      outputShape: asPicture(params, node.shape) as unknown as ConvGeometry['outputShape'],
      kernelShape: kernelShape as unknown as ConvGeometry['kernelShape'],
      strides: strides as unknown as Pair,
    };
  }
  const geometry = {
    ...both,
    inputShape: node.inputShape as ConvGeometry['inputShape'],
    outputShape: node.shape as ConvGeometry['outputShape'],
    kernelShape: node.params.kernelShape as unknown as ConvGeometry['kernelShape'],
    strides: node.params.strides as unknown as Pair,
  };
  if (node.kind !== 'conv2dTranspose') return geometry;
  const params = node.params as unknown as Conv2dTransposeParams;
  const { top, left } = spreadOver(params, node.inputShape);
  return { ...geometry, transpose: true, crop: [top, left] };
}

/** An average pooling as its equal convolution: identity over channels, 1/n at each position. */
export function poolGeometryOf(node: NetworkNode): ConvGeometry {
  const channelsLast = node.params.channelsLast !== false;
  const pool = node.params.pool as unknown as Pair;
  const { channels } = imageSize(node.shape as ConvGeometry['outputShape'], channelsLast);
  return {
    inputShape: node.inputShape as ConvGeometry['inputShape'],
    outputShape: node.shape as ConvGeometry['outputShape'],
    kernelShape: [pool[0], pool[1], channels, channels],
    strides: node.params.strides as unknown as Pair,
    padding: node.params.padding as 'valid' | 'same',
    channelsLast,
  };
}

/** The kernel of an average pooling written as a convolution (valid padding only). */
export function poolKernel({ kernelShape: [kr, kc, channels] }: ConvGeometry): Float64Array {
  const kernel = new Float64Array(kr * kc * channels * channels);
  for (let p = 0; p < kr * kc; p++) {
    for (let c = 0; c < channels; c++) kernel[(p * channels + c) * channels + c] = 1 / (kr * kc);
  }
  return kernel;
}

/** The matrix of a convolution, outputs by inputs in the flat orders of both shapes. */
export function convMatrix(geometry: ConvGeometry, kernel: Numbers, groups = 1): SparseMatrix {
  const [, , channels, filters] = geometry.kernelShape;
  return windowMatrix(geometry, filters, (filter, tap, _taps, add) => {
    const first = Math.floor(filter / (filters / groups)) * channels;
    for (let c = 0; c < channels; c++) {
      add(first + c, kernel[(tap * channels + c) * filters + filter]!);
    }
  });
}

/** The matrix of an average pooling; padded cells do not count, as in Keras. */
export function poolMatrix(geometry: ConvGeometry): SparseMatrix {
  return windowMatrix(geometry, geometry.kernelShape[3], (channel, _tap, taps, add) =>
    add(channel, 1 / taps),
  );
}

type Tap = (
  filter: number,
  tap: number,
  taps: number,
  add: (channel: number, value: number) => void,
) => void;

function windowMatrix(g: ConvGeometry, filters: number, tapOf: Tap): SparseMatrix {
  const { rows: inRows, cols: inColumns, channels } = imageSize(g.inputShape, g.channelsLast);
  const { rows: outRows, cols: outColumns } = imageSize(g.outputShape, g.channelsLast);
  const pixels = outRows * outColumns;
  const inPixels = inRows * inColumns;
  const rows = windows(g, 0, inRows, outRows);
  const columns = windows(g, 1, inColumns, outColumns);
  return sparseFromRows(pixels * filters, inPixels * channels, (i, add) => {
    const filter = g.channelsLast ? i % filters : Math.floor(i / pixels);
    const pixel = g.channelsLast ? Math.floor(i / filters) : i % pixels;
    const ys = rows[Math.floor(pixel / outColumns)]!;
    const xs = columns[pixel % outColumns]!;
    for (const [y, ky] of ys) {
      for (const [x, kx] of xs) {
        const at = y * inColumns + x;
        tapOf(filter, ky * g.kernelShape[1] + kx, ys.length * xs.length, (c, value) =>
          add(g.channelsLast ? at * channels + c : c * inPixels + at, value),
        );
      }
    }
  });
}

/** Per output position the (input position, kernel position) pairs inside the picture. */
function windows(g: ConvGeometry, axis: 0 | 1, size: number, outputs: number): Pair[][] {
  const kernel = g.kernelShape[axis];
  const stride = g.strides[axis];
  if (g.transpose === true) return spreads(kernel, stride, g.crop![axis], size, outputs);
  const total = Math.max((outputs - 1) * stride + kernel - size, 0);
  const before = g.padding === 'same' ? Math.floor(total / 2) : 0;
  return Array.from({ length: outputs }, (_, o) =>
    Array.from({ length: kernel }, (_, k): Pair => [o * stride - before + k, k]).filter(
      ([at]) => at >= 0 && at < size,
    ),
  );
}

/** The same for a transposed convolution: input i reaches outputs i * stride - crop + k. */
function spreads(
  kernel: number,
  stride: number,
  crop: number,
  size: number,
  outputs: number,
): Pair[][] {
  return Array.from({ length: outputs }, (_, o) =>
    Array.from({ length: kernel }, (_, k): Pair => [(o + crop - k) / stride, k]).filter(
      ([at]) => Number.isInteger(at) && at >= 0 && at < size,
    ),
  );
}

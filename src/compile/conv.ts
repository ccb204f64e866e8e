import type { NetworkNode } from '../network/node.js';
import { type ConvGeometry, imageSize } from './chip/conv-geometry.js';
import { type SparseMatrix, sparseFromRows } from './sparse.js';

type Numbers = Float32Array | Float64Array;
type Pair = readonly [number, number];

/** The geometry of a `conv2d` node. */
export function convGeometryOf(node: NetworkNode): ConvGeometry {
  const channelsLast = node.params.channelsLast !== false;
  return {
    inputShape: node.inputShape as ConvGeometry['inputShape'],
    outputShape: node.shape as ConvGeometry['outputShape'],
    kernelShape: node.params.kernelShape as unknown as ConvGeometry['kernelShape'],
    strides: node.params.strides as unknown as Pair,
    padding: node.params.padding as 'valid' | 'same',
    channelsLast,
  };
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
export function convMatrix(geometry: ConvGeometry, kernel: Numbers): SparseMatrix {
  const [, , channels, filters] = geometry.kernelShape;
  return windowMatrix(geometry, filters, (filter, tap, _taps, add) => {
    for (let c = 0; c < channels; c++) {
      add(c, kernel[(tap * channels + c) * filters + filter]!);
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
  const total = Math.max((outputs - 1) * stride + kernel - size, 0);
  const before = g.padding === 'same' ? Math.floor(total / 2) : 0;
  return Array.from({ length: outputs }, (_, o) =>
    Array.from({ length: kernel }, (_, k): Pair => [o * stride - before + k, k]).filter(
      ([at]) => at >= 0 && at < size,
    ),
  );
}

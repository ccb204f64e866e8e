import { NetworkError } from '../core/errors.js';
import { type Shape, showShape } from '../core/shape.js';
import type { Vector } from '../core/vector.js';
import { requireChoice, requireFinite, requireNumber, requirePopType } from './check.js';
import { defineKernel, type KernelContext, type SameStepKernel } from './kernel.js';
import { layoutOf, type Padding, pictureShape, type Windows, windowsOver } from './window.js';

type Numbers = Float32Array | Float64Array;

/** Parameters of `conv2d`; the kernel is row-major in the order of `kernelShape`. */
export interface Conv2dParams {
  readonly kernel: Numbers;
  /** Kernel rows, kernel columns, input channels, filters. */
  readonly kernelShape: readonly number[];
  /** Rows and columns between windows. */
  readonly strides: readonly number[];
  readonly padding: Padding;
  /** True: (rows, columns, channels); false: (channels, rows, columns); input and output alike. */
  readonly channelsLast: boolean;
  /** One value per filter. */
  readonly bias?: Numbers;
  /** Axon type on the chip. */
  readonly popType?: 16 | 32;
}

/**
 * out[r, c, f] = bias[f] + sum over i, j, k of in[r s - top + i, c s - left + j, k] kernel[i, j, k, f]:
 * correlation, the kernel is not flipped; outside the picture is 0.
 */
export const conv2d = defineKernel<Conv2dParams>({
  kind: 'conv2d',
  role: 'linear',
  outputShape: (params, input) => {
    const { outRows, outColumns } = conv2dWindows(params, input);
    return pictureShape(outRows, outColumns, params.kernelShape[3]!, params.channelsLast);
  },
  make: conv2dKernel,
});

/** Where the windows of a convolution lie. Throws a NetworkError if the channels do not fit. */
export function conv2dWindows(params: Conv2dParams, input: Shape): Windows {
  const { kernelShape, strides, padding, channelsLast } = params;
  const size = kernelShape.slice(0, 2);
  const windows = windowsOver('conv2d', { size, strides, padding, channelsLast }, input);
  if (windows.channels !== kernelShape[2]) {
    throw new NetworkError(
      `conv2d: the kernel is ${showShape(kernelShape)} and expects ${kernelShape[2]} channels, ` +
        `the input ${showShape(input)} has ${windows.channels} (channels ` +
        `${channelsLast ? 'last' : 'first'}). Check channelsLast.`,
      { code: 'shape-mismatch', path: 'conv2d' },
    );
  }
  return windows;
}

function conv2dKernel(params: Conv2dParams, { inputShape }: KernelContext): SameStepKernel {
  const { kernel, bias, channelsLast } = params;
  const [kernelRows, kernelColumns, channels, filters] = params.kernelShape as number[] as Four;
  const windows = conv2dWindows(params, inputShape);
  const { rows, columns, outRows, outColumns } = windows;
  const from = layoutOf(rows, columns, channels, channelsLast);
  const to = layoutOf(outRows, outColumns, filters, channelsLast);
  const outRowOf = reached(rows, kernelRows, params.strides[0]!, windows.top, outRows);
  const outColumnOf = reached(columns, kernelColumns, params.strides[1]!, windows.left, outColumns);
  // Sums are kept in float64 with the filters side by side, whatever the order outside.
  const sums = new Float64Array(outRows * outColumns * filters);

  const scatter = (value: number, r: number, c: number, k: number): void => {
    for (let i = 0; i < kernelRows; i++) {
      const outRow = outRowOf[r * kernelRows + i]!;
      if (outRow < 0) continue;
      for (let j = 0; j < kernelColumns; j++) {
        const outColumn = outColumnOf[c * kernelColumns + j]!;
        if (outColumn < 0) continue;
        const at = (outRow * outColumns + outColumn) * filters;
        const weights = ((i * kernelColumns + j) * channels + k) * filters;
        for (let f = 0; f < filters; f++) sums[at + f]! += value * kernel[weights + f]!;
      }
    }
  };

  const step = (input: Vector, output: Vector): void => {
    sums.fill(0);
    // Spikes are mostly zeros: each value that is not zero is added to the windows that see it.
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        for (let k = 0; k < channels; k++) {
          const value = input[r * from.row + c * from.column + k * from.channel]!;
          if (value !== 0) scatter(value, r, c, k);
        }
      }
    }
    let at = 0;
    for (let r = 0; r < outRows; r++) {
      for (let c = 0; c < outColumns; c++) {
        const pixel = r * to.row + c * to.column;
        for (let f = 0; f < filters; f++) {
          const sum = sums[at++]!;
          output[pixel + f * to.channel] = bias === undefined ? sum : sum + bias[f]!;
        }
      }
    }
  };
  return { causal: false, state: {}, step };
}

type Four = [number, number, number, number];

/** For each input position and kernel position the output position that pairs them, or -1. */
function reached(
  length: number,
  size: number,
  stride: number,
  before: number,
  count: number,
): Int32Array {
  const out = new Int32Array(length * size).fill(-1);
  for (let at = 0; at < length; at++) {
    for (let i = 0; i < size; i++) {
      const start = at + before - i;
      if (start >= 0 && start % stride === 0 && start / stride < count) {
        out[at * size + i] = start / stride;
      }
    }
  }
  return out;
}

/** Checks the parameters of a convolution once, where it is declared. */
export function conv2dParams(params: Conv2dParams): Conv2dParams {
  const { kernel, kernelShape, bias, padding } = params;
  if (kernelShape.length !== 4) {
    throw new NetworkError(
      `conv2d: the kernel has shape ${showShape(kernelShape)}, ` +
        'expected rows x columns x channels x filters.',
      { code: 'bad-weights', path: 'conv2d' },
    );
  }
  for (const n of kernelShape)
    requireNumber('conv2d', 'kernel.shape', n, { whole: true, atLeast: 1 });
  const length = kernelShape.reduce((product, n) => product * n, 1);
  if (kernel.length !== length) {
    throw new NetworkError(
      `conv2d: the kernel has ${kernel.length} weights, expected ${showShape(kernelShape)} = ${length}.`,
      { code: 'bad-weights', path: 'conv2d' },
    );
  }
  if (bias !== undefined && bias.length !== kernelShape[3]) {
    throw new NetworkError(
      `conv2d: bias has ${bias.length} values, expected one per filter, ${kernelShape[3]}.`,
      { code: 'bad-bias', path: 'conv2d' },
    );
  }
  requireFinite('conv2d', 'kernel', kernel);
  if (bias !== undefined) requireFinite('conv2d', 'bias', bias);
  requireChoice('conv2d', 'padding', padding, ['valid', 'same']);
  requirePopType('conv2d', params.popType);
  return params;
}

import { NetworkError } from '../core/errors.js';
import { type Shape, showShape } from '../core/shape.js';
import type { Vector } from '../core/vector.js';
import { requireNumber } from './check.js';
import { checkKernel } from './conv-check.js';
import { defineKernel, type SameStepKernel } from './kernel.js';
import { WORTH } from './wasm/arena.js';
import { wasmConv2d } from './wasm/conv2d.js';
import { layoutOf, type Padding, pictureShape, type Windows, windowsOver } from './window.js';

type Numbers = Float32Array | Float64Array;

/** Parameters of `conv2d`; the kernel is row-major in the order of `kernelShape`. */
export interface Conv2dParams {
  readonly kernel: Numbers;
  /** Kernel rows, kernel columns, input channels of a group, filters. */
  readonly kernelShape: readonly number[];
  /** Rows and columns between windows. */
  readonly strides: readonly number[];
  readonly padding: Padding;
  /** True: (rows, columns, channels); false: (channels, rows, columns); input and output alike. */
  readonly channelsLast: boolean;
  /** Groups of channels, each seen by as many of the filters; absent: one. */
  readonly groups?: number;
  /** One value per filter. */
  readonly bias?: Numbers;
  /** Axon type on the chip. */
  readonly popType?: 16 | 32;
}

/**
 * out[r, c, f] = bias[f] + sum over i, j, k of in[r s - top + i, c s - left + j, k] kernel[i, j, k, f]:
 * correlation, the kernel is not flipped; outside the picture is 0. With groups, k counts the channels of
 * the group that f belongs to: the channels and the filters are cut into as many equal runs.
 */
export const conv2d = defineKernel<Conv2dParams>({
  kind: 'conv2d',
  role: 'linear',
  outputShape: (params, input) => {
    const { outRows, outColumns } = conv2dWindows(params, input);
    return pictureShape(outRows, outColumns, params.kernelShape[3]!, params.channelsLast);
  },
  make: (params, { inputShape }) => {
    const windows = conv2dWindows(params, inputShape);
    const large = windows.outRows * windows.outColumns * params.kernel.length >= WORTH;
    return large ? wasmConv2d(params, windows) : plainConv2d(params, windows);
  },
});

/** Where the windows of a convolution lie. Throws a NetworkError if the channels do not fit. */
export function conv2dWindows(params: Conv2dParams, input: Shape): Windows {
  const { kernelShape, strides, padding, channelsLast } = params;
  const size = kernelShape.slice(0, 2);
  const windows = windowsOver('conv2d', { size, strides, padding, channelsLast }, input);
  const expected = kernelShape[2]! * (params.groups ?? 1);
  if (windows.channels !== expected) {
    throw new NetworkError(
      `conv2d: the kernel is ${showShape(kernelShape)} and expects ${expected} channels, ` +
        `the input ${showShape(input)} has ${windows.channels} (channels ` +
        `${channelsLast ? 'last' : 'first'}). Check channelsLast.`,
      { code: 'shape-mismatch', path: 'conv2d' },
    );
  }
  return windows;
}

/** A convolution in TypeScript: the one to read. */
export function plainConv2d(params: Conv2dParams, windows: Windows): SameStepKernel {
  const { bias, channelsLast, strides, kernelShape, groups = 1 } = params;
  const [kernelRows, kernelColumns, channels, filters] = kernelShape as unknown as Four;
  const { rows, columns, outRows, outColumns, top, left } = windows;
  const from = layoutOf(rows, columns, channels * groups, channelsLast);
  const to = layoutOf(outRows, outColumns, filters, channelsLast);
  const weights = Float64Array.from(params.kernel);
  const added = bias === undefined ? new Float64Array(filters) : Float64Array.from(bias);
  // Of the window at hand: what is not 0, and where its weights begin. Spikes are mostly zeros.
  const values = new Float64Array(kernelRows * kernelColumns * channels);
  const places = new Int32Array(values.length);

  const listWindow = (input: Vector, top: number, left: number, group: number): number => {
    const [firstRow, firstColumn, firstChannel] = [top, left, group * channels];
    const bottom = Math.min(kernelRows, rows - firstRow);
    const right = Math.min(kernelColumns, columns - firstColumn);
    let count = 0;
    for (let i = Math.max(0, -firstRow); i < bottom; i++) {
      for (let j = Math.max(0, -firstColumn); j < right; j++) {
        const pixel = (firstRow + i) * from.row + (firstColumn + j) * from.column;
        const place = (i * kernelColumns + j) * channels;
        for (let k = 0; k < channels; k++) {
          const value = input[pixel + (firstChannel + k) * from.channel]!;
          if (value === 0) continue;
          values[count] = value;
          places[count++] = (place + k) * filters;
        }
      }
    }
    return count;
  };

  const share = filters / groups;
  const fill = (output: Vector, pixel: number, count: number, group: number): void => {
    const end = (group + 1) * share;
    let f = group * share;
    // Four filters at once keep four sums in registers; each sum has the order of the window.
    for (; f + 4 <= end; f += 4) {
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let m = 0; m < count; m++) {
        const value = values[m]!;
        const at = places[m]! + f;
        s0 += value * weights[at]!;
        s1 += value * weights[at + 1]!;
        s2 += value * weights[at + 2]!;
        s3 += value * weights[at + 3]!;
      }
      output[pixel + f * to.channel] = s0 + added[f]!;
      output[pixel + (f + 1) * to.channel] = s1 + added[f + 1]!;
      output[pixel + (f + 2) * to.channel] = s2 + added[f + 2]!;
      output[pixel + (f + 3) * to.channel] = s3 + added[f + 3]!;
    }
    for (; f < end; f++) {
      let sum = 0;
      for (let m = 0; m < count; m++) sum += values[m]! * weights[places[m]! + f]!;
      output[pixel + f * to.channel] = sum + added[f]!;
    }
  };

  const step = (input: Vector, output: Vector): void => {
    for (let r = 0; r < outRows; r++) {
      for (let c = 0; c < outColumns; c++) {
        for (let group = 0; group < groups; group++) {
          const count = listWindow(input, r * strides[0]! - top, c * strides[1]! - left, group);
          fill(output, r * to.row + c * to.column, count, group);
        }
      }
    }
  };
  return { causal: false, state: {}, step };
}

type Four = readonly [number, number, number, number];

/** Checks the parameters of a convolution once, where it is declared. */
export function conv2dParams(params: Conv2dParams): Conv2dParams {
  checkKernel('conv2d', params, ['rows', 'columns', 'channels', 'filters']);
  const { groups, kernelShape } = params;
  if (groups !== undefined) {
    requireNumber('conv2d', 'groups', groups, { whole: true, atLeast: 1 });
    if (kernelShape[3]! % groups !== 0) {
      throw new NetworkError(
        `conv2d: groups is ${groups}, which does not divide the ${kernelShape[3]} filters.`,
        { code: 'bad-option', path: 'conv2d.groups' },
      );
    }
  }
  return params;
}

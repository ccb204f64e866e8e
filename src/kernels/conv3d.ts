import { NetworkError } from '../core/errors.js';
import { type Shape, showShape } from '../core/shape.js';
import type { Vector } from '../core/vector.js';
import { requireNumber } from './check.js';
import { checkKernel } from './conv-check.js';
import { defineKernel, type KernelContext, type SameStepKernel } from './kernel.js';
import type { Padding } from './window.js';

type Numbers = Float32Array | Float64Array;

/** Parameters of `conv3d`; the kernel is row-major in the order of `kernelShape`. */
export interface Conv3dParams {
  readonly kernel: Numbers;
  /** Kernel planes, rows, columns, input channels of a group, filters. */
  readonly kernelShape: readonly number[];
  /** Planes, rows and columns between windows. */
  readonly strides: readonly number[];
  readonly padding: Padding;
  /** True: (planes, rows, columns, channels); false: channels first; input and output alike. */
  readonly channelsLast: boolean;
  /** Groups of channels, each seen by as many of the filters; absent: one. */
  readonly groups?: number;
  /** Axon type on the chip. */
  readonly popType?: 16 | 32;
}

/** Convolution of a volume, without flipping the kernel; outside the volume is 0. */
export const conv3d = defineKernel<Conv3dParams>({
  kind: 'conv3d',
  role: 'linear',
  outputShape: (params, input) => {
    const sizes = conv3dWindows(params, input).map(({ places }) => places.length);
    const filters = params.kernelShape[4]!;
    return params.channelsLast ? [...sizes, filters] : [filters, ...sizes];
  },
  make: conv3dKernel,
});

/** Windows along one axis. */
export interface AxisWindows {
  /** Number of places of the input. */
  readonly size: number;
  /** Per window the pairs (place of the input, place in the kernel) that lie inside. */
  readonly places: readonly (readonly (readonly [at: number, tap: number])[])[];
}

/** Windows along planes, rows and columns. Throws a NetworkError if the shapes do not fit. */
export function conv3dWindows(params: Conv3dParams, input: Shape): readonly AxisWindows[] {
  const { kernelShape, strides, padding, channelsLast, groups = 1 } = params;
  const channels = channelsLast ? input[3] : input[0];
  if (input.length !== 4 || channels !== kernelShape[3]! * groups) {
    throw new NetworkError(
      `conv3d: the input has shape ${showShape(input)}, expected planes x rows x columns with ` +
        `${kernelShape[3]! * groups} channels ${channelsLast ? 'last' : 'first'}. Check channelsLast.`,
      { code: 'shape-mismatch', path: 'conv3d' },
    );
  }
  const sizes = channelsLast ? input.slice(0, 3) : input.slice(1);
  return sizes.map((size, axis) =>
    windowsAlong(size, kernelShape[axis]!, strides[axis]!, padding, input),
  );
}

function windowsAlong(
  size: number,
  kernel: number,
  stride: number,
  padding: Padding,
  input: Shape,
): AxisWindows {
  const same = padding === 'same';
  if (!same && kernel > size) {
    throw new NetworkError(
      `conv3d: a window of ${kernel} does not fit into ${size} of ${showShape(input)}. ` +
        `Use padding: 'same', or a smaller window.`,
      { code: 'shape-mismatch', path: 'conv3d' },
    );
  }
  const count = same ? Math.ceil(size / stride) : Math.floor((size - kernel) / stride) + 1;
  const before = same ? Math.max((count - 1) * stride + kernel - size, 0) >> 1 : 0;
  const places = Array.from({ length: count }, (_, window) =>
    Array.from({ length: kernel }, (_, k) => [window * stride - before + k, k] as const).filter(
      ([at]) => at >= 0 && at < size,
    ),
  );
  return { size, places };
}

/** Calls `tap` for every weight's way from an input to an output, without filters and channels. */
export function forEachWindow(
  [planes, rows, columns]: readonly AxisWindows[],
  window: (position: number) => void,
  tap: (pixel: number, kernelPlace: number) => void,
  [, kernelRows, kernelColumns]: readonly number[],
): void {
  let position = 0;
  for (const zs of planes!.places) {
    for (const ys of rows!.places) {
      for (const xs of columns!.places) {
        for (const [z, i] of zs) {
          for (const [y, j] of ys) {
            for (const [x, k] of xs) {
              tap(
                (z * rows!.size + y) * columns!.size + x,
                (i * kernelRows! + j) * kernelColumns! + k,
              );
            }
          }
        }
        window(position++);
      }
    }
  }
}

function conv3dKernel(params: Conv3dParams, { inputShape }: KernelContext): SameStepKernel {
  const { kernelShape, channelsLast, groups = 1 } = params;
  const windows = conv3dWindows(params, inputShape);
  const [channels, filters] = kernelShape.slice(3) as [number, number];
  const pixels = windows.reduce((n, { size }) => n * size, 1);
  const positions = windows.reduce((n, { places }) => n * places.length, 1);
  const weights = Float64Array.from(params.kernel);
  const sums = new Float64Array(filters);
  const share = filters / groups;

  const step = (input: Vector, output: Vector): void => {
    const tap = (pixel: number, place: number): void => {
      for (let c = 0; c < channels * groups; c++) {
        const value = input[channelsLast ? pixel * channels * groups + c : c * pixels + pixel]!;
        if (value === 0) continue;
        const group = Math.floor(c / channels);
        const at = (place * channels + (c % channels)) * filters;
        for (let f = group * share; f < (group + 1) * share; f++) {
          sums[f] = sums[f]! + value * weights[at + f]!;
        }
      }
    };
    const write = (position: number): void => {
      for (let f = 0; f < filters; f++) {
        output[channelsLast ? position * filters + f : f * positions + position] = sums[f]!;
      }
      sums.fill(0);
    };
    forEachWindow(windows, write, tap, kernelShape);
  };
  return { causal: false, state: {}, step };
}

/** Checks the parameters of a convolution of volumes once, where it is declared. */
export function conv3dParams(params: Conv3dParams): Conv3dParams {
  checkKernel('conv3d', params, ['planes', 'rows', 'columns', 'channels', 'filters']);
  const { strides, groups = 1, kernelShape } = params;
  for (const stride of strides) requireNumber('conv3d', 'strides', stride, positive);
  requireNumber('conv3d', 'groups', groups, positive);
  if (strides.length === 3 && kernelShape[4]! % groups === 0) return params;
  throw new NetworkError(
    `conv3d: strides are ${strides.join(', ')} and groups ${groups}, expected three strides and ` +
      `groups that divide the ${kernelShape[4]} filters.`,
    { code: 'bad-option', path: 'conv3d.strides' },
  );
}

const positive = { whole: true, atLeast: 1 } as const;

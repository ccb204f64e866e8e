import { conv3dParams, conv3d as definition } from '../kernels/conv3d.js';
import type { Padding } from '../kernels/window.js';
import { type Operator, operator, type RunningOptions } from './operator.js';

/** A convolution kernel, row-major: (planes, rows, columns, input channels, filters). */
export interface Kernel3d {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
}

/** How a convolution of volumes slides. */
export interface Conv3dOptions extends RunningOptions {
  /** Planes, rows and columns between windows, one number for all; default 1. */
  readonly strides?: number | readonly [number, number, number];
  /** `valid` (default): whole windows only; `same`: ceil(size / stride) windows, padded with 0. */
  readonly padding?: Padding;
  /** True (default): (planes, rows, columns, channels); false: channels first. */
  readonly channelsLast?: boolean;
  /** Groups of channels, each seen by as many of the filters; default 1. */
  readonly groups?: number;
  /** Axon type when the convolution becomes chip synapses; default the compiler's choice. */
  readonly popType?: 16 | 32;
}

/**
 * Convolution of a volume, without flipping the kernel, in the same timestep. A bias is a `bias` behind it.
 *
 * @throws NetworkError if the kernel has the wrong length or a weight is not finite; when declared, if
 *   the input is no volume with as many channels
 *
 * @example
 * net.input('frames', [8, 16, 16, 1]).pipe(conv3d(kernel, { strides: [1, 2, 2] }), lif())
 */
export function conv3d(kernel: Kernel3d, options: Conv3dOptions = {}): Operator {
  const { strides = 1, padding = 'valid', channelsLast = true, groups = 1, popType } = options;
  const params = conv3dParams({
    kernel: kernel.data,
    kernelShape: [...kernel.shape],
    strides: typeof strides === 'number' ? [strides, strides, strides] : [...strides],
    padding,
    channelsLast,
    ...(groups === 1 ? {} : { groups }),
    ...(popType === undefined ? {} : { popType }),
  });
  return operator(definition, params, options);
}

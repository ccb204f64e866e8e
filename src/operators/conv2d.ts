import { pair } from '../kernels/check.js';
import { conv2dParams, conv2d as definition } from '../kernels/conv2d.js';
import type { Padding } from '../kernels/window.js';
import { type Operator, operator, type RunningOptions } from './operator.js';

/** A convolution kernel, row-major: (rows, columns, input channels, filters). */
export interface Kernel2d {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
}

/** How a convolution slides. */
export interface Conv2dOptions extends RunningOptions {
  /** Rows and columns between windows, one number for both; default 1. */
  readonly strides?: number | readonly [number, number];
  /** `valid` (default): whole windows only; `same`: ceil(size / stride) windows, padded with 0. */
  readonly padding?: Padding;
  /** True (default): (rows, columns, channels); false: (channels, rows, columns). */
  readonly channelsLast?: boolean;
  /**
   * Groups of channels, each seen by as many of the filters; default 1. The kernel has the channels
   * of one group.
   */
  readonly groups?: number;
  /** One value per filter, added at every position; default none. */
  readonly bias?: ArrayLike<number>;
  /** Axon type when the convolution becomes chip synapses; default the compiler's choice. */
  readonly popType?: 16 | 32;
}

/**
 * Convolution of a picture, without flipping the kernel, in the same timestep:
 * out[r, c, f] = bias[f] + sum over i, j, k of in[r s + i, c s + j, k] kernel[i, j, k, f].
 *
 * @throws NetworkError if the kernel has the wrong length or a weight is not finite; when declared, if
 *   the input is no picture with as many channels
 *
 * @example
 * net.input('pixels', [28, 28, 1]).pipe(conv2d(kernel, { strides: 2 }), lif())
 */
export function conv2d(kernel: Kernel2d, options: Conv2dOptions = {}): Operator {
  const { strides = 1, padding = 'valid', channelsLast = true, groups = 1, bias } = options;
  const params = conv2dParams({
    kernel: kernel.data,
    kernelShape: [...kernel.shape],
    strides: pair('conv2d', 'strides', strides),
    padding,
    channelsLast,
    ...(bias === undefined ? {} : { bias: Float64Array.from(bias) }),
    ...(groups === 1 ? {} : { groups }),
    ...(options.popType === undefined ? {} : { popType: options.popType }),
  });
  return operator(definition, params, options);
}

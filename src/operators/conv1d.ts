import { conv1dParams, conv1d as definition } from '../kernels/conv1d.js';
import type { Padding } from '../kernels/window.js';
import { type Operator, operator, type RunningOptions } from './operator.js';

/** A convolution kernel, row-major: (length, input channels, filters). */
export interface Kernel1d {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
}

/** How a convolution along one axis slides. */
export interface Conv1dOptions extends RunningOptions {
  /** Places between windows; default 1. */
  readonly strides?: number;
  /** `valid` (default): whole windows only; `same`: ceil(length / stride) windows, padded with 0. */
  readonly padding?: Padding;
  /** True (default): (length, channels); false: (channels, length). */
  readonly channelsLast?: boolean;
  /** One value per filter, added at every position; default none. */
  readonly bias?: ArrayLike<number>;
  /** Axon type when the convolution becomes chip synapses; default the compiler's choice. */
  readonly popType?: 16 | 32;
}

/**
 * Convolution along one axis, without flipping the kernel, in the same timestep:
 * out[p, f] = bias[f] + sum over i, k of in[p s + i, k] kernel[i, k, f].
 *
 * @throws NetworkError if the kernel has the wrong length or a weight is not finite; when declared, if
 *   the input has other than two sizes or other channels
 *
 * @example
 * net.input('bands', [98, 40]).pipe(conv1d(kernel, { strides: 2 }), lif())
 */
export function conv1d(kernel: Kernel1d, options: Conv1dOptions = {}): Operator {
  const { strides = 1, padding = 'valid', channelsLast = true, bias, popType } = options;
  const params = conv1dParams({
    kernel: kernel.data,
    kernelShape: [...kernel.shape],
    stride: strides,
    padding,
    channelsLast,
    ...(bias === undefined ? {} : { bias: Float64Array.from(bias) }),
    ...(popType === undefined ? {} : { popType }),
  });
  return operator(definition, params, options);
}

import { pair } from '../kernels/check.js';
import {
  conv2dTransposeParams,
  conv2dTranspose as definition,
} from '../kernels/conv2d-transpose.js';
import type { Conv2dOptions, Kernel2d } from './conv2d.js';
import { type Operator, operator } from './operator.js';

/** How a transposed convolution spreads; `strides` are those between the places it writes to. */
export interface Conv2dTransposeOptions extends Omit<Conv2dOptions, 'groups'> {
  /** Rows and columns of the output, one number for both; default the smallest that fits. */
  readonly outputSize?: number | readonly [number, number];
  /** Rows and columns left out before the first; default what the padding leaves out. */
  readonly crop?: readonly [number, number];
}

/**
 * Transposed convolution: the map back of a convolution, in the same timestep. Every input value is
 * spread by the kernel: out[r s + i, c s + j, f] += in[r, c, k] kernel[i, j, k, f]. With `same` padding
 * the margin that `conv2d` would pad is left out.
 *
 * @param kernel (rows, columns, input channels, filters), as for the convolution that follows the data
 * @throws NetworkError if the kernel has the wrong length or a weight is not finite; when declared, if
 *   the input is no picture with as many channels, or no convolution leads from the output size to it
 *
 * @example
 * features.pipe(conv2dTranspose(kernel, { strides: 2, padding: 'same' }))
 */
export function conv2dTranspose(kernel: Kernel2d, options: Conv2dTransposeOptions = {}): Operator {
  const { strides = 1, padding = 'valid', channelsLast = true, outputSize, crop, bias } = options;
  const both = (name: string, value: number | readonly number[]) =>
    pair('conv2dTranspose', name, value);
  const params = conv2dTransposeParams({
    kernel: kernel.data,
    kernelShape: [...kernel.shape],
    strides: both('strides', strides),
    padding,
    channelsLast,
    ...(outputSize === undefined ? {} : { outputSize: both('outputSize', outputSize) }),
    ...(crop === undefined ? {} : { crop: [...crop] }),
    ...(bias === undefined ? {} : { bias: Float64Array.from(bias) }),
    ...(options.popType === undefined ? {} : { popType: options.popType }),
  });
  return operator(definition, params, options);
}

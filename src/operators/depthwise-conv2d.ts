import { NetworkError } from '../core/errors.js';
import { type Conv2dOptions, conv2d, type Kernel2d } from './conv2d.js';
import type { Operator } from './operator.js';

/** How a depthwise convolution slides; its groups are the channels. */
export type DepthwiseConv2dOptions = Omit<Conv2dOptions, 'groups'>;

/**
 * Convolution of every channel of a picture alone, with `multiplier` filters each, in the same timestep:
 * out[r, c, k m + q] = bias[k m + q] + sum over i, j of in[r s + i, c s + j, k] kernel[i, j, k, q].
 * It is a `conv2d` with a group for every channel.
 *
 * @param kernel (rows, columns, channels, multiplier)
 * @throws NetworkError if the kernel has the wrong length or a weight is not finite; when declared, if
 *   the input is no picture with as many channels
 *
 * @example
 * picture.pipe(depthwiseConv2d(kernel, { padding: 'same' }), conv2d(pointwise), lif())
 */
export function depthwiseConv2d(kernel: Kernel2d, options: DepthwiseConv2dOptions = {}): Operator {
  const [rows, columns, channels, multiplier] = kernel.shape;
  if (kernel.shape.length !== 4) {
    throw new NetworkError(
      `depthwiseConv2d: the kernel has shape ${kernel.shape.join('x')}, ` +
        'expected rows x columns x channels x multiplier.',
      { code: 'bad-weights', path: 'depthwiseConv2d' },
    );
  }
  // Filter k m + q of group k: the numbers already lie in the order that a grouped kernel has.
  const shape = [rows!, columns!, 1, channels! * multiplier!];
  return conv2d({ shape, data: kernel.data }, { ...options, groups: channels! });
}

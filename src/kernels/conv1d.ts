import { NetworkError } from '../core/errors.js';
import { type Shape, showShape } from '../core/shape.js';
import { requireNumber } from './check.js';
import { checkKernel } from './conv-check.js';
import { type Conv2dParams, conv2d } from './conv2d.js';
import { defineKernel } from './kernel.js';
import type { Padding } from './window.js';

type Numbers = Float32Array | Float64Array;

/** Parameters of `conv1d`; the kernel is row-major in the order of `kernelShape`. */
export interface Conv1dParams {
  readonly kernel: Numbers;
  /** Kernel length, input channels, filters. */
  readonly kernelShape: readonly number[];
  /** Places between windows. */
  readonly stride: number;
  readonly padding: Padding;
  /** True: (length, channels); false: (channels, length); input and output alike. */
  readonly channelsLast: boolean;
  /** One value per filter. */
  readonly bias?: Numbers;
  /** Axon type on the chip. */
  readonly popType?: 16 | 32;
}

/** out[p, f] = bias[f] + sum over i, k of in[p stride - before + i, k] kernel[i, k, f]. */
export const conv1d = defineKernel<Conv1dParams>({
  kind: 'conv1d',
  role: 'linear',
  outputShape: (params, input) => {
    const shape = conv2d.outputShape(asConv2d(params) as never, asPicture(params, input));
    return params.channelsLast ? [shape[1]!, shape[2]!] : [shape[0]!, shape[2]!];
  },
  make: (params, context) =>
    conv2d.make(asConv2d(params) as never, {
      ...context,
      inputShape: asPicture(params, context.inputShape),
    }),
});

/** The same convolution over a picture of one row. */
export function asConv2d({ kernelShape, stride, ...rest }: Conv1dParams): Conv2dParams {
  return { ...rest, kernelShape: [1, ...kernelShape], strides: [1, stride] };
}

/** A row as a picture of one row. Throws a NetworkError for other shapes. */
export function asPicture({ channelsLast }: Pick<Conv1dParams, 'channelsLast'>, shape: Shape) {
  if (shape.length !== 2) {
    throw new NetworkError(
      `conv1d: the input has shape ${showShape(shape)}, expected ` +
        `${channelsLast ? 'length x channels' : 'channels x length'}. ` +
        'Declare the input with two sizes, or give inputShape.',
      { code: 'shape-mismatch', path: 'conv1d' },
    );
  }
  return channelsLast ? [1, shape[0]!, shape[1]!] : [shape[0]!, 1, shape[1]!];
}

/** Checks the parameters of a convolution along one axis once, where it is declared. */
export function conv1dParams(params: Conv1dParams): Conv1dParams {
  checkKernel('conv1d', params, ['length', 'channels', 'filters']);
  requireNumber('conv1d', 'strides', params.stride, { whole: true, atLeast: 1 });
  return params;
}

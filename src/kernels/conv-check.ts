import { NetworkError } from '../core/errors.js';
import { showShape } from '../core/shape.js';
import { requireChoice, requireFinite, requireNumber, requirePopType } from './check.js';

type Numbers = Float32Array | Float64Array;

/** What every convolution has; the last size of the kernel counts filters. */
export interface ConvolutionParams {
  readonly kernel: Numbers;
  readonly kernelShape: readonly number[];
  readonly padding: string;
  readonly bias?: Numbers;
  readonly popType?: number;
}

/**
 * Checks the kernel, the bias and the padding of a convolution.
 *
 * @param sizes what the sizes of the kernel count, in words
 * @throws NetworkError that names the number that is wrong
 */
export function checkKernel(
  kind: string,
  { kernel, kernelShape, padding, bias, popType }: ConvolutionParams,
  sizes: readonly string[],
): void {
  if (kernelShape.length !== sizes.length) {
    throw new NetworkError(
      `${kind}: the kernel has shape ${showShape(kernelShape)}, expected ${sizes.join(' x ')}.`,
      { code: 'bad-weights', path: kind },
    );
  }
  for (const n of kernelShape) requireNumber(kind, 'kernel.shape', n, { whole: true, atLeast: 1 });
  const length = kernelShape.reduce((product, n) => product * n, 1);
  if (kernel.length !== length) {
    throw new NetworkError(
      `${kind}: the kernel has ${kernel.length} weights, expected ${showShape(kernelShape)} = ${length}.`,
      { code: 'bad-weights', path: kind },
    );
  }
  const filters = kernelShape.at(-1)!;
  if (bias !== undefined && bias.length !== filters) {
    throw new NetworkError(
      `${kind}: bias has ${bias.length} values, expected one per filter, ${filters}.`,
      { code: 'bad-bias', path: kind },
    );
  }
  requireFinite(kind, 'kernel', kernel);
  if (bias !== undefined) requireFinite(kind, 'bias', bias);
  requireChoice(kind, 'padding', padding, ['valid', 'same']);
  requirePopType(kind, popType);
}

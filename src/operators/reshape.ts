import type { Shape } from '../core/shape.js';
import { flatten as definition, reshapeParams } from '../kernels/flatten.js';
import { type Operator, operator, type RunningOptions } from './operator.js';

/**
 * The same values in the same row-major order, in another shape of as many.
 *
 * @throws NetworkError if the shape is none; when declared, if the input has another number of values
 *
 * @example
 * row.pipe(reshape([28, 28, 1]), conv2d(kernel))
 */
export function reshape(shape: Shape, options: RunningOptions = {}): Operator {
  return operator(definition, reshapeParams(shape), options);
}

import { flatten as definition } from '../kernels/flatten.js';
import { type Operator, operator, type RunningOptions } from './operator.js';

/**
 * The same values as one row, in row-major order.
 *
 * @example
 * picture.pipe(conv2d(kernel), lif(), flatten(), dense(weights))
 */
export function flatten(options: RunningOptions = {}): Operator {
  return operator(definition, {}, options);
}

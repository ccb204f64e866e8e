import { slice as definition, sliceParams } from '../kernels/slice.js';
import { type Operator, operator, type RunningOptions } from './operator.js';

/**
 * Takes elements by their flat positions, in the given order; a position may repeat.
 *
 * @throws NetworkError if an index is not a whole number of at least 0; when declared, if it is
 *   beyond the input
 *
 * @example
 * x.pipe(slice([0, 2])) // the first and the third value
 */
export function slice(indices: ArrayLike<number>, options: RunningOptions = {}): Operator {
  return operator(definition, sliceParams(indices), options);
}

import { biasParams, bias as definition } from '../kernels/bias.js';
import { type Operator, operator, type RunningOptions } from './operator.js';

/**
 * out[i] = in[i] + value[i], in the same timestep.
 *
 * @param value one number for all elements, or one for each
 * @throws NetworkError if a value is not finite; when declared, if there are too few or too many
 *
 * @example
 * x.pipe(dense(weights), bias([0.1, -0.2]))
 */
export function bias(value: number | ArrayLike<number>, options: RunningOptions = {}): Operator {
  return operator(definition, biasParams(value), options);
}

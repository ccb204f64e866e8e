import { scale as definition, scaleParams } from '../kernels/scale.js';
import { type Operator, operator, type RunningOptions } from './operator.js';

/**
 * out[i] = factor[i] in[i], in the same timestep.
 *
 * @param factor one number for all elements, or one for each
 * @throws NetworkError if a factor is not finite; when declared, if there are too few or too many
 *
 * @example
 * pixels.pipe(scale(1 / 255))
 */
export function scale(factor: number | ArrayLike<number>, options: RunningOptions = {}): Operator {
  return operator(definition, scaleParams(factor), options);
}

import { delay as definition, delayParams } from '../kernels/delay.js';
import { type Operator, operator, type RunningOptions } from './operator.js';

/**
 * out(n) = in(n - steps), 0 before.
 *
 * @param steps timesteps, at least 1
 * @throws NetworkError if steps is not a whole number of at least 1
 *
 * @example
 * const echo = x.pipe(delay(10), scale(0.5));
 */
export function delay(steps: number, options: RunningOptions = {}): Operator {
  return operator(definition, delayParams(steps), options);
}

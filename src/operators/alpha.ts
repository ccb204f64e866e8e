import { alpha as definition } from '../kernels/alpha.js';
import { filterParams } from '../kernels/lowpass.js';
import { type Operator, operator, type RunningOptions } from './operator.js';

/**
 * Second-order filter u / (tau s + 1)^2, answered one timestep late: two lowpasses in a row, but
 * exact for an input that is constant over a timestep.
 *
 * @param tau seconds, 0 or more; 0 is a delay of one timestep
 * @throws NetworkError if tau is negative
 *
 * @example
 * spikes.pipe(alpha(0.005))
 */
export function alpha(tau: number, options: RunningOptions = {}): Operator {
  return operator(definition, filterParams('alpha', tau), options);
}

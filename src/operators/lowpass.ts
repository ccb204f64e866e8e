import { lowpass as definition, filterParams } from '../kernels/lowpass.js';
import { type Operator, operator, type RunningOptions } from './operator.js';

/**
 * First-order filter: y = a y + (1 - a) u, a = exp(-dt / tau), answered one timestep late.
 *
 * @param tau seconds, 0 or more; 0 is a delay of one timestep
 * @throws NetworkError if tau is negative
 *
 * @example
 * spikes.pipe(lowpass(0.005), dense(weights))
 */
export function lowpass(tau: number, options: RunningOptions = {}): Operator {
  return operator(definition, filterParams('lowpass', tau), options);
}

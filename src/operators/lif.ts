import { lif as definition, type LifOptions as KernelOptions, lifParams } from '../kernels/lif.js';
import { type Operator, operator, type RunningOptions } from './operator.js';

/** Options of `lif` and `loihiLif`. */
export interface LifOptions extends RunningOptions, KernelOptions {}

/**
 * Leaky integrate-and-fire neurons: tauRc dv/dt = J - v, J = gain in + bias; above 1 a spike of
 * amplitude / dt, then silence for tauRef, counted from the moment inside the timestep at which the
 * threshold was crossed.
 *
 * @throws NetworkError if an option is out of range
 *
 * @example
 * x.pipe(dense(weights), lif({ tauRc: 0.02, tauRef: 0.002 }))
 */
export function lif(options: LifOptions = {}): Operator {
  return operator(definition, lifParams('lif', options), options);
}

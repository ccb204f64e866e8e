import {
  lifRate as definition,
  type LifRateOptions as KernelOptions,
  lifRateParams,
} from '../kernels/lif-rate.js';
import { type Operator, operator, type RunningOptions } from './operator.js';

/** Options of `lifRate`. */
export interface LifRateOptions extends RunningOptions, KernelOptions {}

/**
 * The firing rates of leaky integrate-and-fire neurons instead of their spikes:
 * out = amplitude / (tauRef + tauRc log(1 + 1 / (J - 1))) for J > 1, else 0; J = gain in + bias.
 *
 * @throws NetworkError if an option is out of range
 *
 * @example
 * x.pipe(dense(weights), lifRate({ tauRef: 0.001 }))
 */
export function lifRate(options: LifRateOptions = {}): Operator {
  return operator(definition, lifRateParams('lifRate', options), options);
}

import {
  type AdaptationOptions,
  adaptiveLifRateParams,
  adaptiveLifRate as definition,
} from '../kernels/adaptive-lif.js';
import type { LifRateOptions } from './lif-rate.js';
import { type Operator, operator } from './operator.js';

/** Options of `adaptiveLifRate`. */
export interface AdaptiveLifRateOptions extends LifRateOptions, AdaptationOptions {}

/**
 * The firing rates of leaky neurons that tire: as `lifRate` with the current J - n, where the
 * adaptation n follows the output, tauN dn/dt = incN out - n.
 *
 * @throws NetworkError if an option is out of range
 *
 * @example
 * x.pipe(adaptiveLifRate({ tauN: 0.1, incN: 0.05 }))
 */
export function adaptiveLifRate(options: AdaptiveLifRateOptions = {}): Operator {
  return operator(definition, adaptiveLifRateParams(options), options);
}

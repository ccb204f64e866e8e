import {
  type AdaptationOptions,
  adaptiveLifParams,
  adaptiveLif as definition,
} from '../kernels/adaptive-lif.js';
import type { LifOptions } from './lif.js';
import { type Operator, operator } from './operator.js';

/** Options of `adaptiveLif`. */
export interface AdaptiveLifOptions extends LifOptions, AdaptationOptions {}

/**
 * Leaky integrate-and-fire neurons that tire: as `lif` with the current J - n, where the adaptation n
 * follows the output, tauN dn/dt = incN out - n. The chip has no adaptation, so they stay off chip:
 * say `onChip: false`.
 *
 * @throws NetworkError if an option is out of range
 *
 * @example
 * x.pipe(adaptiveLif({ tauN: 0.1, incN: 0.05, onChip: false }))
 */
export function adaptiveLif(options: AdaptiveLifOptions = {}): Operator {
  return operator(definition, adaptiveLifParams(options), options);
}

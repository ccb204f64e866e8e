import { lifParams } from '../kernels/lif.js';
import { loihiLif as definition } from '../kernels/loihi-lif.js';
import type { LifOptions } from './lif.js';
import { type Operator, operator } from './operator.js';

/**
 * Leaky integrate-and-fire neurons as the chip has them, in float: `tauRc` rounded to the chip's
 * decays, `tauRef` to whole timesteps, at most one spike per timestep.
 *
 * @throws NetworkError if an option is out of range
 *
 * @example
 * x.pipe(dense(weights), loihiLif({ gain: 4, bias: 1 }))
 */
export function loihiLif(options: LifOptions = {}): Operator {
  return operator(definition, lifParams('loihiLif', options), options);
}

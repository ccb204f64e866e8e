import { curveParams, tanh as definition } from '../kernels/sigmoid.js';
import { type Operator, operator } from './operator.js';
import type { SigmoidOptions } from './sigmoid.js';

/**
 * Neurons that give rates of both signs: out = amplitude tanh(J) / tauRef, J = gain in + bias.
 *
 * @throws NetworkError if an option is out of range
 *
 * @example
 * x.pipe(dense(weights), tanh({ tauRef: 1 })) // values between -1 and 1
 */
export function tanh(options: SigmoidOptions = {}): Operator {
  return operator(definition, curveParams('tanh', options), options);
}

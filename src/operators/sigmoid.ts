import {
  curveParams,
  sigmoid as definition,
  type CurveOptions as KernelOptions,
} from '../kernels/sigmoid.js';
import { type Operator, operator, type RunningOptions } from './operator.js';

/** Options of `sigmoid` and `tanh`. */
export interface SigmoidOptions extends RunningOptions, KernelOptions {}

/**
 * Neurons that give rates along the logistic curve: out = (amplitude / tauRef) / (1 + exp(-J)), J = gain in + bias.
 *
 * @throws NetworkError if an option is out of range
 *
 * @example
 * x.pipe(dense(weights), sigmoid({ tauRef: 1 })) // values between 0 and 1
 */
export function sigmoid(options: SigmoidOptions = {}): Operator {
  return operator(definition, curveParams('sigmoid', options), options);
}

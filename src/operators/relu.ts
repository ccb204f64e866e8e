import { type NeuronOptions, neuronParams } from '../kernels/neurons.js';
import { relu as definition } from '../kernels/relu.js';
import { type Operator, operator, type RunningOptions } from './operator.js';

/** Options of `relu`. */
export interface ReluOptions extends RunningOptions, NeuronOptions {}

/**
 * Neurons that give rates instead of spikes: out = amplitude max(J, 0), J = gain in + bias.
 *
 * @throws NetworkError if an option is out of range
 *
 * @example
 * x.pipe(dense(weights), relu())
 */
export function relu(options: ReluOptions = {}): Operator {
  return operator(definition, neuronParams('relu', options), options);
}

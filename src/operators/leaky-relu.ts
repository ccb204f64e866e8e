import {
  leakyRelu as definition,
  type LeakyReluOptions as KernelOptions,
  leakyReluParams,
} from '../kernels/leaky-relu.js';
import { type Operator, operator, type RunningOptions } from './operator.js';

/** Options of `leakyRelu`. */
export interface LeakyReluOptions extends RunningOptions, KernelOptions {}

/**
 * Neurons that give rates of both signs: out = amplitude J for J >= 0, amplitude slope J below,
 * J = gain in + bias. They run on the host; the chip has no negative spikes.
 *
 * @throws NetworkError if an option is out of range
 *
 * @example
 * x.pipe(dense(weights), leakyRelu({ slope: 0.3 }))
 */
export function leakyRelu(options: LeakyReluOptions = {}): Operator {
  return operator(definition, leakyReluParams(options), options);
}

import { type SpikingOptions, spikingParams } from '../kernels/neurons.js';
import { spikingRelu as definition } from '../kernels/spiking-relu.js';
import { type Operator, operator, type RunningOptions } from './operator.js';

/** Options of `spikingRelu`. */
export interface SpikingReluOptions extends RunningOptions, SpikingOptions {}

/**
 * Integrate-and-fire neurons that spike as often per timestep as the current asks for:
 * v += max(J, 0) dt, J = gain in + bias; every whole unit of v is a spike of amplitude / dt.
 *
 * @throws NetworkError if an option is out of range
 *
 * @example
 * x.pipe(dense(weights), spikingRelu({ gain: 100, amplitude: 1 / 100 }))
 */
export function spikingRelu(options: SpikingReluOptions = {}): Operator {
  return operator(definition, spikingParams('spikingRelu', options), options);
}

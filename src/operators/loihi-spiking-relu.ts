import { loihiSpikingRelu as definition } from '../kernels/loihi-spiking-relu.js';
import { spikingParams } from '../kernels/neurons.js';
import { type Operator, operator } from './operator.js';
import type { SpikingReluOptions } from './spiking-relu.js';

/**
 * Integrate-and-fire neurons as the chip has them, in float: v += J dt, not below 0; above 1 a spike of
 * amplitude / dt and v = 0, what was above is lost. At most one spike per timestep.
 *
 * @throws NetworkError if an option is out of range
 *
 * @example
 * pixels.pipe(conv2d(kernel), loihiSpikingRelu({ gain: 400, amplitude: 1 / 400, onChip: false }))
 */
export function loihiSpikingRelu(options: SpikingReluOptions = {}): Operator {
  return operator(definition, spikingParams('loihiSpikingRelu', options), options);
}

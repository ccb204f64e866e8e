import { poissonSpiking as definition } from '../kernels/random-spiking.js';
import { type Operator, operator } from './operator.js';
import { randomSpikingParams } from './random-spiking.js';
import type { RandomSpikingOptions } from './stochastic-spiking.js';

/**
 * Poisson spikes with the rates of another type: in every timestep a Poisson count with mean
 * |rate| dt, whatever came before. They stay off chip: say `onChip: false`.
 *
 * @param base `relu`, `lifRate`, `sigmoid` or `tanh`, without gain or bias of its own
 * @throws NetworkError if the base is something else or an option is out of range
 *
 * @example
 * pixels.pipe(poissonSpiking(relu(), { gain: 60, onChip: false }))
 */
export function poissonSpiking(base: Operator, options: RandomSpikingOptions = {}): Operator {
  const { params, draw } = randomSpikingParams('poissonSpiking', base, options);
  return operator(definition, params, options, draw);
}

import type { NeuronOptions } from '../kernels/neurons.js';
import { stochasticSpiking as definition } from '../kernels/random-spiking.js';
import { type Operator, operator, type RunningOptions } from './operator.js';
import { randomSpikingParams } from './random-spiking.js';

/** Options of `stochasticSpiking` and `poissonSpiking`. */
export interface RandomSpikingOptions extends RunningOptions, NeuronOptions {
  /** Whole number of at least 0; default: drawn from the network's seed, 0 on an Observable. */
  readonly seed?: number;
}

/**
 * Spikes at random with the rates of another type, with as little chance as possible: of 0.3 spikes due
 * in a timestep there is one in three timesteps of ten. They stay off chip: say `onChip: false`.
 *
 * @param base `relu`, `lifRate`, `sigmoid` or `tanh`, without gain or bias of its own
 * @throws NetworkError if the base is something else or an option is out of range
 *
 * @example
 * x.pipe(stochasticSpiking(relu(), { gain: 100, onChip: false }))
 */
export function stochasticSpiking(base: Operator, options: RandomSpikingOptions = {}): Operator {
  const { params, draw } = randomSpikingParams('stochasticSpiking', base, options);
  return operator(definition, params, options, draw);
}

import type { Description, Params } from '../core/description.js';
import { requireNumber } from '../kernels/check.js';
import type { NeuronOptions } from '../kernels/neurons.js';
import type { RandomSpikingParams } from '../kernels/random-spiking.js';
import { fromRatesParams } from '../kernels/spikes-from-rates.js';

interface Drawn {
  readonly params: RandomSpikingParams;
  /** The same with a seed of its own for a place in a network, unless the user gave one. */
  readonly draw: (seed: number) => Params;
}

/** Checks the options of a type that spikes at random. */
export function randomSpikingParams(
  kind: string,
  base: Description,
  options: NeuronOptions & { readonly seed?: number },
): Drawn {
  const { initialVoltage: _none, ...checked } = fromRatesParams(kind, base, options);
  if (options.seed !== undefined) {
    requireNumber(kind, 'seed', options.seed, { whole: true, atLeast: 0 });
  }
  const params = { ...checked, seed: options.seed ?? 0 };
  return { params, draw: (seed) => ({ ...params, seed: options.seed ?? seed }) as never };
}

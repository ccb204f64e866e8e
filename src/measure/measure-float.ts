import { floatForm } from '../convert/float-form.js';
import type { Samples } from '../core/samples.js';
import { interpreter } from '../run/device.js';
import { type Measurable, neuronLayersOf } from './measurable.js';
import { type CountOptions, playAndCount } from './measure.js';
import type { Measurement } from './measurement.js';
import { rateForm } from './rate-form.js';

/** How a network is measured in one pass per sample. */
export interface MeasureFloatOptions extends CountOptions {
  /** `relu` (default): the activation as it was trained; `neuron`: the rate curve of the neurons. */
  readonly curve?: 'relu' | 'neuron';
  /** Ends the playing early: the promise is rejected with its reason. */
  readonly signal?: AbortSignal;
}

/**
 * Measures what one pass of the float network would answer, without spikes and time: with plain relu,
 * or with the rate curves of the neurons (the chip's staircase), which shows what the curve alone costs. Rates
 * are those the activations stand for.
 *
 * @throws RunError if the samples do not fit the network, or an option is out of range
 *
 * @example
 * const float = await measureFloat(converted, samples, { count: 1000 });
 * const curve = await measureFloat(converted, samples, { count: 1000, curve: 'neuron' });
 */
export function measureFloat(
  converted: Measurable,
  samples: Samples,
  options: MeasureFloatOptions = {},
): Promise<Measurement> {
  const { curve = 'relu' } = options;
  const network = curve === 'relu' ? floatForm(converted.network) : rateForm(converted.network);
  Object.assign(network.meta, converted.network.meta);
  const layers = neuronLayersOf(converted).map((layer) => ({ ...layer, spiking: false }));
  const form = { network, output: network.get(converted.output.name) };
  const once = { steps: 1, readAt: 1, oneSecond: true, on: interpreter() };
  return playAndCount(form, layers, samples, { ...options, ...once });
}

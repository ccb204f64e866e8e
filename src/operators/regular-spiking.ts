import type { SpikingOptions } from '../kernels/neurons.js';
import { regularSpiking as definition } from '../kernels/regular-spiking.js';
import { fromRatesParams } from '../kernels/spikes-from-rates.js';
import { type Operator, operator, type RunningOptions } from './operator.js';

/** Options of `regularSpiking`. */
export interface RegularSpikingOptions extends RunningOptions, SpikingOptions {}

/**
 * Spikes at the rates of another type, as regular as can be: v += rate(J) dt, J = gain in + bias;
 * every whole unit of v is a spike of amplitude / dt. On chip if the base is `lifRate` or `relu` of
 * amplitude 1.
 *
 * @param base `relu`, `lifRate`, `sigmoid` or `tanh`, without gain or bias of its own
 * @throws NetworkError if the base is something else or an option is out of range
 *
 * @example
 * x.pipe(regularSpiking(lifRate({ tauRef: 0.003 }), { gain: 2, bias: 1 }))
 */
export function regularSpiking(base: Operator, options: RegularSpikingOptions = {}): Operator {
  return operator(definition, fromRatesParams('regularSpiking', base, options), options);
}

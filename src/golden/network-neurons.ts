import type { Declarable } from '../core/description.js';
import { lif } from '../operators/lif.js';
import { loihiLif } from '../operators/loihi-lif.js';
import { loihiSpikingRelu } from '../operators/loihi-spiking-relu.js';
import { relu } from '../operators/relu.js';
import { spikingRelu } from '../operators/spiking-relu.js';
import { CaseSkip } from './case.js';
import { asFields, asList, asText, type Fields } from './json.js';
import { decodeNetworkArray } from './network-arrays.js';

const factories = {
  LIF: lif,
  LoihiLIF: loihiLif,
  SpikingRectifiedLinear: spikingRelu,
  LoihiSpikingRectifiedLinear: loihiSpikingRelu,
  RectifiedLinear: relu,
} as const;

/** The neuron operator of an ensemble: type, gain, bias, placement and block shape. */
export function neuronsOf(ensemble: Fields, bin: Uint8Array): Declarable {
  const id = asText(ensemble.id, 'ensemble id');
  const type = asFields(ensemble.neuron_type, id);
  const make = factories[type.type as keyof typeof factories] as
    | ((options: Record<string, unknown>) => Declarable)
    | undefined;
  if (make === undefined) throw new CaseSkip(`${String(type.type)} neurons are not built yet`);
  const array = (value: unknown, where: string): number | Float64Array =>
    typeof value === 'number'
      ? value
      : Float64Array.from(decodeNetworkArray(value, bin, where).values);
  const shape = ensemble.block_shape == null ? null : asFields(ensemble.block_shape, id);
  const initial = asFields(ensemble.initial_state ?? {}, id).voltage;
  return make({
    gain: array(ensemble.gain, `${id}, gain`),
    bias: array(ensemble.bias, `${id}, bias`),
    ...given('amplitude', type.amplitude),
    ...given('tauRc', type.tau_rc),
    ...given('tauRef', type.tau_ref),
    ...given('minVoltage', type.min_voltage),
    ...(initial === undefined || type.type === 'RectifiedLinear'
      ? {}
      : { initialVoltage: array(initial, `${id}, voltage`) }),
    ...given('onChip', ensemble.on_chip),
    ...(shape === null
      ? {}
      : {
          blockShape: {
            shape: asList(shape.shape, id) as number[],
            ensembleShape: asList(shape.ensemble_shape, id) as number[],
          },
        }),
  });
}

function given(key: string, value: unknown): Record<string, unknown> {
  return value === undefined || value === null ? {} : { [key]: value };
}

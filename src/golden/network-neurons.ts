import { adaptiveLif } from '../operators/adaptive-lif.js';
import { adaptiveLifRate } from '../operators/adaptive-lif-rate.js';
import { izhikevich } from '../operators/izhikevich.js';
import { lif } from '../operators/lif.js';
import { lifRate } from '../operators/lif-rate.js';
import { loihiLif } from '../operators/loihi-lif.js';
import { loihiSpikingRelu } from '../operators/loihi-spiking-relu.js';
import type { Operator } from '../operators/operator.js';
import { poissonSpiking } from '../operators/poisson-spiking.js';
import { regularSpiking } from '../operators/regular-spiking.js';
import { relu } from '../operators/relu.js';
import { sigmoid } from '../operators/sigmoid.js';
import { spikingRelu } from '../operators/spiking-relu.js';
import { stochasticSpiking } from '../operators/stochastic-spiking.js';
import { tanh } from '../operators/tanh.js';
import { CaseSkip } from './case.js';
import { asFields, asList, asText, type Fields } from './json.js';
import { decodeNetworkArray } from './network-arrays.js';

type Options = Record<string, unknown>;

const factories: Readonly<Record<string, (options: Options) => Operator>> = {
  LIF: lif,
  LoihiLIF: loihiLif,
  SpikingRectifiedLinear: spikingRelu,
  LoihiSpikingRectifiedLinear: loihiSpikingRelu,
  RectifiedLinear: relu,
  LIFRate: lifRate,
  Sigmoid: sigmoid,
  Tanh: tanh,
  AdaptiveLIF: adaptiveLif,
  AdaptiveLIFRate: adaptiveLifRate,
  Izhikevich: izhikevich,
};

/** Types that make spikes from the rates of a base. */
const wrappers: Readonly<Record<string, (base: Operator, options: Options) => Operator>> = {
  RegularSpiking: regularSpiking,
  StochasticSpiking: stochasticSpiking,
  PoissonSpiking: poissonSpiking,
};

/** The operator of a neuron type, with options of its population. Throws a CaseSkip if not built. */
export function neuronOperator(type: Fields, where: string, options: Options): Operator {
  const name = asText(type.type, `${where}, neuron type`);
  const all = {
    ...options,
    ...given('amplitude', type.amplitude),
    ...given('tauRc', type.tau_rc),
    ...given('tauRef', type.tau_ref),
    ...given('minVoltage', type.min_voltage),
    ...given('tauN', type.tau_n),
    ...given('incN', type.inc_n),
  };
  const make = factories[name];
  if (make !== undefined) return make(all);
  const wrap = wrappers[name];
  if (wrap === undefined) throw new CaseSkip(`${name} neurons are not built yet`);
  return wrap(neuronOperator(asFields(type.base_type, where), where, {}), all);
}

/** The neuron operator of an ensemble: type, gain, bias, placement and block shape. */
export function neuronsOf(ensemble: Fields, bin: Uint8Array): Operator {
  const id = asText(ensemble.id, 'ensemble id');
  const type = asFields(ensemble.neuron_type, id);
  const array = (value: unknown, where: string): number | Float64Array =>
    typeof value === 'number'
      ? value
      : Float64Array.from(decodeNetworkArray(value, bin, where).values);
  const shape = ensemble.block_shape == null ? null : asFields(ensemble.block_shape, id);
  const initial = asFields(ensemble.initial_state ?? {}, id).voltage;
  return neuronOperator(type, id, {
    gain: array(ensemble.gain, `${id}, gain`),
    bias: array(ensemble.bias, `${id}, bias`),
    ...(initial === undefined ? {} : { initialVoltage: array(initial, `${id}, voltage`) }),
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

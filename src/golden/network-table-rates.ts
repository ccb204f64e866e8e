import { type DecodeNeuronsOption, decodeNeuronsOf } from '../compile/decode-neurons.js';
import { rate } from '../kernels/rates.js';
import { CaseSkip } from './case.js';
import { asFields, asList, asNumber, asText, type Fields } from './json.js';
import { decodeNetworkArray } from './network-arrays.js';
import { firstDifference, firstOf } from './network-table-compare.js';
import type { TableContext } from './network-table-context.js';
import { neuronTypeOf } from './network-table-neurons.js';

const presets = { Preset5DecodeNeurons: 'preset5', Preset10DecodeNeurons: 'preset10' } as const;

/** Compares the gains, biases and scale of a set of decode neurons. */
function replayDecodeNeurons(item: Fields, { bin, dt }: TableContext): string | null {
  const type = asText(item.type, 'type');
  const args = asFields(item.args ?? {}, 'args');
  const option: DecodeNeuronsOption = presets[type as keyof typeof presets] ?? {
    kind: 'onOff',
    ...(args.pairs_per_dim === undefined ? {} : { pairs: asNumber(args.pairs_per_dim, type) }),
    ...(args.rate === undefined ? {} : { rate: asNumber(args.rate, type) }),
  };
  if (typeof option === 'object' && type !== 'OnOffDecodeNeurons') throw new CaseSkip(type);
  const { gain, bias, scale } = decodeNeuronsOf(option, dt);
  const array = (name: string) => decodeNetworkArray(item[name], bin, `${type}, ${name}`);
  // The table has one entry per neuron: an on and an off neuron of every pair.
  const twice = (values: readonly number[]) => values.flatMap((value) => [value, value]);
  return firstOf(
    firstDifference(`${type}: gain`, twice(gain), array('gain')),
    firstDifference(`${type}: bias`, twice(bias), array('bias')),
    firstDifference(`${type}: scale`, [scale], decodeNetworkArray(item.scale, bin, type)),
  );
}

/** Compares the rates a neuron type has on the chip, or the constants of decode neurons. */
export function replayChipRates(item: Fields, { bin, dt, table }: TableContext): string | null {
  if (item.neuron_type === undefined) return replayDecodeNeurons(item, { bin, dt, table });
  const { kind, params } = neuronTypeOf(item.neuron_type, 'neuron_type');
  const gain = asList(item.gain, `${kind}, gain`).map((g) => asNumber(g, `${kind}, gain`));
  const bias = asList(item.bias, `${kind}, bias`).map((b) => asNumber(b, `${kind}, bias`));
  const rateOf = rate(kind, params, { dt, onChip: true });
  const x = decodeNetworkArray(item.x, bin, `${kind}, x`).values;
  const found = [...x].flatMap((value) => gain.map((g, i) => rateOf(g * value + bias[i]!)));
  const expected = decodeNetworkArray(item.rates, bin, `${kind}, rates`);
  return firstDifference(`${kind}: rate on the chip`, found, expected);
}

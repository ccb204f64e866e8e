import { rate } from '../kernels/rates.js';
import { CaseSkip } from './case.js';
import { asList, asNumber, asText, type Fields } from './json.js';
import { decodeNetworkArray } from './network-arrays.js';
import { firstDifference } from './network-table-compare.js';
import type { TableContext } from './network-table-context.js';
import { neuronTypeOf } from './network-table-neurons.js';

/** Compares the rates a neuron type has on the chip; decode neurons are named as not built. */
export function replayChipRates(item: Fields, { bin, dt }: TableContext): string | null {
  if (item.neuron_type === undefined) throw new CaseSkip(asText(item.type, 'type'));
  const { kind, params } = neuronTypeOf(item.neuron_type, 'neuron_type');
  const gain = asList(item.gain, `${kind}, gain`).map((g) => asNumber(g, `${kind}, gain`));
  const bias = asList(item.bias, `${kind}, bias`).map((b) => asNumber(b, `${kind}, bias`));
  const rateOf = rate(kind, params, { dt, onChip: true });
  const x = decodeNetworkArray(item.x, bin, `${kind}, x`).values;
  const found = [...x].flatMap((value) => gain.map((g, i) => rateOf(g * value + bias[i]!)));
  const expected = decodeNetworkArray(item.rates, bin, `${kind}, rates`);
  return firstDifference(`${kind}: rate on the chip`, found, expected);
}

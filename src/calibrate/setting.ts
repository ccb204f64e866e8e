import { convert } from '../convert/convert.js';
import type { LayerModel } from '../convert/model.js';
import { type ConvertOptions, synapsesOf } from '../convert/options.js';
import { neuronLayersOf } from '../measure/measurable.js';

/** What a search chooses, by neuron layer. */
export interface Setting {
  /** Hz per unit of activation. */
  readonly scales: Readonly<Record<string, number>>;
  /** Seconds of the lowpass behind it; `null` for the filters of the conversion, if they are others. */
  readonly synapses: Readonly<Record<string, number>> | null;
}

/** A conversion with a setting in it, ready for `convert`. */
export function optionsWith(base: ConvertOptions, { scales, synapses }: Setting): ConvertOptions {
  return { ...base, scaleFiringRates: scales, ...(synapses === null ? {} : { synapse: synapses }) };
}

/** The setting a conversion has already: layers of neurons that have a scale to choose. */
export function settingOf(model: LayerModel, base: ConvertOptions): Setting {
  const converted = convert(model, base);
  const neurons = new Set(neuronLayersOf(converted).map(({ name }) => name));
  const scales = converted.report.layers.flatMap(({ layer, kind, scale }) =>
    // Max pooling hands spikes on at the scale it got them.
    scale !== null && neurons.has(layer) && !kind.includes('MaxPool')
      ? [[layer, scale] as const]
      : [],
  );
  const layers = scales.map(([layer]) => layer);
  return { scales: Object.fromEntries(scales), synapses: synapsesIn(base, layers) };
}

/** The lowpass of every layer; `null` if one has none, or another filter. */
function synapsesIn(base: ConvertOptions, layers: readonly string[]): Setting['synapses'] {
  const { synapse = null } = base;
  const named = typeof synapse === 'object' && synapse !== null ? Object.keys(synapse) : [];
  const known = synapsesOf(base, [...new Set([...layers, ...named])]);
  const filters = [...known]
    .filter(([layer]) => layers.includes(layer))
    .map(
      ([layer, filter]) => [layer, filter?.kind === 'lowpass' ? filter.params.tau : null] as const,
    );
  const lowpasses = filters.filter((one): one is [string, number] => typeof one[1] === 'number');
  return lowpasses.length === layers.length ? Object.fromEntries(lowpasses) : null;
}

/** Numbers that can be read and typed: three digits. */
export function rounded({ scales, synapses }: Setting): Setting {
  const short = (numbers: Readonly<Record<string, number>>) =>
    Object.fromEntries(
      Object.entries(numbers).map(([name, value]) => [name, Number(value.toPrecision(3))]),
    );
  return { scales: short(scales), synapses: synapses === null ? null : short(synapses) };
}

/** Equal for equal settings. */
export function keyOf({ scales, synapses }: Setting): string {
  return JSON.stringify([Object.values(scales), synapses && Object.values(synapses)]);
}

import { convert } from '../convert/convert.js';
import type { LayerModel } from '../convert/model.js';
import { type ConvertOptions, scalesOf } from '../convert/options.js';
import { neuronLayersOf } from '../measure/measurable.js';

/** What a search chooses: one scale per neuron layer, and the filter behind them. */
export interface Setting {
  /** Hz per unit of activation, by layer. */
  readonly scales: Readonly<Record<string, number>>;
  /** Seconds of a lowpass; `null` for the filter of the conversion, whatever it is. */
  readonly synapse: number | null;
}

/** A conversion with a setting in it, ready for `convert`. */
export function optionsWith(base: ConvertOptions, { scales, synapse }: Setting): ConvertOptions {
  return { ...base, scaleFiringRates: scales, ...(synapse === null ? {} : { synapse }) };
}

/** The setting a conversion has already. */
export function settingOf(model: LayerModel, base: ConvertOptions): Setting {
  const layers = neuronLayersOf(convert(model, base)).map(({ name }) => name);
  const { synapse = 0 } = base;
  return {
    scales: Object.fromEntries(scalesOf(base, layers)),
    synapse: typeof synapse === 'number' ? synapse : null,
  };
}

/** Numbers that can be read and typed: three digits. */
export function rounded({ scales, synapse }: Setting): Setting {
  const short = (value: number): number => Number(value.toPrecision(3));
  return {
    scales: Object.fromEntries(Object.entries(scales).map(([name, s]) => [name, short(s)])),
    synapse: synapse === null ? null : short(synapse),
  };
}

/** Equal for equal settings. */
export function keyOf({ scales, synapse }: Setting): string {
  return JSON.stringify([Object.values(scales), synapse]);
}

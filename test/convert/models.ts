import type { Layer, LayerModel, Weight } from '../../src/convert/model.js';
import { seededRandom } from '../../src/core/random.js';

/** A layer without name and inbound; `layerChain` numbers and joins them. */
export type LayerSpec = Partial<Omit<Layer, 'inbound'>> & { readonly kind: string };

/** A model of layers one behind another; names default to the kind and its position from 1. */
export function layerChain(shape: readonly number[], specs: readonly LayerSpec[]): LayerModel {
  const input: Layer = {
    name: 'in',
    kind: 'InputLayer',
    config: { shape },
    inbound: [],
    weights: {},
    activation: null,
  };
  const layers = [input];
  for (const [i, spec] of specs.entries()) {
    const inbound = [layers[i]!.name];
    const name = `${spec.kind.toLowerCase()}${i + 1}`;
    layers.push({ name, config: {}, weights: {}, activation: null, ...spec, inbound });
  }
  const outputs = [layers.at(-1)!.name];
  return { name: 'chain', source: 'a test', inputs: [{ name: 'in', shape }], layers, outputs };
}

/** A repeatable weight of normal numbers around `mean`. */
export function weight(shape: readonly number[], seed: number, spread = 1, mean = 0): Weight {
  const random = seededRandom(seed);
  const length = shape.reduce((a, b) => a * b, 1);
  return { shape, data: Float32Array.from({ length }, () => mean + spread * random.normal()) };
}

/** Dense with kernel and bias. */
export function denseLayer(inputs: number, units: number, seed: number, rest: object = {}) {
  const spread = 1 / Math.sqrt(inputs);
  const weights = {
    kernel: weight([inputs, units], seed, spread, spread / 2),
    bias: weight([units], seed + 1, 0.1),
  };
  return { kind: 'Dense', config: { units, use_bias: true }, weights, ...rest } as LayerSpec;
}

/** Conv2D with kernel and bias; `config` over the defaults. */
export function convLayer(
  [rows, columns, channels, filters]: readonly [number, number, number, number],
  seed: number,
  config: object = {},
  rest: object = {},
): LayerSpec {
  const spread = 1 / Math.sqrt(rows * columns * channels);
  const weights = {
    kernel: weight([rows, columns, channels, filters], seed, spread, spread / 2),
    bias: weight([filters], seed + 1, 0.1),
  };
  const own = { filters, kernel_size: [rows, columns], strides: [1, 1], padding: 'valid' };
  return { kind: 'Conv2D', config: { ...own, ...config }, weights, ...rest };
}

/** A picture of values in [0, 1). */
export function picture(size: number, seed = 5): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length: size }, () => random.uniform());
}

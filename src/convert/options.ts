import { ConvertError } from '../core/errors.js';
import type { Precision } from '../core/vector.js';
import { lowpass } from '../operators/lowpass.js';
import type { Operator } from '../operators/operator.js';
import { type Neurons, type NeuronType, neuronTypes } from './neuron-types.js';

export { type Neurons, type NeuronType, neuronTypes };

/** A filter: seconds of a lowpass, an operator, or `null` for none. */
export type Synapse = number | Operator | null;

export interface ConvertOptions {
  /**
   * What `relu` becomes: a neuron operator or its name, default `loihiSpikingRelu`; or a record of
   * them by layer name, whatever the activation of the layer.
   */
  readonly activation?: NeuronType | Operator | Readonly<Record<string, Neurons>>;
  /** What activations become, by Keras' name of them: `{ sigmoid: 'spikingRelu' }`. Default none. */
  readonly swapActivations?: Readonly<Record<string, Neurons>>;
  /**
   * Firing rate in Hz per unit of activation: one number for all neuron layers, one per neuron layer
   * in their order, or a record by layer name (1 where a layer is not named). Default 1. Sigmoid and
   * tanh layers have none.
   */
  readonly scaleFiringRates?: number | readonly number[] | Readonly<Record<string, number>>;
  /**
   * Filter behind neuron layers: seconds of a lowpass, an operator, or `null`, for all of them, one per
   * neuron layer in their order, or as a record by layer name (none where a layer is not named).
   * Default none.
   */
  readonly synapse?: Synapse | readonly Synapse[] | Readonly<Record<string, Synapse>>;
  /** Neuron layers to keep off chip, by name; default those that an input reaches directly. */
  readonly offChip?: readonly string[];
  /** Shape of the blocks a layer is cut into, by layer name. */
  readonly blockShapes?: Readonly<Record<string, readonly number[]>>;
  /** Axon type of convolutions on chip; default 32. */
  readonly popType?: 16 | 32;
  /** `offChip` (default): max pooling runs on the host between two segments; or treat it as average. */
  readonly maxPool?: 'offChip' | 'average';
  /**
   * True: the first axis of all shapes is time and becomes the timesteps of the network, one slice for
   * each. Default false: an axis like any other.
   */
  readonly temporalModel?: boolean;
  /** True: a layer that is applied several times has copies of its weights. Default false: one set. */
  readonly splitSharedWeights?: boolean;
  /** Range of the input values, for people and encoders; default [0, 1]. */
  readonly inputRange?: readonly [number, number];
  readonly dt?: number;
  readonly seed?: number;
  readonly precision?: Precision;
}

/** The filter behind every neuron layer, or `null`; refuses names that fit no layer. */
export function synapsesOf(
  { synapse = null }: ConvertOptions,
  layers: readonly string[],
): ReadonlyMap<string, Operator | null> {
  if (isOne(synapse)) {
    const filter = filterOf(synapse);
    return new Map(layers.map((layer) => [layer, filter]));
  }
  if (isList(synapse)) {
    requireOnePer(layers, 'synapse', synapse.length);
    return new Map(layers.map((layer, i) => [layer, filterOf(synapse[i]!)]));
  }
  requireLayers('synapse', Object.keys(synapse), layers);
  return new Map(layers.map((layer) => [layer, filterOf(synapse[layer] ?? null)]));
}

/** An operator is a function, a record is not. */
function isOne(synapse: NonNullable<ConvertOptions['synapse']> | null): synapse is Synapse {
  return synapse === null || typeof synapse !== 'object';
}

function filterOf(synapse: Synapse): Operator | null {
  return typeof synapse === 'number' ? lowpass(synapse) : synapse;
}

/** The scale of every neuron layer; refuses names and counts that fit no layer. */
export function scalesOf(
  { scaleFiringRates = 1 }: ConvertOptions,
  layers: readonly string[],
): ReadonlyMap<string, number> {
  const scaleOf = scaleFunction(scaleFiringRates, layers);
  return new Map(layers.map((layer, i) => [layer, positive(scaleOf(layer, i), layer)]));
}

function scaleFunction(
  scales: NonNullable<ConvertOptions['scaleFiringRates']>,
  layers: readonly string[],
): (layer: string, i: number) => number {
  if (typeof scales === 'number') return () => scales;
  if (isList(scales)) {
    requireOnePer(layers, 'scaleFiringRates', scales.length);
    return (_, i) => scales[i]!;
  }
  requireLayers('scaleFiringRates', Object.keys(scales), layers);
  return (layer) => scales[layer] ?? 1;
}

function isList<T>(given: readonly T[] | object): given is readonly T[] {
  return Array.isArray(given);
}

function requireOnePer(layers: readonly string[], option: string, count: number): void {
  if (count === layers.length) return;
  throw new ConvertError(
    `${option}: has ${count} numbers, the model has ${layers.length} neuron layers ` +
      `(${layers.join(', ')}). Give one number for each, or one for all.`,
    { code: option === 'synapse' ? 'bad-synapse' : 'bad-scale' },
  );
}

function positive(scale: number, layer: string): number {
  if (Number.isFinite(scale) && scale > 0) return scale;
  throw new ConvertError(
    `layer "${layer}": firing rate scale is ${scale}, expected a number above 0. Give Hz per unit ` +
      'of activation.',
    { code: 'bad-scale', path: layer },
  );
}

/** Refuses names in an option that no neuron layer has. */
export function requireLayers(
  option: string,
  names: readonly string[],
  layers: readonly string[],
): void {
  const unknown = names.find((name) => !layers.includes(name));
  if (unknown === undefined) return;
  throw new ConvertError(
    `${option}: there is no neuron layer "${unknown}". Use ${layers.join(', ') || 'none: the model has none'}.`,
    { code: 'unknown-layer', path: unknown },
  );
}

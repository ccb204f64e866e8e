import { ConvertError } from '../core/errors.js';
import { leakyRelu } from '../operators/leaky-relu.js';
import type { Operator } from '../operators/operator.js';
import { regularSpiking } from '../operators/regular-spiking.js';
import { relu } from '../operators/relu.js';
import { innermost } from './keras/wrapped.js';
import type { Layer } from './model.js';
import { hostTypes, type Neurons, neuronsOf } from './neuron-types.js';
import type { ConvertOptions } from './options.js';

/** What the activation of a layer asks for. */
export type ActivationPlan =
  | { readonly kind: 'none' }
  /** Read out as values; the largest stays the largest. */
  | { readonly kind: 'dropped'; readonly was: string }
  | {
      readonly kind: 'neurons';
      /** The activation they stand in for: `relu`, `leaky_relu(0.3)` ... */
      readonly was: string;
      /** Neurons without the layer's gain and bias. */
      readonly neurons: Operator;
    };

/** An activation as Keras has it. */
interface Wanted {
  readonly name: string;
  /** Slope for negative values. */
  readonly slope?: number;
  /** True if the model itself makes spikes of it. */
  readonly spiking?: boolean;
}

/**
 * The activation of a layer: its own, that of an activation layer, or that of the layer it wraps.
 *
 * @param isEnd true if the values leave the network and nothing else takes them
 * @param swapped collects the names in `swapActivations` that were met
 * @throws ConvertError for an activation without a spiking form
 */
export function activationPlan(
  layer: Layer,
  isEnd: boolean,
  options: ConvertOptions,
  swapped: Set<string>,
): ActivationPlan {
  const wanted = wantedBy(innermost(layer));
  if (wanted === null) return { kind: 'none' };
  const neurons = chosenFor(layer, wanted, options, swapped);
  if (neurons !== null) return { kind: 'neurons', was: nameOf(wanted), neurons };
  if (wanted.name === 'softmax' && isEnd) return { kind: 'dropped', was: 'softmax' };
  throw new ConvertError(
    `layer "${layer.name}" (${layer.kind}): activation ${wanted.name} has no spiking form here. Use relu, ` +
      'leaky_relu, sigmoid, tanh or linear (softmax is accepted on the last layer), or swapActivations.',
    { code: 'unknown-activation', path: layer.name },
  );
}

function chosenFor(
  layer: Layer,
  wanted: Wanted,
  { activation, swapActivations = {} }: ConvertOptions,
  swapped: Set<string>,
): Operator | null {
  if (wanted.spiking === true) {
    const base = wanted.name === 'relu' ? relu() : defaultOf(wanted);
    return base === null ? null : regularSpiking(base);
  }
  const own = isRecord(activation) ? activation[layer.name] : undefined;
  if (own !== undefined) return neuronsOf(`activation of "${layer.name}"`, own, true);
  if (Object.hasOwn(swapActivations, wanted.name)) {
    swapped.add(wanted.name);
    return neuronsOf(`swapActivations.${wanted.name}`, swapActivations[wanted.name]!, true);
  }
  if (wanted.name !== 'relu') return defaultOf(wanted);
  const given = activation === undefined || isRecord(activation) ? 'loihiSpikingRelu' : activation;
  return neuronsOf('activation', given, false);
}

/** True for a record by layer name; an operator is a function. */
export function isRecord(
  activation: ConvertOptions['activation'],
): activation is Readonly<Record<string, Neurons>> {
  return typeof activation === 'object';
}

function defaultOf({ name, slope = 0.2 }: Wanted): Operator | null {
  if (name === 'sigmoid' || name === 'tanh') return hostTypes[name]();
  return name === 'leaky_relu' ? leakyRelu({ slope }) : null;
}

function nameOf({ name, slope = 0.2 }: Wanted): string {
  return name === 'leaky_relu' ? `leaky_relu(${slope})` : name;
}

function wantedBy(layer: Layer): Wanted | null {
  const { kind, config, activation } = layer;
  if (kind === 'Softmax') return { name: 'softmax' };
  if (kind === 'ReLU') return rectified(layer, config);
  if (kind === 'LeakyReLU') return leaky(config);
  // An activation may be stored as a layer with options of its own.
  const inner = (config.activation as { readonly config?: unknown } | null | undefined)?.config;
  const own = typeof inner === 'object' && inner !== null ? (inner as Layer['config']) : {};
  if (activation === 'ReLU') return rectified(layer, own);
  if (activation === 'LeakyReLU') return leaky(own);
  if (activation === null || activation === 'linear') return null;
  return { name: activation, ...(kind === 'SpikingActivation' ? { spiking: true } : {}) };
}

function leaky({ negative_slope, alpha }: Layer['config']): Wanted {
  return { name: 'leaky_relu', slope: Number(negative_slope ?? alpha ?? 0.3) };
}

function rectified(layer: Layer, config: Layer['config']): Wanted {
  const { max_value, negative_slope, threshold } = config;
  if (max_value != null || Number(threshold ?? 0) !== 0) {
    throw new ConvertError(
      `layer "${layer.name}" (${layer.kind}): max_value and threshold have no spiking form here. Use a ` +
        'plain ReLU.',
      { code: 'unsupported-option', path: layer.name },
    );
  }
  const slope = Number(negative_slope ?? 0);
  return slope === 0 ? { name: 'relu' } : { name: 'leaky_relu', slope };
}

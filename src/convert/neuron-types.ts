import { ConvertError } from '../core/errors.js';
import { leakyRelu } from '../operators/leaky-relu.js';
import { lif } from '../operators/lif.js';
import { loihiLif } from '../operators/loihi-lif.js';
import { loihiSpikingRelu } from '../operators/loihi-spiking-relu.js';
import type { Operator } from '../operators/operator.js';
import { relu } from '../operators/relu.js';
import { sigmoid } from '../operators/sigmoid.js';
import { spikingRelu } from '../operators/spiking-relu.js';
import { tanh } from '../operators/tanh.js';

/** Neuron types a rectified linear layer can become, by name. */
export const neuronTypes = { relu, spikingRelu, lif, loihiLif, loihiSpikingRelu } as const;

export type NeuronType = keyof typeof neuronTypes;

/** Neuron types that only the host has: values, of both signs or without a threshold. */
export const hostTypes = {
  leakyRelu,
  sigmoid: () => sigmoid({ tauRef: 1 }),
  tanh: () => tanh({ tauRef: 1 }),
} as const;

/** What an activation may be swapped for: a type by its name, or a neuron operator. */
export type Neurons = NeuronType | keyof typeof hostTypes | Operator;

const wrapping = ['regularSpiking', 'poissonSpiking', 'stochasticSpiking'];
const spiking = new Set(['spikingRelu', 'lif', 'loihiLif', 'loihiSpikingRelu', ...wrapping]);
const kinds = new Set([
  ...Object.keys(neuronTypes),
  ...Object.keys(hostTypes),
  'lifRate',
  ...wrapping,
]);

/** True for kinds of operators that are neurons which a conversion may contain. */
export function isNeuronKind(kind: string): boolean {
  return kinds.has(kind);
}

/** True for kinds of neurons whose output is spikes: on chip unless told otherwise. */
export function isSpikingKind(kind: string): boolean {
  return spiking.has(kind);
}

/** True for neurons whose output is no multiple of their input, so that a gain would change it. */
export function isCurved({ kind, params }: Operator): boolean {
  const base = params.base as { readonly kind: string } | undefined;
  return ['sigmoid', 'tanh'].includes(base?.kind ?? kind);
}

/** The operator of a type given by name or as an operator. Throws a ConvertError for anything else. */
export function neuronsOf(option: string, given: Neurons, host: boolean): Operator {
  const known: Readonly<Record<string, (() => Operator) | undefined>> = host
    ? { ...neuronTypes, ...hostTypes }
    : neuronTypes;
  const made =
    typeof given !== 'string' ? given : Object.hasOwn(known, given) ? known[given]!() : undefined;
  if (made !== undefined && kinds.has(made.kind)) return made;
  const found = typeof given === 'string' ? given : (given as Operator | undefined)?.kind;
  throw new ConvertError(
    `${option}: is ${String(found)}, expected a neuron type. Use ${Object.keys(known).join(', ')}.`,
    { code: 'bad-activation' },
  );
}

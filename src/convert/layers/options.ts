import { type LayerDefinition, layerError } from './tensor.js';

/** Activations that models built here may name; what becomes of them is for `convert` and training. */
export type ActivationName =
  | 'elu'
  | 'linear'
  | 'relu'
  | 'sigmoid'
  | 'softmax'
  | 'softplus'
  | 'tanh';

const activations: readonly string[] = [
  'elu',
  'linear',
  'relu',
  'sigmoid',
  'softmax',
  'softplus',
  'tanh',
] satisfies readonly ActivationName[];

/** Options that every layer has. */
export interface LayerOptions {
  /** Unique in a model; default the kind in small letters with a number. */
  readonly name?: string;
}

/** One number for all axes, or one per axis. */
export type PerAxis = number | readonly number[];

type Who = Pick<LayerDefinition, 'kind' | 'name'>;

/**
 * A definition of a layer with the options that Keras writes for every layer in front.
 *
 * @throws {ConvertError} a name that could not be told from that of another layer.
 */
export function define(
  kind: string,
  { name }: LayerOptions,
  rest: Omit<LayerDefinition, 'kind' | 'name' | 'config'>,
  config: Readonly<Record<string, unknown>>,
): LayerDefinition {
  if (name !== undefined && !/^[^\s/@:]+$/.test(name)) {
    const hint = 'Give one without spaces and / @ :';
    throw layerError({ kind, name }, `its name is no name of a layer. ${hint}.`);
  }
  const trains = kind === 'InputLayer' ? {} : { trainable: true };
  return { kind, name, config: { ...trains, dtype: 'float32', ...config }, ...rest };
}

/** A whole number of at least 1. */
export function whole(who: Who, option: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw layerError(who, `${option} is ${value}, expected a whole number of at least 1.`);
}

/** As many whole numbers as there are axes. */
export function wholes(who: Who, option: string, value: PerAxis, axes: number): number[] {
  const list = typeof value === 'number' ? Array.from({ length: axes }, () => value) : [...value];
  if (list.length === axes) return list.map((n) => whole(who, option, n));
  throw layerError(who, `${option} has ${list.length} numbers, expected one or ${axes}.`);
}

/** A number within limits, both included. */
export function within(
  who: Who,
  option: string,
  value: number,
  [low, high]: readonly [number, number],
): number {
  if (Number.isFinite(value) && value >= low && value <= high) return value;
  throw layerError(who, `${option} is ${value}, expected a number from ${low} to ${high}.`);
}

/** One of several words. */
export function oneOf<T extends string>(
  who: Who,
  option: string,
  value: T,
  words: readonly T[],
): T {
  if (words.includes(value)) return value;
  throw layerError(who, `${option} is "${value}", expected ${words.join(' or ')}.`);
}

/** Name of an activation. */
export function activationName(who: Who, value: string): string {
  return oneOf(who, 'activation', value, activations);
}

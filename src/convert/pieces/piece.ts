import { ConvertError } from '../../core/errors.js';
import { sizeOf } from '../../core/shape.js';
import type { Operator } from '../../operators/operator.js';
import type { Layer, Weight } from '../model.js';
import { channelAxis } from '../shapes/options.js';

/** What the values of a layer are made of, before its activation. */
export interface LayerPieces {
  /**
   * `moves`: every value stays what it was, so that spikes remain spikes; `linear`: weights, and
   * constants in `bias`; `max`: a largest value, which a filter cannot be moved behind.
   */
  readonly does: 'moves' | 'linear' | 'max';
  /** One behind another; none for layers that change nothing. */
  readonly operators: readonly Operator[];
  /** Added behind the operators, one value per element of the layer's output; `null`: nothing. */
  readonly bias: Float64Array | null;
  /** In words, for the report. */
  readonly words: string;
  /** For layers that take several: how they meet in front of the operators. */
  readonly join?: Join;
  /** The operators act on equal parts of the input, one by one. */
  readonly slices?: Slices;
}

/** The equal parts of an input, one behind another in memory. */
export interface Slices {
  readonly count: number;
  /** Shape of one. */
  readonly shape: readonly number[];
  /** Shape of what the operators make of all of them. */
  readonly output: readonly number[];
}

/** How the inputs of a layer meet. */
export interface Join {
  readonly by: 'sum' | 'concat';
  /** For each input the operators in front of the meeting. */
  readonly parts: readonly (readonly Operator[])[];
}

/** What the pieces of a layer depend on besides the layer. */
export interface PieceContext {
  readonly inputs: readonly (readonly number[])[];
  readonly output: readonly number[];
  readonly popType: 16 | 32;
  readonly maxPool: 'offChip' | 'average';
  /** True if the chip's synapses take it up: better one kernel than several. */
  readonly merges: boolean;
}

/** Makes the pieces of one kind of layer. */
export type PieceRule = (layer: Layer, context: PieceContext) => LayerPieces;

/** Option that marks a layer which the weights of another have taken up. */
export const FOLDED_INTO = 'folded_into';

/** Pieces of a layer that changes nothing. */
export function nothing(words: string): LayerPieces {
  return { does: 'moves', operators: [], bias: null, words };
}

/** A weight by name. Throws a ConvertError if the file has none. */
export function weight(layer: Layer, name: string): Weight {
  const found = layer.weights[name];
  if (found !== undefined) return found;
  throw new ConvertError(
    `layer "${layer.name}" (${layer.kind}): the file has no ${name} for it. Save the model with ` +
      'its weights.',
    { code: 'missing-weight', path: layer.name },
  );
}

/** The bias of a layer with filters, spread over all positions of its output; `null` without one. */
export function biasOf(layer: Layer, output: readonly number[]): Float64Array | null {
  if (layer.config.use_bias === false) return null;
  const { data } = weight(layer, 'bias');
  return alongAxis(data, output, channelAxis(layer, output.length));
}

/** One value per element of `shape`, the same along all axes but one. */
export function alongAxis(
  values: ArrayLike<number>,
  shape: readonly number[],
  axis: number,
): Float64Array {
  const inside = sizeOf(shape.slice(axis + 1));
  return Float64Array.from(
    { length: sizeOf(shape) },
    (_, i) => values[Math.floor(i / inside) % values.length]!,
  );
}

/** `valid` or `same`; anything else that Keras might say is refused. */
export function paddingOf(layer: Layer): 'valid' | 'same' {
  const { padding } = layer.config;
  if (padding === undefined || padding === 'valid') return 'valid';
  if (padding === 'same') return 'same';
  throw new ConvertError(
    `layer "${layer.name}" (${layer.kind}): padding is ${JSON.stringify(padding)}, expected ` +
      '"valid" or "same".',
    { code: 'bad-padding', path: layer.name },
  );
}

/** Refuses an option that has no spiking form. */
export function unsupported(layer: Layer, option: string, advice: string): ConvertError {
  return new ConvertError(
    `layer "${layer.name}" (${layer.kind}): ${option} is ${JSON.stringify(layer.config[option])}, ` +
      `which has no spiking form here. ${advice}`,
    { code: 'unsupported-option', path: layer.name },
  );
}

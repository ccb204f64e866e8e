import { channelAxis } from '../../convert/layer-shapes.js';
import { marginsOf, numbersOf, spatialRank } from '../../convert/shapes/options.js';
import * as tf from '../tf.js';
import { channelsBack, channelsLast, repeated } from './axes.js';
import type { LayerRule } from './context.js';

/** Hands on what it takes. */
export const sameRule: LayerRule = (_layer, inputs) => inputs[0]!;

/** One axis behind the batch; channels first are put last before, as Keras does. */
export const flattenRule: LayerRule = (layer, inputs) => {
  const input = inputs[0]!;
  const { rank } = input;
  const first = rank > 2 && channelAxis(layer, rank - 1) === 0;
  const axes = Array.from({ length: rank - 2 }, (_, i) => i + 2);
  const ordered = first ? tf.transpose(input, [0, ...axes, 1]) : input;
  return tf.reshape(ordered, [input.shape[0]!, input.size / input.shape[0]!]);
};

/** The same numbers in another shape. */
export const reshapeRule: LayerRule = (layer, inputs) => {
  const input = inputs[0]!;
  const target = (layer.config.target_shape as readonly unknown[]).map(Number);
  return tf.reshape(input, [input.shape[0]!, ...target]);
};

/** The axes behind the batch in another order. */
export const permuteRule: LayerRule = (layer, inputs) =>
  tf.transpose(inputs[0]!, [0, ...(layer.config.dims as readonly unknown[]).map(Number)]);

/** Sum of several. */
export const addRule: LayerRule = (_layer, inputs) =>
  inputs.slice(1).reduce<tf.Tensor>((a, b) => tf.add(a, b), inputs[0]!);

/** The first of two less the second. */
export const subtractRule: LayerRule = (_layer, [first, second]) => tf.sub(first!, second!);

/** Mean of several. */
export const averageRule: LayerRule = (layer, inputs, context) =>
  tf.mul(addRule(layer, inputs, context), tf.scalar(1 / inputs.length));

/** Several one behind another along an axis. */
export const concatenateRule: LayerRule = (layer, inputs) => {
  const axis = Number(layer.config.axis ?? -1);
  return tf.concat([...inputs], axis < 0 ? inputs[0]!.rank + axis : axis);
};

/** Zeros around rows and columns, or at both ends of one axis. */
export const paddingRule: LayerRule = (layer, inputs) => {
  const input = channelsLast(layer, inputs[0]!);
  const margins = marginsOf(layer.config.padding, spatialRank(layer));
  const pairs = margins.map(([before, after]): [number, number] => [before, after]);
  return channelsBack(layer, tf.pad(input, [[0, 0], ...pairs, [0, 0]]));
};

/** What is left without the first and last rows and columns, or without the ends of one axis. */
export const croppingRule: LayerRule = (layer, inputs) => {
  const input = channelsLast(layer, inputs[0]!);
  const margins = marginsOf(layer.config.cropping, spatialRank(layer));
  const begin = [0, ...margins.map(([before]) => before), 0];
  const ends = [0, ...margins.map(([before, after]) => before + after), 0];
  const size = input.shape.map((n, i) => n - ends[i]!);
  return channelsBack(layer, tf.slice(input, begin, size));
};

/** Every value repeated along rows and columns, or along one axis. */
export const upSamplingRule: LayerRule = (layer, inputs) => {
  const input = channelsLast(layer, inputs[0]!);
  const factors = numbersOf(layer.config.size, spatialRank(layer), 2);
  return channelsBack(
    layer,
    factors.reduce((values, times, i) => repeated(values, i + 1, times), input),
  );
};

/** A row repeated as the rows of a picture. */
export const repeatRule: LayerRule = (layer, inputs) =>
  repeated(tf.expandDims(inputs[0]!, 1), 1, Number(layer.config.n));

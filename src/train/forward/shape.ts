import { channelAxis, pairOf } from '../../convert/layer-shapes.js';
import * as tf from '../tf.js';
import type { LayerRule } from './context.js';
import { overPixels } from './linear.js';

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

/** Mean of several. */
export const averageRule: LayerRule = (layer, inputs, context) =>
  tf.mul(addRule(layer, inputs, context), tf.scalar(1 / inputs.length));

/** Several one behind another along an axis. */
export const concatenateRule: LayerRule = (layer, inputs) => {
  const axis = Number(layer.config.axis ?? -1);
  return tf.concat([...inputs], axis < 0 ? inputs[0]!.rank + axis : axis);
};

/** Zeros around rows and columns. */
export const zeroPadding2dRule: LayerRule = (layer, inputs) =>
  overPixels(layer, inputs[0]!, (pixels) => {
    const { padding } = layer.config;
    const [rows, columns] = Array.isArray(padding) ? padding : [padding, padding];
    return tf.pad(pixels, [[0, 0], pairOf(rows, 1), pairOf(columns, 1), [0, 0]]);
  });

/** Every pixel repeated. By reshaping and stacking, whose gradients every backend has. */
export const upSampling2dRule: LayerRule = (layer, inputs) =>
  overPixels(layer, inputs[0]!, (pixels) => {
    const [down, across] = pairOf(layer.config.size, 2);
    const [batch, rows, columns, channels] = pixels.shape;
    const apart = tf.reshape(pixels, [batch * rows, 1, columns, channels]);
    const tall = tf.concat(Array(down).fill(apart), 1);
    const wideApart = tf.reshape(tall, [batch * rows * down * columns, 1, channels]);
    const wide = tf.concat(Array(across).fill(wideApart), 1);
    return tf.reshape(wide, [batch, rows * down, columns * across, channels]);
  });

import type { Layer } from '../../convert/model.js';
import * as tf from '../tf.js';
import type { ForwardContext, LayerRule } from './context.js';

/** A linear map of the last axis. */
export const denseRule: LayerRule = (layer, inputs, context) => {
  const input = inputs[0]!;
  const kernel = context.weight(layer, 'kernel') as tf.Tensor2D;
  const units = kernel.shape[1];
  const rows = tf.reshape(input, [-1, kernel.shape[0]]) as tf.Tensor2D;
  const product = withBias(layer, tf.matMul(rows, kernel), context);
  return input.rank === 2 ? product : tf.reshape(product, [...input.shape.slice(0, -1), units]);
};

/** `scale x + offset`, numbers or one for each of the last axis. */
export const rescaleRule: LayerRule = (layer, inputs) => {
  const { scale, offset } = layer.config;
  const row = (value: unknown): tf.Tensor => tf.tensor1d([value].flat().map(Number));
  return tf.add(tf.mul(inputs[0]!, row(scale ?? 1)), row(offset ?? 0));
};

/** Values plus the bias of a layer, if it has one. */
export function withBias(layer: Layer, values: tf.Tensor, context: ForwardContext): tf.Tensor {
  if (layer.config.use_bias === false || !('bias' in layer.weights)) return values;
  return tf.add(values, context.weight(layer, 'bias'));
}

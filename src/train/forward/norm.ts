import { channelAxis } from '../../convert/layer-shapes.js';
import * as tf from '../tf.js';
import type { LayerRule } from './context.js';

/**
 * Batch normalization: with the batch's own mean and variance while training (through which the
 * gradient flows), with the moving ones otherwise (Ioffe and Szegedy 2015).
 */
export const normRule: LayerRule = (layer, inputs, context) => {
  const input = inputs[0]!;
  const axis = axisOf(layer.config.axis, input.rank, channelAxis(layer, input.rank - 1));
  const others = Array.from({ length: input.rank }, (_, i) => i).filter((i) => i !== axis);
  const spread = input.shape.map((n, i) => (i === axis ? n : 1));
  const own = context.training && layer.config.trainable !== false;
  const { mean, variance } = own
    ? tf.moments(input, others)
    : {
        mean: context.weight(layer, 'moving_mean'),
        variance: context.weight(layer, 'moving_variance'),
      };
  if (own) context.follow(layer, mean, variance);
  const epsilon = Number(layer.config.epsilon ?? 1e-3);
  const scale = tf.rsqrt(tf.add(variance, epsilon));
  const centred = tf.sub(input, tf.reshape(mean, spread));
  const gamma = 'gamma' in layer.weights ? tf.mul(scale, context.weight(layer, 'gamma')) : scale;
  const scaled = tf.mul(centred, tf.reshape(gamma, spread));
  if (!('beta' in layer.weights)) return scaled;
  return tf.add(scaled, tf.reshape(context.weight(layer, 'beta'), spread));
};

/** Keras counts the batch axis, and from the end where negative. */
function axisOf(stored: unknown, rank: number, otherwise: number): number {
  const given = Array.isArray(stored) ? Number(stored[0]) : Number(stored ?? otherwise + 1);
  return given < 0 ? rank + given : given;
}

import { channelAxis } from '../../convert/layer-shapes.js';
import type { Layer } from '../../convert/model.js';
import * as tf from '../tf.js';
import type { LayerRule } from './context.js';

/**
 * Drops values at random while training and scales the others up; `SpatialDropout` whole channels,
 * `noise_shape` what lies along its axes of 1 together.
 */
export const dropoutRule: LayerRule = (layer, inputs, context) => {
  const input = inputs[0]!;
  const rate = Number(layer.config.rate ?? 0);
  if (!context.training || rate === 0) return input;
  const drawn = tf.randomUniform(
    drawnShape(layer, input.shape),
    0,
    1,
    'float32',
    context.seed(layer),
  );
  return tf.mul(input, tf.div(tf.step(tf.sub(drawn, rate)), 1 - rate));
};

/** Multiplies with noise around 1 while training, as wide as dropout of that rate. */
export const gaussianDropoutRule: LayerRule = (layer, inputs, context) => {
  const input = inputs[0]!;
  const rate = Number(layer.config.rate ?? 0);
  if (!context.training || rate === 0) return input;
  const sd = Math.sqrt(rate / (1 - rate));
  return tf.mul(input, tf.randomNormal(input.shape, 1, sd, 'float32', context.seed(layer)));
};

/** Adds noise of a standard deviation while training. */
export const gaussianNoiseRule: LayerRule = (layer, inputs, context) => {
  const input = inputs[0]!;
  if (!context.training) return input;
  const sd = Number(layer.config.stddev ?? 0);
  return tf.add(input, tf.randomNormal(input.shape, 0, sd, 'float32', context.seed(layer)));
};

/** One draw for each of these; what is 1 is drawn once for the whole axis. */
function drawnShape(layer: Layer, shape: readonly number[]): number[] {
  if (layer.kind.startsWith('SpatialDropout')) {
    const channels = channelAxis(layer, shape.length - 1) + 1;
    return shape.map((n, i) => (i === 0 || i === channels ? n : 1));
  }
  const given = layer.config.noise_shape;
  return shape.map((n, i) => (Array.isArray(given) && given[i] != null ? Number(given[i]) : n));
}

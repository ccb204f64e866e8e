import type * as tf from '../tf.js';
import { alongPicture, channelsBack, channelsLast, overPictures, paddingOf } from './axes.js';
import type { LayerRule } from './context.js';

type Pool = typeof tf.avgPool;

/** Mean or maximum of windows over rows and columns, or along one axis. */
export function poolRule(pool: Pool): LayerRule {
  return (layer, inputs) =>
    overPictures(layer, inputs[0]!, (pixels) => {
      const window = alongPicture(layer, layer.config.pool_size, 2);
      const { strides } = layer.config;
      const steps = strides == null ? window : alongPicture(layer, strides, 1);
      return pool(pixels, window, steps, paddingOf(layer));
    });
}

/** Mean or maximum of everything but the channels. */
export function globalPoolRule(reduce: typeof tf.mean | typeof tf.max): LayerRule {
  return (layer, inputs) => {
    const input = channelsLast(layer, inputs[0]!);
    const axes = Array.from({ length: input.rank - 2 }, (_, i) => i + 1);
    const keep = layer.config.keepdims === true;
    return keep ? channelsBack(layer, reduce(input, axes, true)) : reduce(input, axes);
  };
}

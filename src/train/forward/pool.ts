import { pairOf } from '../../convert/layer-shapes.js';
import type { Layer } from '../../convert/model.js';
import * as tf from '../tf.js';
import type { LayerRule } from './context.js';
import { channelsBack, channelsLast, overPixels, paddingOf, single } from './linear.js';

type Pool = typeof tf.avgPool;

/** Mean or maximum of windows over rows and columns. */
export function pool2dRule(pool: Pool): LayerRule {
  return (layer, inputs) =>
    overPixels(layer, inputs[0]!, (pixels) => {
      const window = pairOf(layer.config.pool_size, 2);
      const strides = layer.config.strides == null ? window : pairOf(layer.config.strides, 1);
      return pool(pixels, window, strides, paddingOf(layer));
    });
}

/** The same along one axis. */
export function pool1dRule(pool: Pool): LayerRule {
  return (layer, inputs) => {
    const picture = tf.expandDims(channelsLast(layer, inputs[0]!), 1) as tf.Tensor4D;
    const [, window] = pairOf(single(layer.config.pool_size), 2);
    const { strides } = layer.config;
    const [, stride] = strides == null ? [0, window] : pairOf(single(strides), 1);
    const output = pool(picture, [1, window], [1, stride], paddingOf(layer));
    return channelsBack(layer, tf.squeeze(output, [1]));
  };
}

/** Mean or maximum of everything but the channels. */
export function globalPoolRule(reduce: typeof tf.mean | typeof tf.max): LayerRule {
  return (layer, inputs) => {
    const input = channelsLast(layer, inputs[0]!);
    const axes = Array.from({ length: input.rank - 2 }, (_, i) => i + 1);
    const keep = layer.config.keepdims === true;
    return keep ? keptDims(layer, reduce(input, axes, true)) : reduce(input, axes);
  };
}

function keptDims(layer: Layer, output: tf.Tensor): tf.Tensor {
  return channelsBack(layer, output);
}

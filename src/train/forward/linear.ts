import { channelAxis, pairOf } from '../../convert/layer-shapes.js';
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

/** A convolution over rows and columns. */
export const conv2dRule: LayerRule = (layer, inputs, context) =>
  overPixels(layer, inputs[0]!, (pixels) => {
    const kernel = context.weight(layer, 'kernel') as tf.Tensor4D;
    const { strides, padding, dilations } = slideOf(layer);
    return withBias(layer, tf.conv2d(pixels, kernel, strides, padding, 'NHWC', dilations), context);
  });

/** A convolution along one axis: of a picture with one row. */
export const conv1dRule: LayerRule = (layer, inputs, context) => {
  const line = inputs[0]!;
  const kernel = context.weight(layer, 'kernel');
  const [width, from, to] = kernel.shape as [number, number, number];
  const [, stride] = pairOf(single(layer.config.strides), 1);
  const picture = tf.expandDims(channelsLast(layer, line), 1) as tf.Tensor4D;
  const wide = tf.reshape(kernel, [1, width, from, to]) as tf.Tensor4D;
  const padding = layer.config.padding === 'causal' ? 'valid' : paddingOf(layer);
  const padded =
    layer.config.padding === 'causal'
      ? tf.pad(picture, [
          [0, 0],
          [0, 0],
          [width - 1, 0],
          [0, 0],
        ])
      : picture;
  const output = tf.conv2d(padded as tf.Tensor4D, wide, [1, stride], padding);
  return channelsBack(layer, tf.squeeze(withBias(layer, output, context), [1]));
};

/** A convolution of every channel for itself. */
export const depthwiseRule: LayerRule = (layer, inputs, context) =>
  overPixels(layer, inputs[0]!, (pixels) => {
    const name = 'depthwise_kernel' in layer.weights ? 'depthwise_kernel' : 'kernel';
    const kernel = context.weight(layer, name) as tf.Tensor4D;
    const { strides, padding } = slideOf(layer);
    return withBias(layer, tf.depthwiseConv2d(pixels, kernel, strides, padding), context);
  });

/** A depthwise convolution, then one of 1x1. */
export const separableRule: LayerRule = (layer, inputs, context) =>
  overPixels(layer, inputs[0]!, (pixels) => {
    const depthwise = context.weight(layer, 'depthwise_kernel') as tf.Tensor4D;
    const pointwise = context.weight(layer, 'pointwise_kernel') as tf.Tensor4D;
    const { strides, padding } = slideOf(layer);
    const each = tf.depthwiseConv2d(pixels, depthwise, strides, padding);
    return withBias(layer, tf.conv2d(each, pointwise, 1, 'valid'), context);
  });

function withBias(layer: Layer, values: tf.Tensor, context: ForwardContext): tf.Tensor {
  if (layer.config.use_bias === false || !('bias' in layer.weights)) return values;
  return tf.add(values, context.weight(layer, 'bias'));
}

interface Slide {
  readonly strides: [number, number];
  readonly padding: 'valid' | 'same';
  readonly dilations: [number, number];
}

function slideOf(layer: Layer): Slide {
  return {
    strides: pairOf(layer.config.strides, 1),
    padding: paddingOf(layer),
    dilations: pairOf(layer.config.dilation_rate, 1),
  };
}

/** Keras' padding; a layer without one has none. */
export function paddingOf({ config }: Layer): 'valid' | 'same' {
  return config.padding === 'same' ? 'same' : 'valid';
}

/** An option of a layer along one axis, stored as a number or as a list of one. */
export function single(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

/** Runs something on pictures with the channels last, whatever the layer says. */
export function overPixels(
  layer: Layer,
  input: tf.Tensor,
  run: (pixels: tf.Tensor4D) => tf.Tensor,
): tf.Tensor {
  return channelsBack(layer, run(channelsLast(layer, input) as tf.Tensor4D));
}

/** Moves the channels of a batch from the first place to the last, if the layer has them there. */
export function channelsLast(layer: Layer, input: tf.Tensor): tf.Tensor {
  const { rank } = input;
  if (channelAxis(layer, rank - 1) !== 0 || rank < 3) return input;
  return tf.transpose(input, [0, ...range(2, rank), 1]);
}

/** The way back of `channelsLast`. */
export function channelsBack(layer: Layer, output: tf.Tensor): tf.Tensor {
  const { rank } = output;
  if (channelAxis(layer, rank - 1) !== 0 || rank < 3) return output;
  return tf.transpose(output, [0, rank - 1, ...range(1, rank - 1)]);
}

function range(begin: number, end: number): number[] {
  return Array.from({ length: end - begin }, (_, i) => begin + i);
}

import { outputShapeOf } from '../../convert/layer-shapes.js';
import type { Layer } from '../../convert/model.js';
import * as tf from '../tf.js';
import { alongPicture, channelsLast, overPictures, paddingOf, spaced } from './axes.js';
import type { ForwardContext, LayerRule } from './context.js';
import { withBias } from './linear.js';

/** What is slid over pictures: a kernel over all channels, or over every channel by itself. */
type Slide = (
  pixels: tf.Tensor4D,
  kernel: tf.Tensor4D,
  strides: [number, number],
  padding: 'valid' | 'same',
) => tf.Tensor4D;

/** `Conv1D` and `Conv2D`. */
export const convolutionRule: LayerRule = (layer, inputs, context) =>
  overPictures(layer, inputs[0]!, (pixels) =>
    withBias(layer, slid(layer, pixels, kernelOf(layer, 'kernel', context), inGroups), context),
  );

/** `DepthwiseConv1D` and `DepthwiseConv2D`: of every channel for itself. */
export const depthwiseRule: LayerRule = (layer, inputs, context) =>
  overPictures(layer, inputs[0]!, (pixels) => {
    const name = 'depthwise_kernel' in layer.weights ? 'depthwise_kernel' : 'kernel';
    const kernel = kernelOf(layer, name, context);
    return withBias(layer, slid(layer, pixels, kernel, tf.depthwiseConv2d), context);
  });

/** `SeparableConv1D` and `SeparableConv2D`: a depthwise convolution, then one of 1x1. */
export const separableRule: LayerRule = (layer, inputs, context) =>
  overPictures(layer, inputs[0]!, (pixels) => {
    const depthwise = kernelOf(layer, 'depthwise_kernel', context);
    const pointwise = kernelOf(layer, 'pointwise_kernel', context);
    const each = slid(layer, pixels, depthwise, tf.depthwiseConv2d);
    return withBias(layer, tf.conv2d(each, pointwise, 1, 'valid'), context);
  });

/** `Conv1DTranspose` and `Conv2DTranspose`. */
export const transposedRule: LayerRule = (layer, inputs, context) => {
  const input = inputs[0]!;
  // What Keras computes from stride, padding and output_padding.
  const shape = outputShapeOf(layer, [input.shape.slice(1)])!;
  const like = channelsLast(layer, tf.zeros([1, ...shape]));
  const [rows, columns] = like.rank === 3 ? [1, like.shape[1]!] : [like.shape[1]!, like.shape[2]!];
  return overPictures(layer, input, (pixels) => {
    const kernel = dilated(layer, kernelOf(layer, 'kernel', context));
    const size: [number, number, number, number] = [
      pixels.shape[0],
      rows,
      columns,
      kernel.shape[2],
    ];
    const strides = alongPicture(layer, layer.config.strides, 1);
    const output = tf.conv2dTranspose(pixels, kernel, size, strides, paddingOf(layer));
    return withBias(layer, output, context);
  });
};

function slid(layer: Layer, pixels: tf.Tensor4D, stored: tf.Tensor4D, slide: Slide): tf.Tensor4D {
  const kernel = dilated(layer, stored);
  const strides = alongPicture(layer, layer.config.strides, 1);
  if (layer.config.padding !== 'causal') return slide(pixels, kernel, strides, paddingOf(layer));
  const ahead = kernel.shape[1] - 1;
  const padded = tf.pad(pixels, [
    [0, 0],
    [0, 0],
    [ahead, 0],
    [0, 0],
  ]);
  return slide(padded as tf.Tensor4D, kernel, strides, 'valid');
}

/** Groups of channels that do not see each other, as many as the kernel is narrower than the input. */
const inGroups: Slide = (pixels, kernel, strides, padding): tf.Tensor4D => {
  const groups = pixels.shape[3] / kernel.shape[2];
  if (groups === 1) return tf.conv2d(pixels, kernel, strides, padding);
  const kernels = tf.split(kernel, groups, 3) as tf.Tensor4D[];
  const parts = tf.split(pixels, groups, 3) as tf.Tensor4D[];
  const outputs = parts.map((part, i) => tf.conv2d(part, kernels[i]!, strides, padding));
  return tf.concat(outputs, 3) as tf.Tensor4D;
};

/** A kernel for pictures; a layer along one axis has kernels of one row. */
function kernelOf(layer: Layer, name: string, context: ForwardContext): tf.Tensor4D {
  const kernel = context.weight(layer, name);
  return (kernel.rank === 3 ? tf.expandDims(kernel, 0) : kernel) as tf.Tensor4D;
}

/** The kernel with the zeros of its dilation: gradients of dilated convolutions are not to be had. */
function dilated(layer: Layer, kernel: tf.Tensor4D): tf.Tensor4D {
  const [rows, columns] = alongPicture(layer, layer.config.dilation_rate, 1);
  return spaced(spaced(kernel, 0, rows), 1, columns) as tf.Tensor4D;
}

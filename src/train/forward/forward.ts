import type { Layer, LayerModel } from '../../convert/model.js';
import { ConvertError } from '../../core/errors.js';
import * as tf from '../tf.js';
import type { ForwardContext, LayerRule } from './context.js';
import { conv1dRule, conv2dRule, denseRule, depthwiseRule, separableRule } from './linear.js';
import { dropoutRule, gaussianNoiseRule, normRule } from './noise.js';
import { globalPoolRule, pool1dRule, pool2dRule } from './pool.js';
import {
  addRule,
  averageRule,
  concatenateRule,
  flattenRule,
  permuteRule,
  reshapeRule,
  sameRule,
  upSampling2dRule,
  zeroPadding2dRule,
} from './shape.js';

const rules: Readonly<Record<string, LayerRule>> = {
  Activation: sameRule,
  ReLU: sameRule,
  LeakyReLU: sameRule,
  Softmax: sameRule,
  Dropout: dropoutRule,
  GaussianNoise: gaussianNoiseRule,
  BatchNormalization: normRule,
  Flatten: flattenRule,
  Reshape: reshapeRule,
  Permute: permuteRule,
  Dense: denseRule,
  Conv1D: conv1dRule,
  Conv2D: conv2dRule,
  DepthwiseConv2D: depthwiseRule,
  SeparableConv2D: separableRule,
  AveragePooling1D: pool1dRule(tf.avgPool),
  AveragePooling2D: pool2dRule(tf.avgPool),
  MaxPooling1D: pool1dRule(tf.maxPool),
  MaxPooling2D: pool2dRule(tf.maxPool),
  GlobalAveragePooling1D: globalPoolRule(tf.mean),
  GlobalAveragePooling2D: globalPoolRule(tf.mean),
  GlobalMaxPooling1D: globalPoolRule(tf.max),
  GlobalMaxPooling2D: globalPoolRule(tf.max),
  Add: addRule,
  Average: averageRule,
  Concatenate: concatenateRule,
  UpSampling2D: upSampling2dRule,
  ZeroPadding2D: zeroPadding2dRule,
};

/** Refuses a model with layers that cannot be trained here; the sentence names the layer. */
export function requireTrainable(model: LayerModel): void {
  const layer = model.layers.find((l) => l.kind !== 'InputLayer' && !Object.hasOwn(rules, l.kind));
  if (layer === undefined) return;
  throw new ConvertError(
    `layer "${layer.name}" (${layer.kind}): cannot be trained here. Use ${Object.keys(rules).join(', ')}.`,
    { code: 'untrainable-layer', path: layer.name },
  );
}

/**
 * Runs a batch through a model.
 *
 * @param input one row per sample: `[batch, ...shape]`
 * @returns what every layer puts out, by name
 */
export function forward(
  model: LayerModel,
  input: tf.Tensor,
  context: ForwardContext,
): Map<string, tf.Tensor> {
  const outputs = new Map<string, tf.Tensor>();
  for (const layer of model.layers)
    outputs.set(layer.name, outputOf(layer, input, outputs, context));
  return outputs;
}

/** What one layer puts out, given what those before it put out. */
export function outputOf(
  layer: Layer,
  input: tf.Tensor,
  outputs: ReadonlyMap<string, tf.Tensor>,
  context: ForwardContext,
): tf.Tensor {
  if (layer.kind === 'InputLayer') return input;
  const takes = layer.inbound.map((name) => outputs.get(name)!);
  return context.activate(layer, rules[layer.kind]!(layer, takes, context));
}

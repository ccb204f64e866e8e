import type { Layer, LayerModel } from '../../convert/model.js';
import { ConvertError } from '../../core/errors.js';
import * as tf from '../tf.js';
import type { ForwardContext, LayerRule } from './context.js';
import { convolutionRule, depthwiseRule, separableRule, transposedRule } from './convolution.js';
import { dropoutRule, gaussianDropoutRule, gaussianNoiseRule } from './drop.js';
import { denseRule, rescaleRule } from './linear.js';
import { normRule } from './norm.js';
import { globalPoolRule, poolRule } from './pool.js';
import { requireOptions } from './refused.js';
import {
  addRule,
  averageRule,
  concatenateRule,
  croppingRule,
  flattenRule,
  paddingRule,
  permuteRule,
  repeatRule,
  reshapeRule,
  sameRule,
  subtractRule,
  upSamplingRule,
} from './shape.js';

/** The same rule along one axis and along two. */
function along(kind: string, rule: LayerRule, end = ''): Record<string, LayerRule> {
  return { [`${kind}1D${end}`]: rule, [`${kind}2D${end}`]: rule };
}

const rules: Readonly<Record<string, LayerRule>> = {
  Activation: sameRule,
  ReLU: sameRule,
  LeakyReLU: sameRule,
  Softmax: sameRule,
  Identity: sameRule,
  Dropout: dropoutRule,
  ...along('SpatialDropout', dropoutRule),
  GaussianDropout: gaussianDropoutRule,
  GaussianNoise: gaussianNoiseRule,
  BatchNormalization: normRule,
  Rescaling: rescaleRule,
  Flatten: flattenRule,
  Reshape: reshapeRule,
  Permute: permuteRule,
  RepeatVector: repeatRule,
  Dense: denseRule,
  ...along('Conv', convolutionRule),
  ...along('DepthwiseConv', depthwiseRule),
  ...along('SeparableConv', separableRule),
  ...along('Conv', transposedRule, 'Transpose'),
  ...along('AveragePooling', poolRule(tf.avgPool)),
  ...along('MaxPooling', poolRule(tf.maxPool)),
  ...along('GlobalAveragePooling', globalPoolRule(tf.mean)),
  ...along('GlobalMaxPooling', globalPoolRule(tf.max)),
  Add: addRule,
  Subtract: subtractRule,
  Average: averageRule,
  Concatenate: concatenateRule,
  ...along('UpSampling', upSamplingRule),
  ...along('ZeroPadding', paddingRule),
  ...along('Cropping', croppingRule),
};

/** Refuses a model with layers that cannot be trained here; the sentence names the layer. */
export function requireTrainable(model: LayerModel): void {
  const layer = model.layers.find((l) => l.kind !== 'InputLayer' && !Object.hasOwn(rules, l.kind));
  if (layer === undefined) {
    requireOptions(model);
    return;
  }
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

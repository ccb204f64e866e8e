import { unwrapped } from './keras/wrapped.js';
import type { Layer, LayerModel } from './model.js';
import { concatenate, elementwise } from './shapes/joins.js';
import {
  cropping,
  flatten,
  padding,
  permute,
  repeatVector,
  reshape,
  upsampling,
} from './shapes/moves.js';
import type { LayerShape, ShapeRule } from './shapes/options.js';
import { convolution, depthwise, globalPooling, pooling, transposed } from './shapes/windows.js';

export { sizeOf } from '../core/shape.js';
export { channelAxis, pairOf } from './shapes/options.js';

/** One line of `modelSummary`. */
export interface LayerSummary {
  readonly name: string;
  readonly kind: string;
  /** Without the batch axis; `null` where this library does not know the layer. */
  readonly outputShape: readonly number[] | null;
  /** Numbers stored for the layer; 0 for a further application of a layer already listed. */
  readonly parameters: number;
  readonly activation: string | null;
}

const same: ShapeRule = (_layer, [input]) => (input ? [...input] : null);

const dense: ShapeRule = (layer, [input]) =>
  input && input.length > 0 ? [...input.slice(0, -1), Number(layer.config.units)] : null;

/** The first axis is handed through, the wrapped layer sees the others. */
const timeDistributed: ShapeRule = (layer, [input]) => {
  const inner = unwrapped(layer);
  if (inner === null || !input || input.length < 2) return null;
  const output = outputShapeOf(inner, [input.slice(1)]);
  return output === null ? null : [input[0]!, ...output];
};

/** The same rule for kinds that differ in their number of places: `Conv` for `Conv1D` to `Conv3D`. */
function ranks(kind: string, rule: ShapeRule, count = 3, end = ''): Record<string, ShapeRule> {
  const names = Array.from({ length: count }, (_, i) => `${kind}${i + 1}D${end}`);
  return Object.fromEntries(names.map((name) => [name, rule]));
}

const unchanged = [
  'Activation',
  'ActivityRegularization',
  'AlphaDropout',
  'BatchNormalization',
  'Dropout',
  'GaussianDropout',
  'GaussianNoise',
  'Identity',
  'LeakyReLU',
  'ReLU',
  'Rescaling',
  'Softmax',
  'Alpha',
  'Lowpass',
  'SpikingActivation',
];

const rules: Readonly<Record<string, ShapeRule>> = {
  InputLayer: (layer) =>
    Array.isArray(layer.config.shape) ? layer.config.shape.map(Number) : null,
  ...Object.fromEntries(unchanged.map((kind) => [kind, same])),
  ...ranks('SpatialDropout', same),
  Add: elementwise,
  Average: elementwise,
  Subtract: elementwise,
  Concatenate: concatenate,
  Dense: dense,
  ...ranks('Conv', convolution),
  ...ranks('SeparableConv', convolution, 2),
  ...ranks('DepthwiseConv', depthwise, 2),
  ...ranks('Conv', transposed, 2, 'Transpose'),
  ...ranks('AveragePooling', pooling),
  ...ranks('MaxPooling', pooling),
  ...ranks('GlobalAveragePooling', globalPooling),
  ...ranks('GlobalMaxPooling', globalPooling),
  Flatten: flatten,
  Reshape: reshape,
  Permute: permute,
  RepeatVector: repeatVector,
  ...ranks('UpSampling', upsampling),
  ...ranks('ZeroPadding', padding),
  ...ranks('Cropping', cropping),
  TimeDistributed: timeDistributed,
};

/**
 * Output shape of a layer for its inputs' shapes, all without the batch axis; `null` for layers
 * this library does not know and for inputs Keras would refuse.
 *
 * @throws {ConvertError} a window larger than the picture, or a reshape that does not add up.
 */
export function outputShapeOf(layer: Layer, inputShapes: readonly LayerShape[]): number[] | null {
  const shape = Object.hasOwn(rules, layer.kind) ? rules[layer.kind]!(layer, inputShapes) : null;
  return shape?.every((n) => Number.isSafeInteger(n) && n > 0) ? shape : null;
}

/** Output shape of every layer by name; `null` behind anything unknown. */
export function layerShapes(layers: readonly Layer[]): Map<string, number[] | null> {
  const shapes = new Map<string, number[] | null>();
  for (const layer of layers) {
    const inputs = layer.inbound.map((name) => shapes.get(name) ?? null);
    const known = inputs.every((s) => s !== null);
    shapes.set(layer.name, known ? outputShapeOf(layer, inputs) : null);
  }
  return shapes;
}

/** A line per layer: kind, output shape, number of parameters, activation. */
export function modelSummary(model: LayerModel): LayerSummary[] {
  const shapes = layerShapes(model.layers);
  const counted = new Set<Float32Array>();
  return model.layers.map(({ name, kind, weights, activation }) => {
    const fresh = Object.values(weights).filter((w) => !counted.has(w.data));
    for (const w of fresh) counted.add(w.data);
    const parameters = fresh.reduce((a, w) => a + w.data.length, 0);
    return { name, kind, outputShape: shapes.get(name) ?? null, parameters, activation };
  });
}

import { ConvertError } from '../core/errors.js';
import type { Layer, LayerModel } from './model.js';

type Shape = readonly number[];
type ShapeRule = (layer: Layer, inputs: readonly Shape[]) => number[] | null;

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

/** An option that Keras stores as one number or as one per axis: both as `[a, b]`. */
export function pairOf(value: unknown, fallback: number): [number, number] {
  if (typeof value === 'number') return [value, value];
  if (Array.isArray(value) && value.length === 2) return [Number(value[0]), Number(value[1])];
  return [fallback, fallback];
}

/** Position of the channels in a shape without batch axis: the last, or 0 for `channels_first`. */
export function channelAxis(layer: Layer, rank: number): number {
  return layer.config.data_format === 'channels_first' ? 0 : rank - 1;
}

/** Rows and columns are mapped by `plane`, channels by `channels`; other ranks give `null`. */
function picture(
  layer: Layer,
  input: Shape | undefined,
  plane: (size: number, axis: 0 | 1) => number,
  channels: (n: number) => number = (n) => n,
): number[] | null {
  if (input?.length !== 3) return null;
  const at = channelAxis(layer, 3);
  const first = at === 0 ? 1 : 0;
  const output = input.map((n, axis) =>
    axis === at ? channels(n) : plane(n, axis === first ? 0 : 1),
  );
  if (output.every((n) => n >= 1)) return output;
  throw new ConvertError(
    `layer "${layer.name}" (${layer.kind}): its window is larger than its input (${input.join('x')}). Use a smaller window, or padding "same".`,
    { code: 'window-too-large', path: layer.name },
  );
}

function slide(layer: Layer, window: [number, number], strides: [number, number]) {
  const dilation = pairOf(layer.config.dilation_rate, 1);
  const same = layer.config.padding === 'same';
  return (size: number, axis: 0 | 1): number => {
    const reach = (window[axis] - 1) * dilation[axis] + 1;
    return same ? Math.ceil(size / strides[axis]) : Math.floor((size - reach) / strides[axis]) + 1;
  };
}

const same: ShapeRule = (_layer, [input]) => (input ? [...input] : null);

const convolution: ShapeRule = (layer, [input]) => {
  const { kernel_size, strides, filters } = layer.config;
  const plane = slide(layer, pairOf(kernel_size, 1), pairOf(strides, 1));
  return picture(layer, input, plane, () => Number(filters));
};

const depthwise: ShapeRule = (layer, [input]) => {
  const { kernel_size, strides, depth_multiplier } = layer.config;
  const plane = slide(layer, pairOf(kernel_size, 1), pairOf(strides, 1));
  return picture(layer, input, plane, (n) => n * Number(depth_multiplier ?? 1));
};

const pooling: ShapeRule = (layer, [input]) => {
  const window = pairOf(layer.config.pool_size, 2);
  const strides = layer.config.strides == null ? window : pairOf(layer.config.strides, 1);
  return picture(layer, input, slide(layer, window, strides));
};

const globalPooling: ShapeRule = (layer, [input]) => {
  if (input?.length !== 3) return null;
  if (layer.config.keepdims === true) return picture(layer, input, () => 1);
  return [input[channelAxis(layer, 3)] as number];
};

const dense: ShapeRule = (layer, [input]) =>
  input && input.length > 0 ? [...input.slice(0, -1), Number(layer.config.units)] : null;

const flatten: ShapeRule = (_layer, [input]) => (input ? [sizeOf(input)] : null);

const reshape: ShapeRule = (layer, [input]) => {
  const target = layer.config.target_shape;
  if (!input || !Array.isArray(target)) return null;
  const dims = target.map(Number);
  const known = dims.reduce((a, n) => (n === -1 ? a : a * n), 1);
  const output = dims.map((n) => (n === -1 ? sizeOf(input) / known : n));
  if (sizeOf(output) === sizeOf(input) && output.every(Number.isInteger)) return output;
  throw new ConvertError(
    `layer "${layer.name}" (Reshape): ${input.join('x')} = ${sizeOf(input)} values do not fill ${dims.join('x')}. Correct target_shape.`,
    { code: 'shape-mismatch', path: layer.name },
  );
};

const padding: ShapeRule = (layer, [input]) => {
  const [rows, columns] = Array.isArray(layer.config.padding)
    ? layer.config.padding
    : [layer.config.padding, layer.config.padding];
  const added = [pairOf(rows, 1), pairOf(columns, 1)] as const;
  return picture(layer, input, (n, axis) => n + added[axis][0] + added[axis][1]);
};

const upsampling: ShapeRule = (layer, [input]) => {
  const factor = pairOf(layer.config.size, 2);
  return picture(layer, input, (n, axis) => n * factor[axis]);
};

/** Elementwise; an axis of length 1 is repeated, as Keras does. */
const elementwise: ShapeRule = (_layer, inputs) => {
  const rank = inputs[0]?.length;
  if (rank === undefined || inputs.some((s) => s.length !== rank)) return null;
  const output = Array.from({ length: rank }, (_, i) => Math.max(...inputs.map((s) => s[i]!)));
  return inputs.every((s) => s.every((n, i) => n === output[i] || n === 1)) ? output : null;
};

const concatenate: ShapeRule = (layer, inputs) => {
  const [head] = inputs;
  const axis = Number(layer.config.axis ?? -1);
  const at = axis < 0 ? (head?.length ?? 0) + axis : axis - 1; // Keras counts the batch axis
  if (!head || at < 0 || at >= head.length) return null;
  const fits = (s: Shape) =>
    s.length === head.length && s.every((n, i) => i === at || n === head[i]);
  if (!inputs.every(fits)) return null;
  return head.map((n, i) => (i === at ? inputs.reduce((a, s) => a + s[at]!, 0) : n));
};

const rules: Readonly<Record<string, ShapeRule>> = {
  InputLayer: (layer) =>
    Array.isArray(layer.config.shape) ? layer.config.shape.map(Number) : null,
  Activation: same,
  BatchNormalization: same,
  Dropout: same,
  LeakyReLU: same,
  ReLU: same,
  Softmax: same,
  Add: elementwise,
  Average: elementwise,
  AveragePooling2D: pooling,
  Concatenate: concatenate,
  Conv2D: convolution,
  Dense: dense,
  DepthwiseConv2D: depthwise,
  Flatten: flatten,
  GlobalAveragePooling2D: globalPooling,
  GlobalMaxPooling2D: globalPooling,
  MaxPooling2D: pooling,
  Reshape: reshape,
  UpSampling2D: upsampling,
  ZeroPadding2D: padding,
};

/** Number of values of a shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((a, n) => a * n, 1);
}

/**
 * Output shape of a layer for its inputs' shapes, all without the batch axis; `null` for layers
 * this library does not know and for inputs Keras would refuse.
 *
 * @throws {ConvertError} a window larger than the picture, or a reshape that does not add up.
 */
export function outputShapeOf(layer: Layer, inputShapes: readonly Shape[]): number[] | null {
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

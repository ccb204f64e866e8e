import { layerShapes } from '../layer-shapes.js';
import type { Layer, LayerModel, LayerWeights, Weight } from '../model.js';
import { normalization } from '../pieces/normalize.js';
import { FOLDED_INTO } from '../pieces/piece.js';
import { axisOf, channelAxis } from '../shapes/options.js';

const trainingOnly = /Dropout|^GaussianNoise$|^Identity$|^ActivityRegularization$/;
const foldable = /^(Depthwise|Separable)?Conv[123]D(Transpose)?$|^Dense$/;

/**
 * Takes batch normalization into the weights of the linear layer in front of it, if that has no
 * activation, nothing else takes it, and both mean the same axis. A normalization that is left becomes
 * operators of its own.
 */
export function foldNormalization(model: LayerModel): LayerModel {
  const layers = new Map(model.layers.map((layer) => [layer.name, layer]));
  const shapes = layerShapes(model.layers);
  for (const layer of model.layers) {
    const before = linearBefore(layer, model, layers);
    if (before === null || !sameAxis(before, layer, shapes.get(before.name) ?? null)) continue;
    layers.set(before.name, withNormalization(before, layer));
    const config = { ...layer.config, [FOLDED_INTO]: before.name };
    layers.set(layer.name, { ...layer, config });
  }
  return { ...model, layers: [...layers.values()] };
}

function linearBefore(
  layer: Layer,
  model: LayerModel,
  layers: ReadonlyMap<string, Layer>,
): Layer | null {
  if (layer.kind !== 'BatchNormalization' || layer.inbound.length !== 1) return null;
  let before = layers.get(layer.inbound[0]!)!;
  while (isPrivate(before, model) && trainingOnly.test(before.kind)) {
    before = layers.get(before.inbound[0]!)!;
  }
  const linear = foldable.test(before.kind) && before.activation === null;
  return linear && isPrivate(before, model) ? before : null;
}

/** True if one layer takes it and nobody else sees it. */
function isPrivate({ name }: Layer, { layers, outputs }: LayerModel): boolean {
  const uses = layers.reduce((n, l) => n + l.inbound.filter((other) => other === name).length, 0);
  return uses === 1 && !outputs.includes(name);
}

function sameAxis(linear: Layer, norm: Layer, shape: readonly number[] | null): boolean {
  if (shape === null) return false;
  const filters = linear.kind === 'Dense' ? shape.length - 1 : channelAxis(linear, shape.length);
  return axisOf(norm.config.axis, shape.length) === filters;
}

function withNormalization(linear: Layer, norm: Layer): Layer {
  const { factor, constant } = normalization(norm);
  const last = linear.kind.startsWith('Separable') ? 'pointwise_kernel' : 'kernel';
  const kernel = linear.weights[last];
  if (kernel === undefined) return linear;
  const inside = linear.kind.endsWith('Transpose') ? kernel.shape.at(-1)! : 1;
  const scaled = kernel.data.map((v, i) => v * factor[Math.floor(i / inside) % factor.length]!);
  const before = linear.config.use_bias === false ? null : linear.weights.bias!.data;
  const bias = Float32Array.from(constant, (c, i) => c + factor[i]! * (before?.[i] ?? 0));
  const weights: LayerWeights = {
    ...linear.weights,
    [last]: { shape: kernel.shape, data: scaled },
    bias: { shape: [bias.length], data: bias } satisfies Weight,
  };
  return { ...linear, weights, config: { ...linear.config, use_bias: true } };
}

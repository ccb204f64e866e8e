import type { Layer, LayerModel } from '../model.js';

/** Gives every application of a layer but the first copies of its weights. */
export function splitSharedWeights(model: LayerModel): LayerModel {
  const seen = new Set<Float32Array>();
  return { ...model, layers: model.layers.map((layer) => ownWeights(layer, seen)) };
}

function ownWeights(layer: Layer, seen: Set<Float32Array>): Layer {
  const weights = Object.entries(layer.weights).map(([name, { shape, data }]) => {
    const own = seen.has(data) ? data.slice() : data;
    seen.add(data);
    return [name, { shape, data: own }] as const;
  });
  return { ...layer, weights: Object.fromEntries(weights) };
}

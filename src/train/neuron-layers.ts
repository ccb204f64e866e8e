import type { Layer, LayerModel } from '../convert/model.js';

/** Activations that become neurons, with what Keras calls them. */
const NEURONS = new Set(['relu', 'leaky_relu', 'sigmoid', 'tanh']);

/** The activation of a layer, its own or that of a layer that is nothing else. */
export function activationOf(layer: Layer): string | null {
  if (layer.kind === 'ReLU') return layer.config.negative_slope ? 'leaky_relu' : 'relu';
  if (layer.kind === 'LeakyReLU') return 'leaky_relu';
  if (layer.kind === 'Softmax') return 'softmax';
  return layer.activation === 'linear' ? null : layer.activation;
}

/** Layers of a model that become neurons, in order. */
export function neuronLayers(model: LayerModel): Layer[] {
  return model.layers.filter((layer) => NEURONS.has(activationOf(layer) ?? ''));
}

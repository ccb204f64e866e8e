import type { Layer, LayerModel } from '../model.js';
import { sequential } from './build-model.js';
import * as layers from './layers.js';

/**
 * The network that Nengo's tutorial on training for the chip uses for MNIST, with initial weights: a 1x1
 * convolution that turns pixels into spikes, two convolutions with strides, 100 neurons, ten values;
 * 250 809 parameters.
 *
 * The filters that turn pixels into spikes begin positive: pixels are, and a filter that begins below 0
 * would be silent for all of them, without a gradient that could change it.
 *
 * @param seed of the weights, a whole number; default 1
 */
export function seedModel(seed = 1): LayerModel {
  const relu = { activation: 'relu', useBias: false } as const;
  const model = sequential(
    [
      layers.input([28, 28, 1], { name: 'input' }),
      layers.conv2d({ name: 'to-spikes', filters: 3, kernelSize: 1, ...relu }),
      layers.conv2d({ name: 'conv0', filters: 32, kernelSize: 3, strides: 2, ...relu }),
      layers.conv2d({ name: 'conv1', filters: 64, kernelSize: 3, strides: 2, ...relu }),
      layers.flatten({ name: 'flatten' }),
      layers.dense({ name: 'dense0', units: 100, activation: 'relu' }),
      layers.dense({ name: 'dense1', units: 10 }),
    ],
    { name: 'seed', seed },
  );
  return { ...model, layers: model.layers.map(positiveSpikes) };
}

function positiveSpikes(layer: Layer): Layer {
  if (layer.name !== 'to-spikes') return layer;
  const { shape, data } = layer.weights.kernel!;
  return { ...layer, weights: { kernel: { shape, data: data.map(Math.abs) } } };
}

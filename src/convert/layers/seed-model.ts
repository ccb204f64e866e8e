import type { LayerModel } from '../model.js';
import { sequential } from './build-model.js';
import * as layers from './layers.js';

/**
 * The network that Nengo's tutorial on training for the chip uses for MNIST, with initial weights: a 1x1
 * convolution that turns pixels into spikes, two convolutions with strides, 100 neurons, ten values;
 * 250 809 parameters.
 *
 * @param seed of the weights, a whole number; default 1
 */
export function seedModel(seed = 1): LayerModel {
  const relu = { activation: 'relu', useBias: false } as const;
  return sequential(
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
}

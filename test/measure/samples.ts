import { convert } from '../../src/convert/convert.js';
import type { ConvertOptions } from '../../src/convert/options.js';
import { seededRandom } from '../../src/core/random.js';
import type { Samples } from '../../src/core/samples.js';
import { denseLayer, layerChain } from '../convert/models.js';

/** Samples of random numbers in [0, 1) with random labels. */
export function randomSamples(count: number, size: number, classes: number, seed = 3): Samples {
  const random = seededRandom(seed);
  const data = Float32Array.from({ length: count * size }, () => random.uniform());
  const labels = Int32Array.from({ length: count }, () => Math.floor(random.uniform() * classes));
  return { count, shape: [size], classes, data, scale: 1, labels, source: 'a test' };
}

/** Two layers of neurons and a readout: 6 values -> 12 -> 8 -> 3. */
export const smallModel = layerChain(
  [6],
  [
    denseLayer(6, 12, 1, { activation: 'relu' }),
    denseLayer(12, 8, 2, { activation: 'relu' }),
    denseLayer(8, 3, 3),
  ],
);

/** The same as a spiking network. */
export const smallNetwork = (options: ConvertOptions = {}) =>
  convert(smallModel, { scaleFiringRates: 300, synapse: 0.002, ...options });

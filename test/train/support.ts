import type { LayerModel } from '../../src/convert/model.js';
import { seededRandom } from '../../src/core/random.js';
import type { Samples } from '../../src/core/samples.js';
import type { TrainOptions } from '../../src/train/train.js';
import { convLayer, denseLayer, layerChain } from '../convert/models.js';

/** Pictures of 6x6 with a bright bar that stands (class 0) or lies (class 1), in noise. */
export function bars(count: number, seed = 1): Samples {
  const random = seededRandom(seed);
  const data = new Uint8Array(count * 36);
  const labels = new Uint8Array(count);
  for (let k = 0; k < count; k++) {
    const label = random.integer(2);
    const at = random.integer(6);
    labels[k] = label;
    for (let i = 0; i < 36; i++) {
      const on = (label === 0 ? i % 6 : Math.floor(i / 6)) === at;
      data[36 * k + i] = on ? 200 + random.integer(56) : random.integer(60);
    }
  }
  return { count, shape: [6, 6, 1], classes: 2, data, scale: 1 / 255, labels, source: 'bars' };
}

/** A small convolutional network for them. */
export function barModel(seed = 1): LayerModel {
  return layerChain(
    [6, 6, 1],
    [
      convLayer([3, 3, 1, 4], seed, {}, { name: 'conv', activation: 'relu' }),
      { kind: 'Flatten' },
      denseLayer(64, 8, seed + 2, { name: 'hidden', activation: 'relu' }),
      denseLayer(8, 2, seed + 4, { name: 'answer' }),
    ],
  );
}

/** Short, in one thread on a backend that computes alike everywhere. */
export const short: TrainOptions = { epochs: 2, batch: 20, backend: 'wasm', workers: 1, seed: 3 };

/** All weights of a model, one behind another. */
export function weightsOf({ layers }: LayerModel): number[] {
  return layers.flatMap((l) => Object.values(l.weights).flatMap(({ data }) => Array.from(data)));
}

/** The largest difference of two lists. */
export function farthest(a: readonly number[], b: readonly number[]): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

import { describe, expect, it } from 'vitest';
import { functional, sequential } from '../../../src/convert/layers/build-model.js';
import { freshWeights, initialWeights } from '../../../src/convert/layers/initial.js';
import * as layers from '../../../src/convert/layers/layers.js';
import { seededRandom } from '../../../src/core/random.js';
import { layerChain, weight } from '../models.js';

/** A small model with weights in three layers. */
const small = (seed: number) =>
  sequential(
    [
      layers.input([5, 5, 2]),
      layers.conv2d({ filters: 3, kernelSize: 3 }),
      layers.batchNormalization(),
      layers.flatten(),
      layers.dense({ units: 4 }),
    ],
    { seed },
  );

const kernelOf = (shape: readonly number[]) =>
  initialWeights({ kernel: shape }, seededRandom(5), 'here').kernel!.data;

describe('initial weights', () => {
  it.each([
    ['a matrix', [300, 100], Math.sqrt(6 / 400)],
    ['a convolution', [3, 3, 16, 64], Math.sqrt(6 / (9 * 16 + 9 * 64))],
    ['a convolution along steps', [5, 40, 20], Math.sqrt(6 / (5 * 40 + 5 * 20))],
    ['a depthwise convolution', [5, 5, 64, 2], Math.sqrt(6 / (25 * 64 + 25 * 2))],
  ])('of %s are uniform up to the Glorot limit', (_, shape, limit) => {
    const data = kernelOf(shape);
    const n = data.length;
    const mean = data.reduce((sum, w) => sum + w) / n;
    const square = data.reduce((sum, w) => sum + w * w) / n;
    expect(Math.max(...data.map(Math.abs))).toBeLessThanOrEqual(Math.fround(limit));
    expect(Math.max(...data)).toBeGreaterThan(0.99 * limit);
    // Six standard deviations of the mean, and of the mean square, of n uniform numbers.
    expect(Math.abs(mean)).toBeLessThan((6 * limit) / Math.sqrt(3 * n));
    expect(Math.abs(square / (limit * limit) - 1 / 3)).toBeLessThan(6 * Math.sqrt(4 / 45 / n));
  });

  it('of biases and normalizations do nothing', () => {
    const model = sequential([
      layers.input([3]),
      layers.dense({ units: 2 }),
      layers.batchNormalization(),
    ]);
    const [, dense, norm] = model.layers;
    expect([...dense!.weights.bias!.data]).toEqual([0, 0]);
    const told = Object.entries(norm!.weights).map(([name, { data }]) => [name, ...data]);
    expect(told).toEqual([
      ['gamma', 1, 1],
      ['beta', 0, 0],
      ['moving_mean', 0, 0],
      ['moving_variance', 1, 1],
    ]);
  });

  it('are the same for the same seed, others for another', () => {
    expect(small(4)).toEqual(small(4));
    const kernels = [4, 5].map((seed) => small(seed).layers.at(-1)!.weights.kernel!.data);
    expect(kernels[0]).not.toEqual(kernels[1]);
  });

  it('differ between layers of the same shape', () => {
    const model = sequential([
      layers.input([3]),
      layers.dense({ units: 3 }),
      layers.dense({ units: 3 }),
    ]);
    expect(model.layers[1]!.weights.kernel).not.toEqual(model.layers[2]!.weights.kernel);
  });
});

describe('fresh weights', () => {
  it('are those the model would have been built with', () => {
    const fresh = freshWeights(small(1), 9);
    expect({ ...fresh, source: '' }).toEqual({ ...small(9), source: '' });
    expect(fresh.source).toBe('built in code (seed 1), new weights of seed 9');
  });

  it('leave the model as it was, and keep shared weights shared', () => {
    const x = layers.input([3]);
    const twin = layers.dense({ units: 3 });
    const model = functional({ inputs: x, outputs: twin(twin(x)) });
    const before = Float32Array.from(model.layers[1]!.weights.kernel!.data);
    const fresh = freshWeights(model, 2);
    expect(fresh.layers[1]!.weights).toBe(fresh.layers[2]!.weights);
    expect(model.layers[1]!.weights.kernel!.data).toEqual(before);
  });

  it('are refused for layers whose beginning is not known', () => {
    const lstm = { kind: 'LSTM', weights: { recurrent_kernel: weight([2, 8], 1) } };
    expect(() => freshWeights(layerChain([4, 2], [lstm]), 1)).toThrow(
      'layer "lstm1" (LSTM): how its weight "recurrent_kernel" begins is not known here.',
    );
  });
});

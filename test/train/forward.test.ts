import { beforeAll, describe, expect, it } from 'vitest';
import { loadKeras } from '../../src/convert/keras/load.js';
import type { Layer, LayerModel } from '../../src/convert/model.js';
import { ConvertError } from '../../src/core/errors.js';
import { openActivations } from '../../src/train/activations.js';
import { openBackend } from '../../src/train/backend/open.js';
import type { ForwardContext } from '../../src/train/forward/context.js';
import { forward, requireTrainable } from '../../src/train/forward/forward.js';
import { activationOf } from '../../src/train/neuron-layers.js';
import { settingsOf } from '../../src/train/options.js';
import * as tf from '../../src/train/tf.js';
import { expected, load } from '../convert/keras/fixtures.js';
import { type RandomModel, randomBytes, randomFixtures } from '../convert/keras/random-fixtures.js';
import { convLayer, denseLayer, layerChain, picture, weight } from '../convert/models.js';
import { floatOf } from '../convert/play.js';
import { farthest } from './support.js';

beforeAll(async () => {
  await openBackend('wasm');
});

/** Plain activations and the weights as they are. */
const plain: ForwardContext = {
  training: false,
  weight: (layer, name) => {
    const { shape, data } = layer.weights[name]!;
    return tf.tensor(data, [...shape]);
  },
  activate: (layer, current) => {
    const name = activationOf(layer);
    if (name === 'relu') return tf.relu(current);
    if (name === 'softmax') return tf.softmax(current);
    if (name === 'sigmoid') return tf.sigmoid(current);
    return name === 'tanh' ? tf.tanh(current) : current;
  },
  follow: () => {},
  seed: () => 0,
};

function output(model: LayerModel, values: ArrayLike<number>, context = plain): number[] {
  return tf.tidy(() => {
    const input = tf.tensor(Float32Array.from(values), [1, ...model.inputs[0]!.shape]);
    return Array.from(forward(model, input, context).get(model.outputs[0]!)!.dataSync());
  });
}

const rectified = settingsOf({ curve: { neuron: 'relu' }, scaleFiringRates: 1 });

function trainable(model: LayerModel): boolean {
  if (model.inputs.length !== 1 || model.outputs.length !== 1) return false;
  try {
    requireTrainable(model);
    return true;
  } catch {
    return false;
  }
}

/** False for a model that is refused, with a sentence about one of its layers. */
function isTrainable(model: LayerModel): boolean {
  if (model.inputs.length !== 1) return false;
  try {
    requireTrainable(model);
    openActivations(model, rectified);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(ConvertError);
    expect((error as Error).message).toMatch(/^layer "/);
    return false;
  }
}

/** All outputs of the pass training looks at samples with, plain relu in the place of curves. */
function outputsOf(model: LayerModel, { inputs, softmax }: RandomModel): number[][] {
  const { inference } = openActivations(model, rectified);
  return tf.tidy(() => {
    const input = tf.tensor(Float32Array.from(inputs[0]!), [1, ...model.inputs[0]!.shape]);
    const outputs = forward(model, input, { ...plain, activate: inference });
    return model.outputs.map((name, i) => {
      const values = outputs.get(name)!;
      return Array.from((i === 0 && softmax ? tf.softmax(values) : values).dataSync());
    });
  });
}

describe('one pass of a model', () => {
  const files = Object.entries(expected).flatMap(([name, { files: all, example }]) =>
    example === undefined ? [] : [{ name, file: all[0]!, example }],
  );

  it('agrees with what Keras predicts, for every model with layers that can be trained', async () => {
    const checked: string[] = [];
    for (const { name, file, example } of files) {
      const model = await load(file);
      if (!trainable(model)) continue;
      const found = output(model, example.inputs[0]!.data);
      const wanted = example.outputs[0]!.data;
      const top = Math.max(...wanted.map(Math.abs));
      expect(found, name).toHaveLength(wanted.length);
      for (const [i, value] of found.entries()) {
        expect(Math.abs(value - wanted[i]!), `${name}, ${i}`).toBeLessThan(1e-5 * top);
      }
      checked.push(name);
    }
    expect(checked).toEqual(expect.arrayContaining(['cnn', 'norm', 'nested', 'pooled']));
  });

  it('agrees with what Keras predicts for random models', async () => {
    const judged: string[] = [];
    let left = 0;
    for (const random of randomFixtures) {
      const [file] = random.files;
      const model = await loadKeras(randomBytes(file!), { name: file! });
      if (!isTrainable(model)) {
        left += 1;
        continue;
      }
      const found = outputsOf(model, random);
      for (const [i, wanted] of random.outputs.entries()) {
        const top = Math.max(...wanted.map(Math.abs));
        expect(farthest(found[i]!, wanted), `${random.seed} ${random.layers}`).toBeLessThan(
          1e-5 * top,
        );
        expect(found[i]).toHaveLength(wanted.length);
      }
      judged.push(...random.layers);
    }
    const count = randomFixtures.length - left;
    console.log(`${count} random models judged, ${left} have what cannot be trained`);
    expect(count).toBeGreaterThanOrEqual(10);
    expect(judged).toEqual(
      expect.arrayContaining(['Conv1DTranspose', 'Conv2DTranspose', 'DepthwiseConv1D', 'Subtract']),
    );
  });

  const chains: [string, LayerModel][] = [
    [
      'convolutions and pooling with the channels first',
      layerChain(
        [3, 7, 6],
        [
          convLayer([3, 2, 3, 4], 1, { data_format: 'channels_first', strides: [2, 1] }),
          { kind: 'AveragePooling2D', config: { pool_size: 2, data_format: 'channels_first' } },
        ],
      ),
    ],
    [
      'padding of the same size, steps, and the largest of windows',
      layerChain(
        [7, 7, 2],
        [
          convLayer([3, 3, 2, 4], 2, { padding: 'same', strides: [2, 2] }),
          { kind: 'MaxPooling2D', config: { pool_size: [2, 2], padding: 'same' } },
          { kind: 'Flatten' },
          denseLayer(16, 3, 5),
        ],
      ),
    ],
  ];
  it.each(chains)('agrees with the float network: %s', async (_name, model) => {
    const [input] = model.inputs;
    const values = picture(input!.shape.reduce((a, b) => a * b, 1));
    const wanted = await floatOf(model, values);
    const found = output(model, values);
    const top = Math.max(...wanted.map(Math.abs));
    for (const [i, value] of found.entries()) {
      expect(Math.abs(value - wanted[i]!)).toBeLessThan(1e-5 * top);
    }
  });
});

describe('layers against their definition', () => {
  const values = [1, -2, 3, 4, 0.5, 6, -7, 8, 9, 1.5, 11, -12];

  function chain(shape: readonly number[], kind: string, config: object): LayerModel {
    return layerChain(shape, [{ kind, config: config as Record<string, unknown> }]);
  }

  it('UpSampling2D repeats every pixel', () => {
    const up = output(chain([2, 3, 2], 'UpSampling2D', { size: [2, 3] }), values);
    const wanted = Array.from({ length: 4 * 9 * 2 }, (_, i) => {
      const [row, column, channel] = [Math.floor(i / 18), Math.floor(i / 2) % 9, i % 2];
      return values[Math.floor(row / 2) * 6 + Math.floor(column / 3) * 2 + channel];
    });
    expect(up).toEqual(wanted);
  });

  it('ZeroPadding2D puts zeros around', () => {
    const padded = output(
      chain([2, 3, 2], 'ZeroPadding2D', {
        padding: [
          [1, 0],
          [0, 2],
        ],
      }),
      values,
    );
    const wanted = Array.from({ length: 3 * 5 * 2 }, (_, i) => {
      const [row, column, channel] = [Math.floor(i / 10) - 1, Math.floor(i / 2) % 5, i % 2];
      return row < 0 || column > 2 ? 0 : values[row * 6 + column * 2 + channel];
    });
    expect(padded).toEqual(wanted);
  });

  it('GlobalAveragePooling2D and GlobalMaxPooling2D keep the channels', () => {
    const even = values.filter((_, i) => i % 2 === 0);
    const odd = values.filter((_, i) => i % 2 === 1);
    const mean = (list: number[]) => list.reduce((a, b) => a + b, 0) / list.length;
    const averaged = output(chain([2, 3, 2], 'GlobalAveragePooling2D', {}), values);
    expect(averaged[0]).toBeCloseTo(mean(even), 5);
    expect(averaged[1]).toBeCloseTo(mean(odd), 5);
    const largest = output(chain([2, 3, 2], 'GlobalMaxPooling2D', {}), values);
    expect(largest).toEqual([Math.max(...even), Math.max(...odd)]);
  });

  it('Conv1D slides along its axis', () => {
    const kernel = weight([2, 2, 3], 4);
    const conv: LayerModel = layerChain(
      [6, 2],
      [
        {
          kind: 'Conv1D',
          config: { filters: 3, kernel_size: [2], strides: [2], padding: 'valid', use_bias: false },
          weights: { kernel },
        },
      ],
    );
    const found = output(conv, values);
    const wanted = Array.from({ length: 9 }, (_, i) => {
      const [at, filter] = [Math.floor(i / 3), i % 3];
      let sum = 0;
      for (let tap = 0; tap < 2; tap++) {
        for (let c = 0; c < 2; c++) {
          sum += values[(2 * at + tap) * 2 + c]! * kernel.data[tap * 6 + c * 3 + filter]!;
        }
      }
      return sum;
    });
    for (const [i, value] of found.entries()) expect(value).toBeCloseTo(wanted[i]!, 4);
  });

  it('Dropout drops its share while training and scales up what stays', () => {
    const model = chain([1000], 'Dropout', { rate: 0.25 });
    const seed = (layer: Layer) => layer.name.length;
    const dropped = output(model, new Float32Array(1000).fill(3), {
      ...plain,
      training: true,
      seed,
    });
    const kept = dropped.filter((value) => value !== 0);
    expect(kept.length).toBeGreaterThan(680);
    expect(kept.length).toBeLessThan(820);
    for (const value of kept) expect(value).toBeCloseTo(4, 5);
    expect(output(model, new Float32Array(1000).fill(3))).toEqual(Array(1000).fill(3));
  });

  it('BatchNormalization takes the statistics of the batch while training, and reports them', () => {
    const data = (fill: number) => ({ shape: [2], data: new Float32Array(2).fill(fill) });
    const model = layerChain(
      [3, 2, 2],
      [
        {
          kind: 'BatchNormalization',
          config: { epsilon: 0.001 },
          weights: {
            gamma: data(2),
            beta: data(5),
            moving_mean: data(0),
            moving_variance: data(1),
          },
        },
      ],
    );
    const told: number[][] = [];
    const follow: ForwardContext['follow'] = (_layer, mean, variance) => {
      told.push(Array.from(mean.dataSync()), Array.from(variance.dataSync()));
    };
    const normed = output(model, values, { ...plain, training: true, follow });
    for (const channel of [0, 1]) {
      const own = values.filter((_, i) => i % 2 === channel);
      const mean = own.reduce((a, b) => a + b, 0) / own.length;
      const variance = own.reduce((a, b) => a + (b - mean) ** 2, 0) / own.length;
      expect(told[0]![channel]).toBeCloseTo(mean, 4);
      expect(told[1]![channel]).toBeCloseTo(variance, 3);
      const wanted = own.map((v) => (2 * (v - mean)) / Math.sqrt(variance + 0.001) + 5);
      const found = normed.filter((_, i) => i % 2 === channel);
      for (const [i, value] of found.entries()) expect(value).toBeCloseTo(wanted[i]!, 4);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { checkWeightShapes } from '../../../src/convert/keras/weight-shapes.js';
import { functional, sequential } from '../../../src/convert/layers/build-model.js';
import * as layers from '../../../src/convert/layers/layers.js';
import type { LayerFunction } from '../../../src/convert/layers/tensor.js';
import { load } from '../keras/fixtures.js';

/** A layer, the shape it takes, the shape it gives, its number of weights. */
const rows: [LayerFunction, number[], number[], number][] = [
  [layers.conv2d({ filters: 4, kernelSize: [2, 3], padding: 'same' }), [5, 6, 1], [5, 6, 4], 28],
  [layers.conv2d({ filters: 4, kernelSize: 3, groups: 2 }), [5, 5, 6], [3, 3, 4], 112],
  [layers.depthwiseConv2D({ kernelSize: 3, depthMultiplier: 2 }), [5, 5, 3], [3, 3, 6], 60],
  [layers.dense({ units: 5, useBias: false }), [2, 3], [2, 5], 15],
  [layers.batchNormalization({ scale: false }), [2, 3], [2, 3], 9],
  [layers.averagePooling2D({ poolSize: 3, strides: 1, padding: 'same' }), [5, 5, 1], [5, 5, 1], 0],
  [layers.maxPooling2D({ poolSize: [1, 2] }), [5, 6, 1], [5, 3, 1], 0],
  [layers.globalAveragePooling2D(), [4, 4, 3], [3], 0],
  [layers.flatten(), [2, 3, 4], [24], 0],
  [layers.reshape({ targetShape: [4, -1] }), [2, 6], [4, 3], 0],
  [layers.zeroPadding2D({ padding: [1, [0, 2]] }), [4, 4, 1], [6, 6, 1], 0],
  [layers.upSampling2D({ size: [1, 2] }), [2, 2, 5], [2, 4, 5], 0],
  [layers.dropout({ rate: 0.5 }), [3], [3], 0],
  [layers.relu(), [3], [3], 0],
  [layers.leakyRelu(), [3], [3], 0],
  [layers.activation({ activation: 'tanh' }), [3], [3], 0],
  [layers.softmax(), [3], [3], 0],
];

describe('layers', () => {
  it.each(rows.map((row) => [row[0].definition.kind, ...row] as const))(
    '%s gives its shape and has weights that fit',
    (_, layer, takes, gives, weights) => {
      const x = layers.input(takes);
      const y = layer(x);
      const model = functional({ inputs: x, outputs: y });
      expect(y.shape).toEqual(gives);
      const counts = Object.values(model.layers[1]!.weights).map(({ data }) => data.length);
      expect(counts.reduce((a, n) => a + n, 0)).toBe(weights);
      expect(() => checkWeightShapes(model.layers, 'model')).not.toThrow();
    },
  );

  it('join tensors', () => {
    const [a, b] = [layers.input([2, 2, 3]), layers.input([2, 2, 1])];
    expect(layers.concatenate()([a, b]).shape).toEqual([2, 2, 4]);
    expect(layers.concatenate({ axis: 1 })([a, a]).shape).toEqual([4, 2, 3]);
    expect(layers.add()([a, b]).shape).toEqual([2, 2, 3]);
    expect(layers.average()([a, a, a]).shape).toEqual([2, 2, 3]);
  });

  it("say the same in their options as Keras' own files", async () => {
    const built = sequential(
      [
        layers.input([8, 8, 1], { name: 'pixels' }),
        layers.conv2d({
          name: 'to-spikes',
          filters: 3,
          kernelSize: 1,
          activation: 'relu',
          useBias: false,
        }),
        layers.conv2d({ name: 'conv', filters: 4, kernelSize: 3, strides: 2, activation: 'relu' }),
        layers.averagePooling2D({ name: 'pool', poolSize: 2, strides: 1 }),
        layers.flatten({ name: 'flat' }),
        layers.dense({ name: 'hidden', units: 5, activation: 'relu' }),
        layers.dense({ name: 'out', units: 3, activation: 'softmax' }),
      ],
      { name: 'cnn' },
    );
    const stored = await load('cnn.keras');
    expect(stored.layers).toHaveLength(built.layers.length);
    for (const [i, layer] of built.layers.entries()) {
      const { config, weights, ...rest } = stored.layers[i]!;
      expect(rest).toEqual({ ...layer, config: undefined, weights: undefined });
      expect(config).toMatchObject(layer.config);
      expect(Object.keys(weights)).toEqual(Object.keys(layer.weights));
    }
  });

  it('say the same in their options as Keras, also in a normalized net', async () => {
    const [b, drop] = [layers.batchNormalization, layers.dropout({ name: 'drop', rate: 0.3 })];
    const built = sequential(
      [
        layers.input([6, 6, 2], { name: 'image' }),
        layers.conv2d({ name: 'conv', filters: 4, kernelSize: 3, useBias: false }),
        b({ name: 'bn1', epsilon: 1e-3 }),
        layers.relu({ name: 'relu' }),
        layers.depthwiseConv2D({ name: 'depth', kernelSize: 2, depthMultiplier: 2 }),
        b({ name: 'bn2', scale: false }),
        layers.activation({ name: 'tanh', activation: 'tanh' }),
        drop,
        layers.reshape({ name: 'rows', targetShape: [9, 8] }),
        layers.reshape({ name: 'grid', targetShape: [3, -1, 8] }),
        layers.globalAveragePooling2D({ name: 'mean' }),
        layers.dense({ name: 'out', units: 3 }),
        layers.softmax({ name: 'soft' }),
      ],
      { name: 'norm' },
    );
    const stored = await load('norm.keras');
    for (const [i, { config, weights, kind }] of built.layers.entries()) {
      expect(stored.layers[i]!.kind).toBe(kind);
      expect(stored.layers[i]!.config).toMatchObject(config);
      expect(Object.keys(stored.layers[i]!.weights)).toEqual(Object.keys(weights));
    }
  });
});

describe('mistakes in layers', () => {
  const picture = layers.input([5, 5, 3]);
  it.each([
    ['a shape of no size', () => layers.input([0, 2]), 'a layer (InputLayer): its shape is [0,2]'],
    ['no filters', () => layers.conv2d({ filters: 0, kernelSize: 1 }), '(Conv2D): filters is 0'],
    [
      'a window of other axes',
      () => layers.conv2d({ name: 'c', filters: 1, kernelSize: [1, 2, 3] }),
      'layer "c" (Conv2D): kernelSize has 3 numbers, expected one or 2.',
    ],
    [
      'strides and dilation',
      () => layers.conv1d({ filters: 1, kernelSize: 2, strides: 2, dilationRate: 2 }),
      'strides and dilationRate are both above 1',
    ],
    [
      'groups that do not fit the filters',
      () => layers.conv2d({ filters: 4, kernelSize: 1, groups: 3 }),
      '3 groups do not divide 4 filters',
    ],
    [
      'groups that do not fit the channels',
      () => layers.conv2d({ filters: 4, kernelSize: 1, groups: 2 })(picture),
      '2 groups do not divide 3 channels',
    ],
    [
      'an unknown activation',
      () => layers.dense({ units: 1, activation: 'swish' as 'relu' }),
      'activation is "swish", expected elu or linear or relu',
    ],
    ['a name with a slash', () => layers.relu({ name: 'a/b' }), 'its name is no name of a layer'],
    ['a rate of 1', () => layers.dropout({ rate: 1 }), 'rate is 1, expected below 1.'],
    ['two open sizes', () => layers.reshape({ targetShape: [-1, -1] }), 'targetShape is [-1,-1]'],
    [
      'a shape that does not add up',
      () => layers.reshape({ targetShape: [7] })(picture),
      '5x5x3 = 75 values do not fill 7',
    ],
    [
      'padding of three numbers',
      () => layers.zeroPadding2D({ padding: [1, 2, 3] }),
      'padding is [1,2,3], expected one number, or one number or pair per axis (2).',
    ],
    ['the batch axis', () => layers.concatenate({ axis: 0 }), 'axis is 0, expected a whole number'],
    [
      'a flat input to a convolution',
      () => layers.conv2d({ name: 'c', filters: 1, kernelSize: 1 })(layers.input([75])),
      'layer "c" (Conv2D): takes rows x columns x channels, it is given 75.',
    ],
    ['one tensor to a sum', () => layers.add()(picture), '(Add): is given 1 tensors'],
    ['two tensors to one', () => layers.relu()([picture, picture]), 'it takes one.'],
    [
      'sums of different shapes',
      () => layers.add()([picture, layers.input([5, 4, 3])]),
      'takes tensors of the same shape, it is given 5x5x3 and 5x4x3.',
    ],
  ])('%s is refused at the call', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

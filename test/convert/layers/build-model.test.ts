import { describe, expect, it } from 'vitest';
import { convert } from '../../../src/convert/convert.js';
import { checkWeightShapes } from '../../../src/convert/keras/weight-shapes.js';
import { layerShapes, modelSummary } from '../../../src/convert/layer-shapes.js';
import { functional, sequential } from '../../../src/convert/layers/build-model.js';
import * as layers from '../../../src/convert/layers/layers.js';
import { seedModel } from '../../../src/convert/layers/seed-model.js';
import type { LayerFunction, Tensor } from '../../../src/convert/layers/tensor.js';

const dense = (units: number, name?: string) =>
  layers.dense({ units, ...(name === undefined ? {} : { name }) });

describe('a chain', () => {
  it('has the layers, shapes and inputs it was given', () => {
    const model = sequential([
      layers.input([8, 8, 2], { name: 'picture' }),
      layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, activation: 'relu' }),
      layers.flatten(),
      dense(3),
    ]);
    expect(modelSummary(model)).toEqual([
      {
        name: 'picture',
        kind: 'InputLayer',
        outputShape: [8, 8, 2],
        parameters: 0,
        activation: null,
      },
      {
        name: 'conv2d',
        kind: 'Conv2D',
        outputShape: [3, 3, 4],
        parameters: 76,
        activation: 'relu',
      },
      { name: 'flatten', kind: 'Flatten', outputShape: [36], parameters: 0, activation: null },
      { name: 'dense', kind: 'Dense', outputShape: [3], parameters: 111, activation: null },
    ]);
    expect(model.inputs).toEqual([{ name: 'picture', shape: [8, 8, 2] }]);
    expect([model.name, model.outputs]).toEqual(['sequential', ['dense']]);
  });

  it('numbers layers without a name as Keras does, around names that are given', () => {
    const model = sequential([layers.input([4]), dense(4), dense(4, 'dense_1'), dense(4)]);
    expect(model.layers.map(({ name }) => name)).toEqual([
      'input_layer',
      'dense',
      'dense_1',
      'dense_2',
    ]);
  });

  it('throws at the layer that does not fit', () => {
    const chain = [layers.input([3, 3, 1]), layers.conv2d({ filters: 1, kernelSize: 4 })] as const;
    expect(() => sequential([...chain])).toThrow('its window is larger than its input (3x3x1)');
  });

  it.each([
    [[dense(3)], 'begins with no input'],
    [[layers.input([3]), layers.input([3])], 'has a second input or a tensor in its chain'],
  ])('refuses parts in wrong places', (chain, message) => {
    expect(() => sequential(chain as unknown as [Tensor, ...LayerFunction[]])).toThrow(message);
  });
});

describe('a graph', () => {
  const joined = () => {
    const a = layers.input([4], { name: 'a' });
    const b = layers.input([2], { name: 'b' });
    const left = dense(3, 'left')(a);
    const sum = layers.add({ name: 'sum' })([left, dense(3, 'right')(b)]);
    return functional({ inputs: [a, b], outputs: [sum, left], name: 'joined' });
  };

  it('lists every layer behind those it takes', () => {
    const model = joined();
    const seen = new Set<string>();
    for (const { name, inbound } of model.layers) {
      expect(inbound.every((from) => seen.has(from))).toBe(true);
      seen.add(name);
    }
    expect([...seen].sort()).toEqual(['a', 'b', 'left', 'right', 'sum']);
    expect(model.layers.at(-1)!.inbound).toEqual(['left', 'right']);
    expect(model.outputs).toEqual(['sum', 'left']);
    expect(model.inputs.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('applies one layer several times with one set of weights', () => {
    const x = layers.input([3]);
    const twin = dense(3, 'twin');
    const model = functional({ inputs: x, outputs: twin(twin(x)) });
    const [, first, second] = model.layers;
    expect([first!.name, second!.name]).toEqual(['twin', 'twin@2']);
    expect(second!.weights).toBe(first!.weights);
    expect(second!.inbound).toEqual(['twin']);
  });

  it('takes a chain of ten thousand layers', () => {
    let end = layers.input([1]);
    const inputs = end;
    for (let i = 0; i < 10_000; i++) end = layers.relu()(end);
    expect(functional({ inputs, outputs: end }).layers).toHaveLength(10_001);
  });

  const x = layers.input([3], { name: 'x' });
  const y = layers.input([3], { name: 'y' });
  it.each([
    ['an input that is missing', [x], [layers.add()([x, y])], 'needs an input of 3 that is not'],
    ['an input nobody needs', [x, y], [dense(2)(x)], 'layer "y" (InputLayer): no output of model'],
    ['an input that is none', [dense(3, 'd')(x)], [x], 'layer "d" (Dense): is no input'],
    ['no outputs', [x], [], 'has no outputs'],
    ['a name used twice', [x], [dense(1, 'x')(x)], 'has another layer of this name. Rename one.'],
  ])('refuses %s', (_, inputs, outputs, message) => {
    expect(() => functional({ inputs, outputs })).toThrow(message);
  });

  it('refuses a further application that needs other weights, at the call', () => {
    const layer = dense(3, 'd');
    layer(x);
    expect(() => layer(layers.input([4]))).toThrow(
      'layer "d" (Dense): is applied again, its kernel is 3x3, this application needs 4x3.',
    );
  });
});

describe('the seed model', () => {
  it('has the layers and the 250 809 parameters of the tutorial', () => {
    const model = seedModel();
    const rows = modelSummary(model).map(({ name, outputShape, parameters, activation }) => [
      name,
      outputShape,
      parameters,
      activation,
    ]);
    expect(rows).toEqual([
      ['input', [28, 28, 1], 0, null],
      ['to-spikes', [28, 28, 3], 3, 'relu'],
      ['conv0', [13, 13, 32], 864, 'relu'],
      ['conv1', [6, 6, 64], 18432, 'relu'],
      ['flatten', [2304], 0, null],
      ['dense0', [100], 230500, 'relu'],
      ['dense1', [10], 1010, null],
    ]);
    expect(rows.reduce((sum, row) => sum + (row[2] as number), 0)).toBe(250_809);
  });

  it('converts to a network of ten values', () => {
    const { network, output } = convert(seedModel(), { scaleFiringRates: 400, synapse: 0.005 });
    expect([network.inputs[0]!.shape, output.shape]).toEqual([[28, 28, 1], [10]]);
  });

  it('has weights that fit its layers', () => {
    const model = seedModel(3);
    expect(() => checkWeightShapes(model.layers, 'seed')).not.toThrow();
    expect([...layerShapes(model.layers).values()]).not.toContain(null);
  });
});

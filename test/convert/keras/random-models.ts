import { functional } from '../../../src/convert/layers/build-model.js';
import * as layers from '../../../src/convert/layers/layers.js';
import type { LayerFunction, Tensor } from '../../../src/convert/layers/tensor.js';
import type { LayerModel, LayerWeights } from '../../../src/convert/model.js';
import { type Random, seededRandom } from '../../../src/core/random.js';

/** Makes one layer behind a tensor. */
type Step = (x: Tensor, random: Random) => Tensor;

const activations = ['linear', 'relu', 'tanh', 'sigmoid', 'elu', 'softplus'] as const;

function one<T>(items: readonly T[], random: Random): T {
  return items[random.integer(items.length)]!;
}

const filters = (random: Random) => 1 + random.integer(3);
const coin = (random: Random) => random.uniform() < 0.5;

function windowOf(random: Random) {
  const strides = 1 + random.integer(2);
  return {
    kernelSize: 1 + random.integer(2),
    strides,
    dilationRate: strides > 1 ? 1 : 1 + random.integer(2),
    padding: 'same' as const,
    activation: one(activations, random),
    useBias: coin(random),
  };
}

/** Layers that take anything. */
const anywhere: readonly Step[] = [
  (x) => layers.batchNormalization()(x),
  (x, r) => layers.batchNormalization({ center: coin(r), scale: coin(r), epsilon: 0.01 })(x),
  (x) => layers.dropout({ rate: 0.25 })(x),
  (x, r) => layers.relu({ maxValue: 1, negativeSlope: 0.1, threshold: r.uniform() })(x),
  (x) => layers.relu()(x),
  (x, r) => layers.leakyRelu({ negativeSlope: Math.round(100 * r.uniform()) / 100 })(x),
  (x, r) => layers.activation({ activation: one(activations, r) })(x),
  (x) => layers.softmax()(x),
  (x) => layers.reshape({ targetShape: x.shape })(x),
  (x, r) => layers.dense({ units: filters(r), activation: one(activations, r) })(x),
  (x, r) => twice(layers.dense({ units: x.shape.at(-1)!, useBias: coin(r) }))(x),
  (x, r) => layers.add()([x, layers.dense({ units: x.shape.at(-1)! })(x), one([x, x], r)]),
  (x) => layers.average()([x, layers.relu()(x)]),
  uneven,
  uneven,
  (x, r) => layers.concatenate()([layers.dense({ units: filters(r) })(x), x]),
];

/** Branches of uneven length whose layers have weights of the same shapes. */
function uneven(x: Tensor, random: Random): Tensor {
  const dense = () => layers.dense({ units: x.shape.at(-1)!, activation: 'tanh' });
  const shared = dense();
  const long = dense()(shared(dense()(x)));
  const short = dense()(x);
  const parts = [long, short, layers.relu()(x), shared(short)];
  return layers.add()(random.shuffle(parts));
}

const twice = (layer: LayerFunction) => (x: Tensor) => layer(layer(x));

/** Layers along one, two and three axes. */
const places: Readonly<Record<number, readonly Step[]>> = {
  1: [
    (x, r) => layers.conv1d({ filters: filters(r), ...windowOf(r) })(x),
    (x) => layers.maxPooling1D({ padding: 'same' })(x),
    (x) => layers.averagePooling1D({ poolSize: 1, strides: 1 })(x),
    (x) => layers.zeroPadding1D({ padding: [0, 2] })(x),
    (x) => layers.upSampling1D()(x),
    (x) => layers.globalAveragePooling1D({ keepdims: true })(x),
    (x) => layers.globalMaxPooling1D({ keepdims: true })(x),
  ],
  2: [
    (x, r) => layers.conv2d({ filters: filters(r), ...windowOf(r) })(x),
    (x, r) => layers.conv2d({ filters: 4, kernelSize: [1, 2], groups: 2 })(even(x, r)),
    (x, r) => layers.depthwiseConv2D({ depthMultiplier: filters(r), ...windowOf(r) })(x),
    (x, r) =>
      layers.separableConv2D({ filters: filters(r), depthMultiplier: 2, ...windowOf(r) })(x),
    (x) => layers.averagePooling2D({ padding: 'same', strides: 1 })(x),
    (x) => layers.maxPooling2D({ poolSize: [2, 1], padding: 'same' })(x),
    (x) => layers.zeroPadding2D({ padding: [[1, 0], 1] })(x),
    (x) => layers.upSampling2D({ size: [1, 2] })(x),
    (x) => layers.globalAveragePooling2D({ keepdims: true })(x),
    (x) => layers.globalMaxPooling2D({ keepdims: true })(x),
  ],
  3: [
    (x, r) => layers.conv3d({ filters: filters(r), ...windowOf(r), dilationRate: 1 })(x),
    (x) => layers.averagePooling3D({ poolSize: [1, 1, 2], padding: 'same' })(x),
    (x) => layers.maxPooling3D({ padding: 'same' })(x),
    (x) => layers.zeroPadding3D()(x),
    (x) => layers.upSampling3D({ size: [1, 2, 1] })(x),
    (x) => layers.globalAveragePooling3D({ keepdims: true })(x),
    (x) => layers.globalMaxPooling3D({ keepdims: true })(x),
  ],
};

/** Two channels and two columns at least, for groups. */
function even(x: Tensor, random: Random): Tensor {
  const wide = layers.zeroPadding2D()(x);
  return layers.conv2d({ filters: 2 * filters(random), kernelSize: 1 })(wide);
}

/**
 * A graph of a dozen random layers along one, two or three axes, with branches, layers applied twice, one
 * or two inputs and outputs; all of its weights are random, also those that begin as zeros.
 */
export function randomModel(seed: number): LayerModel {
  const random = seededRandom(seed);
  const axes = 1 + (seed % 3);
  const size = 3 + random.integer(3);
  const shape = [...Array.from({ length: axes }, () => size), filters(random)];
  const inputs = [layers.input(shape, { name: 'first' })];
  let x = inputs[0]!;
  for (let i = 0; i < 8; i++) {
    // Values multiply with each layer that makes a picture larger.
    if (x.shape.reduce((a, b) => a * b) > 2000) x = shrunk(x);
    x = one(coin(random) ? anywhere : places[axes]!, random)(x, random);
  }
  let end = layers.flatten()(x);
  if (coin(random)) {
    inputs.push(layers.input([3], { name: 'second' }));
    end = layers.concatenate({ name: 'joined' })([inputs[1]!, end]);
  }
  const outputs = [layers.dense({ name: 'out', units: 4, activation: 'softmax' })(end)];
  if (coin(random)) outputs.push(x);
  return withRandomWeights(functional({ inputs, outputs, name: `random-${seed}` }), seed);
}

function shrunk(x: Tensor): Tensor {
  const pool = [layers.averagePooling1D, layers.averagePooling2D, layers.averagePooling3D];
  return pool[x.shape.length - 2]!({ poolSize: 3, padding: 'same' })(x);
}

/** The same model with every weight random, variances above 0.5; shared weights stay shared. */
export function withRandomWeights(model: LayerModel, seed: number): LayerModel {
  const random = seededRandom(seed);
  const made = new Map<LayerWeights, LayerWeights>();
  const layersWith = model.layers.map((layer) => {
    const weights = made.get(layer.weights) ?? randomWeights(layer.weights, random);
    made.set(layer.weights, weights);
    return { ...layer, weights };
  });
  return { ...model, layers: layersWith };
}

function randomWeights(weights: LayerWeights, random: Random): LayerWeights {
  const list = Object.entries(weights).map(([name, { shape, data }]) => {
    const value = () => {
      const normal = 0.4 * random.normal();
      return name === 'moving_variance' ? 0.5 + Math.abs(normal) : normal;
    };
    return [name, { shape, data: Float32Array.from(data, value) }] as const;
  });
  return Object.fromEntries(list);
}

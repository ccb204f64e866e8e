import { beforeAll, describe, expect, it } from 'vitest';
import { outputShapeOf } from '../../src/convert/layer-shapes.js';
import type { LayerModel } from '../../src/convert/model.js';
import { openActivations } from '../../src/train/activations.js';
import { openBackend } from '../../src/train/backend/open.js';
import { batchTensor, labelsOf, plainWriter } from '../../src/train/data/batch-tensor.js';
import { gradientInto, type StepTally } from '../../src/train/gradient.js';
import { openObjective } from '../../src/train/objective.js';
import { settingsOf, type TrainSettings } from '../../src/train/options.js';
import { packInto } from '../../src/train/parameters.js';
import * as tf from '../../src/train/tf.js';
import { convLayer, denseLayer, layerChain, weight } from '../convert/models.js';
import { barModel, bars, farthest } from './support.js';

beforeAll(async () => {
  await openBackend('cpu');
});

interface Computed extends StepTally {
  readonly gradient: Float32Array;
}

const samples = bars(12);

/** Gradient of the samples `begin .. end` of a batch of twelve. */
function compute(
  model: LayerModel,
  options: Partial<TrainSettings>,
  change: {
    readonly at?: number;
    readonly by?: number;
    readonly part?: readonly [number, number];
  } = {},
): Computed {
  const settings = settingsOf({ curve: { neuron: 'relu' }, ...options });
  const objective = openObjective(model, settings);
  const { layout } = objective;
  const weights = new Float32Array(layout.total);
  packInto(weights, model, layout);
  if (change.at !== undefined) weights[change.at]! += change.by!;
  const gradient = new Float32Array(layout.movingEnd);
  const [begin, end] = change.part ?? [0, 12];
  const indices = Uint32Array.from({ length: end - begin }, (_, i) => begin + i);
  const activate = openActivations(model, settings).training(0);
  const input = batchTensor(samples, indices, plainWriter(samples));
  const part = { input, labels: labelsOf(samples, indices), batch: 12, seed: 1 };
  const tally = gradientInto(gradient, weights, objective, activate, part);
  input.dispose();
  return { gradient, ...tally };
}

const deep = layerChain(
  [6, 6, 1],
  [
    convLayer([3, 3, 1, 3], 5, { strides: [2, 2], padding: 'same' }, { activation: 'sigmoid' }),
    {
      kind: 'BatchNormalization',
      weights: {
        gamma: weight([3], 1, 0.1, 1),
        beta: weight([3], 2, 0.1),
        moving_mean: weight([3], 3, 0),
        moving_variance: weight([3], 4, 0, 1),
      },
    },
    { kind: 'ZeroPadding2D', config: { padding: 1 } },
    { kind: 'AveragePooling2D', config: { pool_size: 2 } },
    { kind: 'UpSampling2D', config: { size: 2 } },
    { kind: 'Flatten' },
    denseLayer(48, 2, 8),
  ],
);

/** One layer of a kind with all of its options used, between two dense ones. */
function around(
  shape: readonly number[],
  kind: string,
  config: Record<string, unknown>,
  weights: LayerModel['layers'][number]['weights'] = {},
): LayerModel {
  const size = shape.reduce((a, b) => a * b, 1);
  const layer = { kind, config, weights, name: 'it', inbound: ['in'], activation: null };
  const inner = outputShapeOf(layer, [shape])!.reduce((a, b) => a * b, 1);
  return layerChain(
    [6, 6, 1],
    [
      { kind: 'Flatten' },
      denseLayer(36, size, 2, { activation: 'tanh' }),
      { kind: 'Reshape', config: { target_shape: [...shape] } },
      { kind, config, weights },
      { kind: 'Flatten' },
      denseLayer(inner, 2, 8),
    ],
  );
}

const bias = (n: number) => ({ bias: weight([n], 9, 0.1) });
const along = (rows: number, columns: number) => [rows, columns];
const kinds: readonly LayerModel[] = [
  around(
    [5, 6, 2],
    'Conv2D',
    { filters: 3, kernel_size: along(2, 2), dilation_rate: along(2, 3), padding: 'same' },
    { kernel: weight([2, 2, 2, 3], 5), ...bias(3) },
  ),
  around(
    [5, 6, 4],
    'Conv2D',
    { filters: 6, kernel_size: along(2, 1), strides: along(2, 2), groups: 2, padding: 'same' },
    { kernel: weight([2, 1, 2, 6], 5), ...bias(6) },
  ),
  around(
    [9, 2],
    'Conv1D',
    { filters: 3, kernel_size: [3], dilation_rate: [2], padding: 'causal' },
    { kernel: weight([3, 2, 3], 5), ...bias(3) },
  ),
  around(
    [5, 6, 2],
    'DepthwiseConv2D',
    { kernel_size: along(2, 2), depth_multiplier: 2, dilation_rate: along(2, 2), padding: 'same' },
    { kernel: weight([2, 2, 2, 2], 5), ...bias(4) },
  ),
  around(
    [9, 2],
    'DepthwiseConv1D',
    { kernel_size: [3], depth_multiplier: 2, strides: [2], padding: 'valid' },
    { kernel: weight([3, 2, 2], 5), ...bias(4) },
  ),
  around(
    [9, 2],
    'SeparableConv1D',
    { filters: 3, kernel_size: [3], depth_multiplier: 2, padding: 'same' },
    {
      depthwise_kernel: weight([3, 2, 2], 5),
      pointwise_kernel: weight([1, 4, 3], 6),
      ...bias(3),
    },
  ),
  around(
    [3, 4, 2],
    'Conv2DTranspose',
    { filters: 3, kernel_size: along(3, 2), strides: along(2, 3), padding: 'same' },
    { kernel: weight([3, 2, 3, 2], 5), ...bias(3) },
  ),
  around(
    [4, 2],
    'Conv1DTranspose',
    { filters: 3, kernel_size: [2], strides: [3], padding: 'valid' },
    { kernel: weight([2, 3, 2], 5), ...bias(3) },
  ),
  around([4, 2], 'UpSampling1D', { size: 3 }),
  around([4, 2], 'ZeroPadding1D', { padding: [1, 2] }),
  around([5, 2], 'Cropping1D', { cropping: [1, 2] }),
  around([4, 5, 2], 'Cropping2D', { cropping: [along(1, 0), along(1, 2)] }),
  around([4, 2], 'Rescaling', { scale: [2, -3], offset: 0.5 }),
  around([4], 'RepeatVector', { n: 3 }),
  around([8, 2], 'AveragePooling1D', { pool_size: [3], strides: [2], padding: 'same' }),
  around([8, 2], 'SpatialDropout1D', { rate: 0.4 }),
  around([8, 2], 'GaussianDropout', { rate: 0.2 }),
];

describe('the gradient of a kind of layer', () => {
  const settings = { curve: { neuron: 'relu' } } as const;
  it.each(kinds.map((model) => [model.layers[4]!.kind, model] as const))(
    'is the slope of the loss, on both backends: %s',
    async (_kind, model) => {
      const found = compute(model, settings);
      const { trainedEnd } = openObjective(model, settingsOf(settings)).layout;
      const by = 1e-2;
      for (let at = 0; at < trainedEnd; at += Math.ceil(trainedEnd / 30)) {
        const [up, down] = [by, -by].map((step) => compute(model, settings, { at, by: step }).loss);
        const slope = (up! - down!) / (2 * by * 12);
        expect(Math.abs(found.gradient[at]! - slope)).toBeLessThan(2e-3 + 0.03 * Math.abs(slope));
      }
      await openBackend('wasm');
      const there = compute(model, settings);
      await openBackend('cpu');
      expect(there.loss).toBeCloseTo(found.loss, 3);
      expect(farthest(Array.from(there.gradient), Array.from(found.gradient))).toBeLessThan(1e-4);
    },
  );
});

describe('the gradient of a batch', () => {
  it.each([
    ['cross entropy', barModel(), {}],
    ['smoothed labels', barModel(), { labelSmoothing: 0.2 }],
    ['squares', barModel(), { loss: 'meanSquared' }],
    ['many kinds of layers', deep, {}],
  ] as const)('is the slope of the loss: %s', (_name, model, options) => {
    const { gradient } = compute(model, options);
    const { trainedEnd } = openObjective(model, settingsOf(options)).layout;
    const by = 1e-2;
    for (let at = 0; at < trainedEnd; at += Math.ceil(trainedEnd / 40)) {
      const [up, down] = [by, -by].map((step) => compute(model, options, { at, by: step }).loss);
      const slope = (up! - down!) / (2 * by * 12);
      expect(Math.abs(gradient[at]! - slope)).toBeLessThan(2e-3 + 0.03 * Math.abs(slope));
    }
  });

  it('is the sum of the gradients of its parts', () => {
    const whole = compute(barModel(), {});
    const parts = [
      [0, 5],
      [5, 5],
      [5, 12],
    ].map(([begin, end]) => compute(barModel(), {}, { part: [begin!, end!] }));
    for (let i = 0; i < whole.gradient.length; i++) {
      const sum = parts.reduce((total, part) => total + part.gradient[i]!, 0);
      expect(Math.abs(sum - whole.gradient[i]!)).toBeLessThan(1e-6);
    }
    expect(parts.reduce((n, part) => n + part.right, 0)).toBe(whole.right);
    expect(parts.reduce((n, part) => n + part.loss, 0)).toBeCloseTo(whole.loss, 4);
  });

  it('leaves no tensor behind', () => {
    compute(deep, {});
    const before = tf.memory().numTensors;
    for (let i = 0; i < 3; i++) compute(deep, {});
    expect(tf.memory().numTensors).toBe(before);
  });
});

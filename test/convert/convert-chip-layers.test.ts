import { describe, expect, it } from 'vitest';
import { emulator } from '../../src/chip/emulator.js';
import { compile } from '../../src/compile/compile.js';
import { convert } from '../../src/convert/convert.js';
import type { Layer, LayerModel } from '../../src/convert/model.js';
import { CompileError } from '../../src/core/errors.js';
import { interpreter } from '../../src/run/device.js';
import { wholeChip } from '../support/whole-chip.js';
import { convLayer, denseLayer, type LayerSpec, layerChain, picture, weight } from './models.js';
import { floatOutput, meanOf, playPicture } from './play.js';

const relu = { activation: 'relu' };
const values = picture(64);
const options = { scaleFiringRates: 60, synapse: 0.005 } as const;

/** eye (host), first (chip), the layers in question, second (chip), answer. */
function between(shape: readonly number[], ...layers: readonly LayerSpec[]): LayerModel {
  const size = shape.reduce((n, d) => n * d, 1);
  return layerChain(
    [8, 8, 1],
    [
      convLayer([1, 1, 1, 2], 1, {}, { ...relu, name: 'eye' }),
      convLayer([3, 3, 2, 4], 3, {}, { ...relu, name: 'first' }),
      ...layers,
      { kind: 'Flatten', name: 'flat' },
      denseLayer(size, 5, 9, { ...relu, name: 'second' }),
      denseLayer(5, 3, 7, { name: 'answer' }),
    ],
  );
}

/** A layer that takes several by name. */
function joining(model: LayerModel, name: string, inbound: readonly string[]): LayerModel {
  const layers = model.layers.map((l): Layer => (l.name === name ? { ...l, inbound } : l));
  return { ...model, layers };
}

const norm: LayerSpec = {
  kind: 'BatchNormalization',
  name: 'norm',
  config: { axis: -1, epsilon: 1e-3 },
  weights: {
    gamma: weight([4], 21, 0.2, 1),
    beta: weight([4], 22, 0.1),
    moving_mean: weight([4], 23, 0.1),
    moving_variance: { shape: [4], data: Float32Array.from([0.7, 1.1, 0.9, 1.4]) },
  },
};
const depthwise: LayerSpec = {
  kind: 'DepthwiseConv2D',
  name: 'depth',
  config: { kernel_size: [3, 3], strides: [1, 1], padding: 'same', depth_multiplier: 1 },
  weights: { kernel: weight([3, 3, 4, 1], 31, 0.3, 0.2), bias: weight([4], 32, 0.1) },
};
const separable: LayerSpec = {
  kind: 'SeparableConv2D',
  name: 'parts',
  config: { kernel_size: [3, 3], strides: [1, 1], padding: 'valid', filters: 3 },
  weights: {
    depthwise_kernel: weight([3, 3, 4, 2], 41, 0.3, 0.2),
    pointwise_kernel: weight([1, 1, 8, 3], 42, 0.3, 0.1),
    bias: weight([3], 43, 0.1),
  },
};
const pad: LayerSpec = {
  kind: 'ZeroPadding2D',
  name: 'pad',
  config: {
    padding: [
      [1, 0],
      [0, 2],
    ],
  },
};
const conv = (channels: number, name: string, rest: object = relu) =>
  convLayer([3, 3, channels, 3], 11, {}, { ...rest, name });

const models: Readonly<Record<string, LayerModel>> = {
  'a sum of two chip layers': joining(
    between(
      [6, 6, 4],
      convLayer([3, 3, 4, 4], 13, { padding: 'same' }, { ...relu, name: 'third' }),
      { kind: 'Add', name: 'join' },
    ),
    'join',
    ['first', 'third'],
  ),
  'a skip from the host, through zero padding': joining(
    between(
      [8, 8, 2],
      convLayer([3, 3, 4, 2], 17, { padding: 'same' }, { ...relu, name: 'thin' }),
      { kind: 'ZeroPadding2D', name: 'pad', config: { padding: [1, 1] } },
      { kind: 'Average', name: 'join' },
    ),
    'join',
    ['pad', 'eye'],
  ),
  'a concatenation': joining(
    between(
      [6, 6, 7],
      convLayer([3, 3, 4, 3], 13, { padding: 'same' }, { ...relu, name: 'third' }),
      { kind: 'Concatenate', name: 'join', config: { axis: -1 } },
    ),
    'join',
    ['third', 'first'],
  ),
  'batch normalization': between([4, 4, 3], norm, conv(4, 'third')),
  'batch normalization in front of neurons': between(
    [4, 4, 4],
    convLayer([3, 3, 4, 4], 13, {}, { name: 'plain' }),
    norm,
    { kind: 'ReLU', name: 'third' },
  ),
  'zero padding': between([5, 6, 3], pad, conv(4, 'third')),
  'a depthwise convolution': between([6, 6, 4], depthwise),
  'a separable convolution': between([4, 4, 3], { ...separable, ...relu }),
  upsampling: between(
    [10, 4, 3],
    { kind: 'UpSampling2D', name: 'up', config: { size: [2, 1] } },
    conv(4, 'third'),
  ),
  'the same matrix at every place': between(
    [6, 6, 3],
    denseLayer(4, 3, 15, { ...relu, name: 'third' }),
  ),
  'global average pooling': between([4], { kind: 'GlobalAveragePooling2D', name: 'mean' }),
  'a volume': between(
    [3, 3, 2, 2],
    { kind: 'Reshape', name: 'volume', config: { target_shape: [6, 6, 4, 1] } },
    {
      kind: 'Conv3D',
      name: 'third',
      activation: 'relu',
      config: { filters: 2, kernel_size: [2, 2, 2], strides: [2, 2, 2], padding: 'valid' },
      weights: { kernel: weight([2, 2, 2, 1, 2], 51, 0.3, 0.2), bias: weight([2], 52, 0.1) },
    },
  ),
};

/** Spikes per timestep of every neuron layer, and the mean answer once settled. */
async function activity(model: LayerModel, on: Parameters<typeof playPicture>[4]) {
  const converted = convert(model, options);
  const neurons = converted.network.meta.neuronLayers as string[];
  const rows = await playPicture(converted.network, [...neurons, 'answer'], values, 600, on);
  const spikes = neurons.map((name) => rows[name]!.map((r) => r.filter((v) => v !== 0).length));
  return {
    rates: spikes.map((counts) => counts.reduce((a, b) => a + b) / counts.length),
    answer: meanOf(rows.answer!.slice(200)),
    wanted: await floatOutput(converted, values),
  };
}

/** Largest difference, relative to the largest value. */
const apart = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((v, i) => Math.abs(v - b[i]!))) / Math.max(...b.map(Math.abs));

describe.each(Object.entries(models))('%s between chip layers', (_, model) => {
  it('needs nothing on the host', () => {
    const { network } = convert(model, options);
    const { report } = compile(network, { probes: { answer: network.get('answer') } });
    const ends = report.crossings.map((c) => [c.direction, c.steps, c.from, c.to]);
    const off = ends.filter(([direction]) => direction !== 'on chip');
    expect(off.filter(([direction]) => direction === 'to host')).toEqual([
      ['to host', 1, 'second', 'host'],
    ]);
    for (const [, , from] of off.filter(([direction]) => direction === 'to chip')) {
      expect(from).toBe('eye');
    }
  });

  it('fires on the chip as the interpreter predicts', async () => {
    const predicted = await activity(model, interpreter({ placed: true }));
    const chip = await activity(model, emulator());
    expect(Math.min(...predicted.rates)).toBeGreaterThan(0.1);
    expect(apart(chip.rates, predicted.rates)).toBeLessThan(0.03);
    expect(apart(chip.answer, predicted.answer)).toBeLessThan(0.03);
  });
});

it('two branches of host spikes that meet cross to the chip as spikes', () => {
  const model = joining(
    between(
      [8, 8, 4],
      { kind: 'Concatenate', name: 'join', config: { axis: -1 } },
      convLayer([3, 3, 4, 4], 13, { padding: 'same' }, { ...relu, name: 'third' }),
    ),
    'first',
    ['in'],
  );
  const eye = model.layers.find((l) => l.name === 'eye')!;
  const layers = model.layers.map((l) => (l.name === 'first' ? { ...eye, name: 'first' } : l));
  const { network } = convert(joining({ ...model, layers }, 'join', ['eye', 'first']), options);
  const { report } = compile(network, { probes: { answer: network.get('answer') } });
  expect(report.crossings.map((c) => [c.from, c.to, c.direction])).toEqual([
    ['eye', 'third', 'to chip'],
    ['first', 'third', 'to chip'],
    ['third', 'second', 'on chip'],
    ['second', 'host', 'to host'],
  ]);
});

it('a normalization keeps the convolution behind it one kernel for all places', () => {
  const { network } = convert(between([4, 4, 3], norm, conv(4, 'third')), options);
  const { model, block } = wholeChip(network);
  const kinds = model.blocks[block('third')]!.synapses.map((s) => s.origin?.kind);
  expect(kinds).toEqual(['conv2d']);
});

it('what the chip cannot run is on the host, or an error if it is told to run there', () => {
  const sigmoid = denseLayer(144, 6, 15, { activation: 'sigmoid', name: 'third' });
  const model = between([6], { kind: 'Flatten', name: 'row' }, sigmoid);
  const { network, report } = convert(model, options);
  expect(report.layers.find((l) => l.layer === 'third')!.runs).toBe('host');
  expect(() => compile(network)).not.toThrow();
  const told = convert(model, options).network;
  Object.assign(told.node(told.get('third').id).params, { onChip: true });
  expect(() => compile(told)).toThrow(CompileError);
  expect(() => compile(told)).toThrow(/"third": the chip cannot run sigmoid neurons\./);
});

import { describe, expect, it } from 'vitest';
import { convert } from '../../src/convert/convert.js';
import { floatForm } from '../../src/convert/float-form.js';
import type { LayerModel } from '../../src/convert/model.js';
import type { ConvertOptions } from '../../src/convert/options.js';
import { ConvertError } from '../../src/core/errors.js';
import { lif } from '../../src/operators/lif.js';
import { chunkOf, play } from '../support/play.js';
import { convLayer, denseLayer, type LayerSpec, layerChain, picture, weight } from './models.js';
import { floatOf, playPicture } from './play.js';

const relu = { activation: 'relu' };

function refusal(model: LayerModel, options: ConvertOptions = {}): string {
  try {
    convert(model, options);
  } catch (error) {
    expect(error).toBeInstanceOf(ConvertError);
    return (error as Error).message;
  }
  throw new Error('it converted');
}

const norm = (size: number, seed: number, rest: object = {}): LayerSpec => ({
  kind: 'BatchNormalization',
  config: { axis: -1, epsilon: 1e-3 },
  weights: {
    gamma: weight([size], seed, 0.3, 1),
    beta: weight([size], seed + 1),
    moving_mean: weight([size], seed + 2),
    moving_variance: { shape: [size], data: weight([size], seed + 3).data.map((v) => v * v + 0.3) },
  },
  ...rest,
});

describe('batch normalization', () => {
  const chain = (between: readonly LayerSpec[]) =>
    layerChain([5, 5, 2], [convLayer([3, 3, 2, 4], 1), ...between, norm(4, 5, { name: 'bn' })]);
  const kindsOf = (model: LayerModel) => convert(model).network.all.map(({ kind }) => kind);

  it('is taken into the weights in front of it, through layers that only act in training', () => {
    const folded = chain([{ kind: 'Dropout' }]);
    expect(kindsOf(folded)).toEqual(['input', 'conv2d', 'bias']);
    const { layers } = convert(folded).report;
    expect(layers.map((l) => [l.kind, l.parameters, l.runs, l.became])).toEqual([
      ['InputLayer', 0, 'host', 'the input'],
      ['Conv2D', 76, 'host', 'conv2d, values'],
      ['Dropout', 0, 'merged', 'nothing (only acts in training)'],
      ['BatchNormalization', 16, 'merged', 'folded into conv2d1'],
    ]);
  });

  it('is a scale and a bias behind neurons, and gives the same either way', async () => {
    const values = picture(50);
    const apart = chain([{ kind: 'Activation', activation: 'leaky_relu', name: 'act' }]);
    expect(kindsOf(apart)).toEqual(['input', 'conv2d', 'bias', 'leakyRelu', 'scale', 'bias']);
    const activation = { ...apart.layers[2]!, activation: 'linear' };
    const layers = apart.layers.map((l) => (l.name === 'act' ? activation : l));
    const operators = await floatOf({ ...apart, layers }, values);
    const weights = await floatOf(chain([]), values);
    for (const [i, v] of weights.entries()) expect(v).toBeCloseTo(operators[i]!, 5);
  });

  it('leaves a layer alone that others take too', () => {
    const model = chain([]);
    const extra = { kind: 'Add', name: 'both', config: {}, weights: {}, activation: null };
    const layers = [...model.layers, { ...extra, inbound: ['conv2d1', 'bn'] }];
    const kinds = kindsOf({ ...model, layers, outputs: ['both'] });
    expect(kinds).toEqual(['input', 'conv2d', 'bias', 'scale', 'bias', 'sum']);
    expect(kindsOf({ ...model, outputs: ['conv2d1', 'bn'] })).toContain('scale');
  });
});

describe('neurons of other activations', () => {
  const model = layerChain(
    [6],
    [
      denseLayer(6, 8, 1, { ...relu, name: 'first' }),
      denseLayer(8, 7, 3, { activation: 'sigmoid', name: 'curve' }),
      denseLayer(7, 6, 5, { activation: 'tanh', name: 'both' }),
      { kind: 'LeakyReLU', name: 'leaky', config: { negative_slope: 0.25 } },
      denseLayer(6, 3, 7, { name: 'answer' }),
    ],
  );
  const rowsOf = (options: ConvertOptions) =>
    Object.fromEntries(convert(model, options).report.layers.map((l) => [l.layer, l]));

  it('run on the host; curves have no scale of firing rates', () => {
    const rows = rowsOf({ scaleFiringRates: 50 });
    const found = ['first', 'curve', 'both', 'leaky'].map((name) => {
      const { runs, scale, became } = rows[name]!;
      return [runs, scale, became];
    });
    expect(found).toEqual([
      ['host', 50, 'dense -> loihiSpikingRelu at 50 Hz (was relu)'],
      ['host', null, 'dense -> sigmoid (was sigmoid)'],
      ['host', null, 'dense -> tanh (was tanh)'],
      ['host', 50, 'leakyRelu at 50 Hz (was leaky_relu(0.25))'],
    ]);
    expect(refusal(model, { scaleFiringRates: { curve: 3 } })).toBe(
      'scaleFiringRates: there is no neuron layer "curve". Use first, leaky.',
    );
  });

  it('can be swapped, for all layers or for one, and the float form undoes it', async () => {
    const swapActivations = { sigmoid: 'spikingRelu', leaky_relu: lif(), elu: 'relu' } as const;
    const activation = { both: 'loihiLif' } as const;
    const options = { swapActivations, activation, scaleFiringRates: 80, precision: 64 } as const;
    const { network, report } = convert(model, options);
    const kinds = ['first', 'curve', 'both', 'leaky'].map(
      (name) => network.node(network.get(name).id).kind,
    );
    expect(kinds).toEqual(['loihiSpikingRelu', 'spikingRelu', 'loihiLif', 'lif']);
    expect(report.warnings).toEqual(['swapActivations: no layer has activation "elu".']);
    expect(String(report).split('\n').at(-1)).toBe(report.warnings[0]);
    const values = picture(6);
    const swapped = await floatOf(model, values, options);
    const plain = await floatOf(model, values);
    for (const [i, v] of plain.entries()) expect(swapped[i]).toBeCloseTo(v, 12);
  });

  it('are refused where their names are not known', () => {
    const refused = (options: object) => refusal(model, options as ConvertOptions);
    expect(refused({ swapActivations: { tanh: 'elu' } })).toMatch(
      /^swapActivations\.tanh: is elu, expected a neuron type\. Use relu, .*, leakyRelu, sigmoid, tanh\./,
    );
    expect(refused({ activation: { both: 'dense' } })).toMatch(/^activation of "both": is dense,/);
    expect(refused({ activation: { answer: 'lif' } })).toMatch(
      /^activation: there is no neuron layer "answer"/,
    );
  });
});

describe('several inputs and outputs', () => {
  const one = layerChain([4], [denseLayer(4, 5, 1, { ...relu, name: 'left' })]);
  const right = { ...one.layers[1]!, ...denseLayer(3, 5, 3, relu), name: 'right', inbound: ['b'] };
  const second = { ...one.layers[0]!, name: 'b', config: { shape: [3] } };
  const plain = { config: {}, weights: {}, activation: null };
  const model: LayerModel = {
    ...one,
    inputs: [...one.inputs, { name: 'b', shape: [3] }],
    layers: [
      ...one.layers,
      second,
      right,
      { ...plain, kind: 'Subtract', name: 'difference', inbound: ['left', 'right'] },
      { ...plain, kind: 'Concatenate', name: 'both', inbound: ['right', 'left'] },
    ],
    outputs: ['both', 'difference'],
  };

  it('are all there by name, the first as the output; all that inputs reach is off chip', () => {
    const { output, outputs, network, report } = convert(model);
    expect([...outputs.keys()]).toEqual(['both', 'difference']);
    expect(output).toBe(outputs.get('both'));
    expect(network.meta).toMatchObject({ output: 'both', outputs: ['both', 'difference'] });
    expect(report.layers.filter((l) => l.scale !== null).map((l) => l.runs)).toEqual([
      'host',
      'host',
    ]);
  });

  it('meet in order', async () => {
    const { network, outputs } = convert(model, { activation: 'relu', precision: 64 });
    const data = { in: picture(4, 1), b: picture(3, 2) };
    const probes = {
      ...Object.fromEntries(outputs),
      left: network.get('left'),
      right: network.get('right'),
    };
    const rows = await play(network, [{ t: 0, steps: 1, data }], { probes });
    expect(rows.both).toEqual([...rows.right!, ...rows.left!]);
    expect(rows.difference).toEqual(rows.left!.map((v, i) => v - rows.right![i]!));
  });
});

describe('a model with a time axis', () => {
  const wrap = (layer: LayerSpec): LayerSpec => ({
    kind: 'TimeDistributed',
    name: `each-${layer.kind}`,
    config: {
      layer: { class_name: layer.kind, config: { ...layer.config, activation: layer.activation } },
    },
    weights: layer.weights ?? {},
  });
  const layers = [
    wrap(convLayer([3, 3, 1, 2], 1, {}, relu)),
    wrap({ kind: 'MaxPooling2D', config: { pool_size: [2, 2] } }),
    wrap({ kind: 'Flatten' }),
    denseLayer(8, 3, 5, { name: 'answer' }),
  ];
  const model = layerChain([4, 6, 6, 1], layers);
  const frames = Array.from({ length: 4 }, (_, t) => Array.from(picture(36, t)));

  it('plays a slice per timestep if it is temporal, all at once if not: the same numbers', async () => {
    const whole = convert(model, { precision: 64 });
    expect(whole.output.shape).toEqual([4, 3]);
    const [at] = (await playPicture(floatForm(whole.network), ['answer'], frames.flat(), 1))
      .answer!;
    const stream = convert(model, { precision: 64, temporalModel: true });
    expect(stream.network.inputs[0]!.shape).toEqual([6, 6, 1]);
    expect(stream.output.shape).toEqual([3]);
    const float = floatForm(stream.network);
    const probes = { answer: float.get('answer') };
    const { answer } = await play(float, [chunkOf('in', frames)], { probes });
    expect(answer).toEqual(at);
  });

  it('is refused where a layer mixes times, or there is none', () => {
    const flat = layerChain([4, 6], [{ kind: 'Flatten', name: 'flat' }]);
    expect(refusal(flat, { temporalModel: true })).toMatch(
      /^layer "flat" \(Flatten\): mixes what belongs to different times\. Wrap it in TimeDistributed/,
    );
    const still = layerChain([4], [denseLayer(4, 2, 1)]);
    expect(refusal(still, { temporalModel: true })).toMatch(/^input "in": its shape 4 has no time/);
  });

  it('takes the layers of keras-spiking: spikes of an activation, and filters', () => {
    const tau = { shape: [1, 3], data: Float32Array.from([0.01, 0.01, 0.01]) };
    const filters = [
      {
        kind: 'SpikingActivation',
        name: 'spikes',
        activation: 'relu',
        config: { activation: 'relu' },
      },
      { kind: 'Lowpass', name: 'low', weights: { tau } },
      { kind: 'Alpha', name: 'smooth', weights: { tau } },
    ];
    const { network } = convert(layerChain([50, 3], filters), {
      temporalModel: true,
      activation: 'lif',
    });
    expect(network.all.map(({ name, kind }) => [name, kind])).toEqual([
      ['in', 'input'],
      ['spikes', 'regularSpiking'],
      ['low', 'lowpass'],
      ['smooth', 'alpha'],
    ]);
    expect(network.node(network.get('low').id).params.tau).toBeCloseTo(0.01, 8);
    const uneven = { ...tau, data: Float32Array.from([0.01, 0.02, 0.01]) };
    const apart = layerChain([50, 3], [{ kind: 'Lowpass', name: 'low', weights: { tau: uneven } }]);
    expect(refusal(apart, { temporalModel: true })).toMatch(/^layer "low" \(Lowpass\): has 2 time/);
  });
});

describe('a layer that is applied twice', () => {
  const chain = layerChain([4], [denseLayer(4, 4, 1, { name: 'twin' })]);
  const again = { ...chain.layers[1]!, name: 'twin@2', inbound: ['twin'] };
  const model = { ...chain, layers: [...chain.layers, again], outputs: ['twin@2'] };
  const matrices = (options: ConvertOptions) =>
    convert(model, options)
      .network.all.filter(({ kind }) => kind === 'dense')
      .map(({ params }) => params.weights);

  it('has one set of weights, or copies if they are to be split', () => {
    const [first, second] = matrices({});
    expect(second).toBe(first);
    const [own, copy] = matrices({ splitSharedWeights: true });
    expect(copy).not.toBe(own);
    expect(copy).toEqual(own);
  });
});

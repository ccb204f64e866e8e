import { describe, expect, it } from 'vitest';
import { convert } from '../../src/convert/convert.js';
import type { ConvertOptions } from '../../src/convert/options.js';
import { ConvertError } from '../../src/core/errors.js';
import { networkToJson } from '../../src/network/json.js';
import { alpha } from '../../src/operators/alpha.js';
import { lif } from '../../src/operators/lif.js';
import { convLayer, denseLayer, layerChain } from './models.js';

const relu = { activation: 'relu' };
const model = layerChain(
  [8, 8, 1],
  [
    convLayer([1, 1, 1, 2], 1, {}, { ...relu, name: 'eye' }),
    convLayer([3, 3, 2, 4], 3, {}, { ...relu, name: 'conv' }),
    { kind: 'Flatten', name: 'flat' },
    denseLayer(144, 5, 5, { ...relu, name: 'hidden' }),
    denseLayer(5, 3, 7, { name: 'answer' }),
  ],
);
const layers = ['eye', 'conv', 'hidden'];

const paramsOf = (options: ConvertOptions, layer: string) => {
  const { network } = convert(model, options);
  return network.node(network.get(layer).id).params;
};
const kindsOf = (options: ConvertOptions) => convert(model, options).network.all.map((n) => n.kind);

/** The sentence of a refused conversion. */
function refusal(options: object): string {
  try {
    convert(model, options as ConvertOptions);
  } catch (error) {
    expect(error).toBeInstanceOf(ConvertError);
    return (error as Error).message;
  }
  throw new Error('it converted');
}

describe('scaleFiringRates', () => {
  const scales = (scaleFiringRates: ConvertOptions['scaleFiringRates']) =>
    layers.map((layer) => paramsOf({ ...(scaleFiringRates && { scaleFiringRates }) }, layer).gain);

  it('is 1 when nothing is said', () => expect(scales(undefined)).toEqual([1, 1, 1]));
  it('takes one number for all', () => expect(scales(250)).toEqual([250, 250, 250]));
  it('takes a list in the order of the neuron layers', () =>
    expect(scales([100, 200, 300])).toEqual([100, 200, 300]));
  it('takes a record by name, 1 where a layer is not named', () =>
    expect(scales({ hidden: 30 })).toEqual([1, 1, 30]));

  it.each([
    [
      'a wrong count',
      [1, 2],
      /^scaleFiringRates: has 2 numbers, the model has 3 neuron layers \(eye/,
    ],
    [
      'an unknown name',
      { flat: 3 },
      /^scaleFiringRates: there is no neuron layer "flat". Use eye, conv/,
    ],
    ['zero', 0, /^layer "eye": firing rate scale is 0, expected a number above 0\./],
    ['a number that is none', { conv: Number.NaN }, /^layer "conv": firing rate scale is NaN/],
    ['infinity', Number.POSITIVE_INFINITY, /^layer "eye": firing rate scale is Infinity/],
  ])('refuses %s', (_, scaleFiringRates, sentence) =>
    expect(refusal({ scaleFiringRates })).toMatch(sentence),
  );
});

describe('synapse', () => {
  const filters = (synapse?: ConvertOptions['synapse']) =>
    convert(model, synapse === undefined ? {} : { synapse }).network.all.filter((n) =>
      ['lowpass', 'alpha'].includes(n.kind),
    );

  it('is none when nothing or null is said', () => {
    expect(filters()).toEqual([]);
    expect(filters(null)).toEqual([]);
  });

  it('stands behind every neuron layer, as a lowpass of seconds or the operator given', () => {
    expect(filters(0.003).map((n) => [n.kind, n.params.tau])).toEqual(
      layers.map(() => ['lowpass', 0.003]),
    );
    expect(filters(alpha(0.004)).map((n) => [n.kind, n.params.tau])).toEqual(
      layers.map(() => ['alpha', 0.004]),
    );
  });

  it('takes a record by layer name: what is not named, or null, has none', () => {
    const synapse = { eye: 0.002, conv: alpha(0.003), hidden: null };
    const { network } = convert(model, { synapse });
    const listed = convert(model, { synapse: Object.values(synapse) }).network;
    expect(networkToJson(listed)).toEqual(networkToJson(network));
    const behind = network.all.filter((n) => ['lowpass', 'alpha'].includes(n.kind));
    expect(behind.map((n) => [n.name, n.kind, n.params.tau])).toEqual([
      ['conv.lowpass', 'lowpass', 0.002],
      ['hidden.alpha', 'alpha', 0.003],
    ]);
    expect(filters({ hidden: 0.004 }).map((n) => n.name)).toEqual(['answer.lowpass']);
  });

  it('refuses names of layers without neurons, and lists that do not fit', () => {
    expect(refusal({ synapse: [0.005] })).toMatch(
      /^synapse: has 1 numbers, the model has 3 neuron/,
    );
    expect(refusal({ synapse: { flat: 0.005 } })).toMatch(
      /^synapse: there is no neuron layer "flat"/,
    );
  });
});

describe('activation', () => {
  it('is the chip’s spiking rectified linear neuron by default, or named, or given', () => {
    expect(kindsOf({}).filter((k) => k === 'loihiSpikingRelu')).toHaveLength(3);
    expect(kindsOf({ activation: 'spikingRelu' }).filter((k) => k === 'spikingRelu')).toHaveLength(
      3,
    );
    const given = paramsOf({ activation: lif({ tauRc: 0.03 }), scaleFiringRates: 50 }, 'conv');
    expect(given).toMatchObject({ tauRc: 0.03, gain: 50, amplitude: 1 / 50 });
  });

  it.each(['tanh', 'toString', 'constructor'])('refuses "%s"', (activation) =>
    expect(refusal({ activation })).toMatch(
      /^activation: is .*, expected a neuron type\. Use relu, spikingRelu, lif/,
    ),
  );
});

describe('placement', () => {
  const runs = (options: ConvertOptions) =>
    Object.fromEntries(convert(model, options).report.layers.map((l) => [l.layer, l.runs]));

  it('keeps the first neuron layer and the last linear layer off chip', () => {
    expect(runs({})).toEqual({
      in: 'host',
      eye: 'host',
      conv: 'chip',
      flat: 'merged',
      hidden: 'chip',
      answer: 'host',
    });
    expect(layers.map((layer) => paramsOf({}, layer).onChip)).toEqual([
      false,
      undefined,
      undefined,
    ]);
  });

  it('keeps the layers named off chip, and no other', () => {
    expect(runs({ offChip: [] })).toMatchObject({ eye: 'chip', conv: 'chip', hidden: 'chip' });
    expect(runs({ offChip: ['eye', 'hidden'] })).toMatchObject({
      eye: 'host',
      conv: 'chip',
      hidden: 'host',
    });
  });

  it('puts relu, which does not spike, nowhere on the chip', () =>
    expect(Object.values(runs({ activation: 'relu' }))).not.toContain('chip'));

  it('refuses names of layers without neurons', () => {
    expect(refusal({ offChip: ['answer'] })).toMatch(/^offChip: there is no neuron layer "answer"/);
    expect(refusal({ blockShapes: { flat: [1] } })).toMatch(
      /^blockShapes: there is no neuron layer "flat"/,
    );
  });

  it('hands on block shapes, one size per dimension', () => {
    expect(paramsOf({ blockShapes: { conv: [3, 3, 4] } }, 'conv').blockShape).toEqual({
      shape: [3, 3, 4],
      ensembleShape: [6, 6, 4],
    });
    expect(refusal({ blockShapes: { conv: [3, 3] } })).toBe(
      'blockShapes: "conv" is given 3,3, the layer is 6x6x4. Give one number per dimension.',
    );
  });

  it('marks convolutions with the axon type', () => {
    const types = (options: ConvertOptions) =>
      convert(model, options)
        .network.all.filter((n) => n.kind === 'conv2d')
        .map((n) => n.params.popType);
    expect(types({})).toEqual([32, 32]);
    expect(types({ popType: 16 })).toEqual([16, 16]);
  });
});

describe('the network', () => {
  it('has the time, seed, precision and facts that the options say', () => {
    const options = { dt: 0.002, seed: 9, precision: 64, inputRange: [0, 255] } as const;
    const { network, output } = convert(model, options);
    expect(network).toMatchObject({ dt: 0.002, seed: 9, precision: 64 });
    expect(network.meta).toEqual({
      title: 'chain',
      source: 'a test',
      inputRange: [0, 255],
      output: output.name,
      neuronLayers: layers,
    });
    expect(convert(model).network.meta.inputRange).toEqual([0, 1]);
  });

  it('names its signals after the layers, even if they are called as it would call its own', () => {
    const names = ['conv2d1', 'lowpass2', 'loihiSpikingRelu3', 'flatten4', 'dense5'];
    const specs = model.layers.slice(1).map((layer, i) => ({ ...layer, name: names[i]! }));
    specs.splice(3, 0, { ...specs[2]!, kind: 'Dropout', name: 'conv2d1.conv2d' });
    const { network, layers } = convert(layerChain([8, 8, 1], specs), { synapse: 0.005 });
    for (const name of ['conv2d1', 'lowpass2', 'flatten4', 'dense5']) {
      expect(network.get(name).id).toBe(layers.get(name)!.id);
    }
    expect(network.get("conv2d1.conv2d'").shape).toEqual([8, 8, 2]);
  });

  it('reads the output of neurons through the synapse', () => {
    const upToHidden = layerChain([8, 8, 1], model.layers.slice(1, 5));
    const { network, output } = convert(upToHidden, { synapse: 0.005 });
    expect([output.name, network.node(output.id).kind]).toEqual(['output', 'lowpass']);
    const bare = convert(upToHidden);
    expect([bare.output.name, bare.network.node(bare.output.id).kind]).toEqual(['output', 'sum']);
  });
});

describe('the report', () => {
  const pooled = (kind: string, options: ConvertOptions) => {
    const specs = model.layers.slice(1);
    const pool = { kind, name: 'pool', config: { pool_size: [2, 2], strides: [2, 2] } };
    const dense = denseLayer(36, 5, 5, { ...relu, name: 'hidden' });
    const layers = [...specs.slice(0, 2), pool, specs[2]!, dense, specs[4]!];
    return convert(layerChain([8, 8, 1], layers), options);
  };
  const poolRow = (kind: string, options: ConvertOptions) =>
    pooled(kind, options).report.layers.find((l) => l.layer === 'pool')!;

  it('has a line per layer with its shape, parameters, scale and what it became', () => {
    const { report } = convert(model, { scaleFiringRates: 400 });
    expect(report.layers.map((l) => [l.layer, l.output.join('x'), l.parameters, l.scale])).toEqual([
      ['in', '8x8x1', 0, null],
      ['eye', '8x8x2', 4, 400],
      ['conv', '6x6x4', 76, 400],
      ['flat', '144', 0, null],
      ['hidden', '5', 725, 400],
      ['answer', '3', 18, null],
    ]);
    const became = Object.fromEntries(report.layers.map((l) => [l.layer, l.became]));
    expect(became.conv).toBe('conv2d -> loihiSpikingRelu at 400 Hz (was relu)');
    expect(became.answer).toBe('dense, values');
    const [head, ...rows] = String(report).split('\n');
    expect(head).toMatch(/^layer +kind +output +parameters +runs on +becomes$/);
    expect(rows).toHaveLength(6);
  });

  it('says that average pooling before chip neurons merges into their synapses', () => {
    expect(poolRow('AveragePooling2D', {})).toMatchObject({
      runs: 'merged',
      became: 'average pool, merged into the synapses of hidden',
    });
    expect(poolRow('AveragePooling2D', { offChip: ['hidden'] })).toMatchObject({
      runs: 'host',
      became: 'average pool, values',
    });
  });

  it('says that max pooling runs on the host and returns as spikes, or was averaged', () => {
    const options = { scaleFiringRates: 300 };
    expect(poolRow('MaxPooling2D', options)).toMatchObject({
      runs: 'host',
      scale: 300,
      became: 'max pool, off chip between two segments, then loihiSpikingRelu at 300 Hz',
    });
    const { network } = pooled('MaxPooling2D', { maxPool: 'average' });
    expect(network.all.map((n) => n.kind)).toContain('averagePool');
    expect(network.all.map((n) => n.kind)).not.toContain('maxPool');
    expect(poolRow('MaxPooling2D', { maxPool: 'average' }).runs).toBe('merged');
  });
});

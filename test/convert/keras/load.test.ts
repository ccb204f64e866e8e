import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadKeras } from '../../../src/convert/keras/load.js';
import { modelSummary, sizeOf } from '../../../src/convert/layer-shapes.js';
import type { LayerModel, Weight } from '../../../src/convert/model.js';
import { dataDir } from '../../support/shared.js';
import { type ExpectedModel, expected, fixture, load } from './fixtures.js';

const cases = Object.entries(expected).flatMap(([model, entry]) =>
  entry.files.map((file) => ({ model, file, entry })),
);

const digest = ({ data }: Weight) =>
  createHash('sha256')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex');

/** Layers by Keras' name; further applications of a shared layer and operators are not in its list. */
function listed(model: LayerModel, entry: ExpectedModel) {
  return new Map(model.layers.filter((l) => l.name in entry.layers).map((l) => [l.name, l]));
}

describe.each(cases)('$file', ({ file, entry }) => {
  it('has the layers and inputs that Keras lists', async () => {
    const model = await load(file);
    const layers = listed(model, entry);
    expect([...layers.keys()].sort()).toEqual(Object.keys(entry.layers).sort());
    for (const [name, want] of Object.entries(entry.layers))
      expect(layers.get(name)?.kind, name).toBe(want.kind);
    expect(model.inputs.map((i) => i.name)).toEqual(entry.inputs);
  });

  it('has bit for bit the weights that Keras reports', async () => {
    const layers = listed(await load(file), entry);
    for (const [name, want] of Object.entries(entry.layers)) {
      const got = layers.get(name)!.weights;
      const brief = (w: Weight) => `${w.shape.join('x')} ${digest(w)}`;
      const asked = want.weights.map((w) => `${w.shape.join('x')} ${w.sha256}`);
      expect(Object.values(got).map(brief).sort(), name).toEqual([...asked].sort());
      for (const w of Object.values(got)) expect(w.data.length, name).toBe(sizeOf(w.shape));
    }
  });

  it('lists every layer after those it takes', async () => {
    const model = await load(file);
    const seen = new Set<string>();
    for (const layer of model.layers) {
      for (const name of layer.inbound) expect(seen, `${layer.name} takes ${name}`).toContain(name);
      expect(layer.inbound.length === 0).toBe(layer.kind === 'InputLayer');
      seen.add(layer.name);
    }
    for (const name of model.outputs) expect(seen).toContain(name);
  });

  it('counts parameters and computes shapes like Keras', async () => {
    const model = await load(file);
    const summary = new Map(modelSummary(model).map((s) => [s.name, s]));
    const unknown = ['recurrent', 'custom'].some((n) => file.startsWith(n));
    for (const [name, want] of Object.entries(entry.layers)) {
      expect(summary.get(name)?.parameters, name).toBe(want.parameters);
      if (!unknown && want.outputShape)
        expect(summary.get(name)?.outputShape).toEqual(want.outputShape);
    }
  });
});

const named = cases.filter(({ model }) => !['recurrent', 'custom'].includes(model));

it.each(named)('names the weights of $file as Keras does', async ({ file, entry }) => {
  const layers = listed(await load(file), entry);
  for (const [name, want] of Object.entries(entry.layers)) {
    const got = layers.get(name)!.weights;
    want.names?.forEach((n, i) => {
      expect(digest(got[n]!), `${name} ${n}`).toBe(want.weights[i]!.sha256);
    });
  }
});

it('keeps the connections of a graph, operators included', async () => {
  const { layers } = await load('branches.keras');
  const inbound = Object.fromEntries(layers.map((l) => [l.name, l.inbound]));
  expect(inbound.sum).toEqual(['left', 'depth']);
  expect(inbound.cat).toEqual(['max', 'down']);
  expect(inbound.add).toEqual(['mean', 'peak']);
  expect(layers.find((l) => l.name === 'add')?.kind).toBe('Add');
  expect(inbound.join).toEqual(['add', 'extra']);
});

it('opens nested models up in the order of their inputs and outputs', async () => {
  const { layers, outputs } = await load('nested.keras');
  const inbound = Object.fromEntries(layers.map((l) => [l.name, l.inbound]));
  expect(inbound['block/conv']).toEqual(['conv']);
  expect(inbound.cat).toEqual(['block/skip', 'block/sum']);
  expect(inbound['tail/dense']).toEqual(['flat']);
  expect(outputs).toEqual(['tail/dense_1']);
});

it.each(['shared.keras', 'shared.h5.gz', 'shared.keras2.h5.gz'])(
  'lists a shared layer once per application, with the same weights (%s)',
  async (file) => {
    const { layers } = await load(file);
    const find = (name: string) => layers.find((l) => l.name === name)!;
    expect(find('twin').inbound).toEqual(['one']);
    expect(find('twin@2').inbound).toEqual(['two']);
    expect(find('inner@2/core').inbound).toEqual(['twin@2']);
    expect(find('join').inbound).toEqual(['inner/core', 'inner@2/core']);
    expect(find('twin@2').weights.kernel?.data).toBe(find('twin').weights.kernel?.data);
  },
);

it('normalises both dialects to the same config', async () => {
  const [three, two] = await Promise.all([load('cnn.keras'), load('cnn.keras2.h5')]);
  for (const [i, layer] of three.layers.entries()) {
    const other = two.layers[i]!;
    expect(other.activation).toBe(layer.activation);
    for (const key of [
      'filters',
      'units',
      'strides',
      'kernel_size',
      'padding',
      'use_bias',
      'dtype',
    ])
      expect(other.config[key], `${layer.name} ${key}`).toEqual(layer.config[key]);
  }
  expect(three.layers.map((l) => l.activation)).toEqual([
    null,
    'relu',
    'relu',
    null,
    null,
    'relu',
    'softmax',
  ]);
  expect(three.source).toMatch(/^cnn\.keras \(Keras 3\./);
});

it('undoes quantization of tfjs weights within half a step', async () => {
  const exact = await load('cnn-tfjs/model.json');
  const coarse = await load('cnn-quantized/model.json');
  for (const [i, layer] of exact.layers.entries())
    for (const [name, { data }] of Object.entries(layer.weights)) {
      const got = coarse.layers[i]!.weights[name]!.data;
      const step = (Math.max(...data) - Math.min(...data)) / 255;
      data.forEach((v, k) => {
        expect(Math.abs(v - got[k]!), `${layer.name} ${name}`).toBeLessThanOrEqual(step / 2 + 1e-6);
      });
    }
});

it('reads bytes as well as paths, whatever the extension', async () => {
  const model = await loadKeras(fixture('cnn.keras'), { format: 'keras' });
  expect(model.layers.map((l) => l.kind)).toContain('Conv2D');
  expect(model.source).toMatch(/^model \(/);
});

const real = join(dataDir, 'models');
const files = existsSync(real) ? readdirSync(real).filter((f) => f.endsWith('.h5')) : [];

it.skipIf(files.length === 0)('loads the trained tutorial networks (shared data)', async () => {
  for (const file of files) {
    const model = await loadKeras(join(real, file));
    const summary = modelSummary(model);
    expect(summary.reduce((a, s) => a + s.parameters, 0)).toBe(3 + 864 + 18432 + 230500 + 1010);
    expect(summary.map((s) => s.outputShape?.join('x'))).toEqual([
      '28x28x1',
      '28x28x3',
      '13x13x32',
      '6x6x64',
      '2304',
      '100',
      '10',
    ]);
  }
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withHdf5 } from '../../../src/convert/keras/hdf5.js';
import { budget } from '../../../src/convert/keras/limits.js';
import { loadKeras } from '../../../src/convert/keras/load.js';
import { encodeKerasH5 } from '../../../src/convert/keras/write.js';
import { functional, sequential } from '../../../src/convert/layers/build-model.js';
import * as layers from '../../../src/convert/layers/layers.js';
import { seedModel } from '../../../src/convert/layers/seed-model.js';
import type { Layer, LayerModel } from '../../../src/convert/model.js';
import { layerChain, weight } from '../models.js';
import { fixture, load } from './fixtures.js';
import { randomModel } from './random-models.js';

const again = async (model: LayerModel) => loadKeras(await encodeKerasH5(model));

/** A model's layers by name, with what a file may leave out (options that are not used) left out. */
function plain(model: LayerModel, rename: (name: string) => string = (name) => name) {
  const used = (config: Layer['config']) =>
    Object.entries(config).filter(([name, value]) => value !== null && name !== 'name');
  const list = model.layers.map(({ name, kind, config, inbound, weights, activation }) => ({
    name: rename(name),
    kind,
    inbound: inbound.map(rename),
    config: Object.fromEntries(used(config)),
    weights,
    activation,
  }));
  return {
    name: model.name,
    inputs: model.inputs.map(({ name, shape }) => ({ name: rename(name), shape })),
    outputs: model.outputs.map(rename),
    layers: new Map(list.map((layer) => [layer.name, layer])),
  };
}

const dotted = (name: string) => name.replaceAll('/', '.');

describe('a model written as .h5 and read again', () => {
  it('is the same in layers, options, connections and bits of weights', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1e6), async (seed) => {
        const model = randomModel(seed);
        expect(plain(await again(model))).toStrictEqual(plain(model));
      }),
      { numRuns: 60 },
    );
  });

  it('is the seed model', async () => {
    const model = seedModel();
    expect(plain(await again(model))).toEqual(plain(model));
  });

  it('keeps weights apart from zero and minus zero', async () => {
    const kernel = { shape: [1, 2], data: Float32Array.of(-0, 1e-42) };
    const chain = layerChain(
      [1],
      [{ kind: 'Dense', config: { units: 2, use_bias: false }, weights: { kernel } }],
    );
    const read = await again(chain);
    expect(Object.is(read.layers[1]!.weights.kernel!.data[0], -0)).toBe(true);
    expect(read.layers[1]!.weights.kernel!.data).toEqual(kernel.data);
  });

  it.each(['cnn.keras', 'norm.keras', 'branches.keras', 'pooled.keras', 'cnn.keras2.h5'])(
    "is Keras' own %s",
    async (name) => {
      const model = await load(name);
      const [read, was] = [plain(await again(model)), plain(model)];
      expect([...read.layers.keys()].sort()).toEqual([...was.layers.keys()].sort());
      for (const [layer, { config, ...rest }] of read.layers) {
        const { config: stored, ...others } = was.layers.get(layer)!;
        expect(rest).toEqual(others);
        // Operators (`a + b`) have no options at all.
        expect({ trainable: true, dtype: 'float32', ...stored }).toMatchObject(config);
      }
    },
  );

  it.each(['nested.keras', 'frozen.keras'])(
    'has the layers of the nested models of %s side by side',
    async (name) => {
      const model = await load(name);
      const [read, was] = [plain(await again(model)), plain(model, dotted)];
      expect([read.inputs, read.outputs]).toEqual([was.inputs, was.outputs]);
      for (const [layer, { weights, inbound, kind }] of was.layers) {
        expect(read.layers.get(layer)).toMatchObject({ weights, inbound, kind });
      }
      expect(read.layers.size).toBe(was.layers.size);
    },
  );

  it('has a nested model applied twice as layers applied twice', async () => {
    const read = await again(await load('shared.keras'));
    const cores = read.layers.filter(({ name }) => name.startsWith('inner'));
    expect(cores.map(({ name }) => name)).toEqual(['inner.core', 'inner.core@2']);
    expect(cores[1]!.weights).toBe(cores[0]!.weights);
  });

  it.each(['branches.h5.gz', 'branches.keras2.h5.gz', 'norm.h5.gz', 'cnn.h5'])(
    'lists the layers in the order of %s, in which Keras hands out weights',
    async (name) => {
      const [stored, written] = [fixture(name.replace('.gz', '')), await load(name)];
      const read = (bytes: Uint8Array) =>
        withHdf5(
          bytes,
          name,
          budget(name),
          (root) => root.group('model_weights')!.texts('layer_names')!,
        );
      const kinds = new Map(written.layers.map((layer) => [layer.name, layer.kind]));
      // Input layers and operators have no weights; not every version lists them.
      const weighted = (names: readonly string[]) =>
        names.filter((layer) => /Conv|Dense|Norm|Pool|Concat/.test(kinds.get(layer) ?? ''));
      const own = await read(await encodeKerasH5(written));
      expect(weighted(own)).toEqual(weighted(await read(stored)));
    },
  );

  it('has no layers that no output depends on', async () => {
    const inputs = layers.input([2], { name: 'in' });
    const dense = (name: string) => layers.dense({ name, units: 2 });
    const twin = dense('twin');
    const idle = twin(dense('idle')(inputs));
    const model = functional({ inputs, outputs: [idle, twin(inputs)] });
    const read = await again({ ...model, outputs: ['twin@2'] });
    expect(read.layers.map(({ name }) => name)).toEqual(['in', 'twin']);
  });

  it('holds more names than HDF5 has room for in one attribute', async () => {
    const inputs = layers.input([1]);
    let end = inputs;
    for (let i = 0; i < 4500; i++) end = layers.relu()(end);
    const read = await again(functional({ inputs, outputs: end }));
    expect(read.layers).toHaveLength(4501);
  });

  it('may be written many times at once', async () => {
    const models = [1, 2, 3, 4, 5].map((seed) => randomModel(seed));
    const read = await Promise.all(models.map(again));
    expect(read.map((m) => plain(m))).toEqual(models.map((m) => plain(m)));
  });
});

describe('what cannot be written', () => {
  const dense = (rest: object) =>
    layerChain([2], [{ kind: 'Dense', weights: { kernel: weight([2, 1], 1) }, ...rest }]);

  it.each([
    ['a layer Keras 2 and 3 do not share', dense({ kind: 'mine>Scale' }), 'it cannot be written'],
    [
      'an input without a shape',
      (({ layers: [input, last], ...rest }) => ({
        ...rest,
        layers: [{ ...input!, config: {} }, last!],
      }))(dense({ config: { units: 1 } })),
      'layer "in" (InputLayer): its config has no shape.',
    ],
    [
      'an option of one Keras only',
      dense({ config: { units: 1, lora_rank: 4 } }),
      'layer "dense1" (Dense): its option lora_rank (4) is not known to Keras 2 and 3 alike.',
    ],
    [
      'an activation that is an object',
      dense({ config: { units: 1, activation: { class_name: 'ReLU', config: {} } } }),
      'its activation is an object (ReLU)',
    ],
    [
      'a weight without a place',
      dense({ config: { units: 1 }, weights: { extra: weight([1], 1) } }),
      'layer "dense1": weight "extra" cannot be written.',
    ],
  ])('%s', async (_, model, message) => {
    await expect(encodeKerasH5(model)).rejects.toThrow(message);
  });

  it('names that fall together', async () => {
    const chain = sequential([layers.input([1]), layers.relu({ name: 'a.b' })]);
    const [input, relu] = chain.layers;
    const twin = { ...relu!, name: 'a/b', inbound: ['a.b'] };
    const layersOf = [input!, relu!, twin];
    await expect(encodeKerasH5({ ...chain, layers: layersOf, outputs: ['a/b'] })).rejects.toThrow(
      'layers "a.b" and "a/b" would both be "a.b" in the file.',
    );
  });

  it('applications of one layer with different weights', async () => {
    const chain = sequential([layers.input([1]), layers.dense({ name: 'd', units: 1 })]);
    const [input, first] = chain.layers;
    const second = {
      ...first!,
      name: 'd@2',
      inbound: ['d'],
      weights: { kernel: weight([1, 1], 3) },
    };
    const layersOf = [input!, first!, second];
    await expect(encodeKerasH5({ ...chain, layers: layersOf, outputs: ['d@2'] })).rejects.toThrow(
      'layers "d" and "d@2" are one layer by their names, but have different weights.',
    );
  });
});

/** See fixtures/check_written.py, which asks Keras about these files. */
const folder = process.env.RXSPIKE_WRITE_MODELS;
describe.skipIf(folder === undefined)('files for Keras itself (RXSPIKE_WRITE_MODELS=DIR)', () => {
  const store = async (name: string, model: LayerModel) => {
    mkdirSync(folder!, { recursive: true });
    writeFileSync(join(folder!, `${name}.h5`), await encodeKerasH5(model));
    const weights = model.layers.map(({ name, weights }) => [
      name,
      Object.values(weights).map(({ shape, data }) => ({ shape, data: [...data] })),
    ]);
    writeFileSync(
      join(folder!, `${name}.json`),
      JSON.stringify({ layers: Object.fromEntries(weights) }),
    );
  };

  it.each(Array.from({ length: 45 }, (_, i) => i))('random model %i', async (seed) => {
    await store(`random-${seed}`, randomModel(seed));
  });

  it.each(['cnn', 'norm', 'branches', 'pooled', 'nested', 'frozen', 'shared'])(
    "Keras' own %s",
    async (name) => store(name, await load(`${name}.keras`)),
  );

  it('the seed model', () => store('seed', seedModel()));
});

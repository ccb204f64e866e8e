import { expect, it } from 'vitest';
import { type Converted, convert } from '../../../src/convert/convert.js';
import { floatForm } from '../../../src/convert/float-form.js';
import { loadKeras } from '../../../src/convert/keras/load.js';
import type { ConvertOptions } from '../../../src/convert/options.js';
import { play } from '../../support/play.js';
import { type RandomModel, randomBytes, randomFixtures } from './random-fixtures.js';

/** All outputs of one pass of the float form, in the model's order. */
async function outputsOf({ network, outputs }: Converted, model: RandomModel) {
  const float = floatForm(network);
  const names = [...outputs.values()].map(({ name }) => name);
  const probes = Object.fromEntries(names.map((name) => [name, float.get(name)]));
  const data = Object.fromEntries(
    float.inputs.map(({ name }, i) => [name, Float64Array.from(model.inputs[i]!)]),
  );
  const rows = await play(float, [{ t: 0, steps: 1, data }], { probes });
  return names.map((name) => rows[name]!);
}

function softmax(values: readonly number[]): number[] {
  const powers = values.map((v) => Math.exp(v - Math.max(...values)));
  return powers.map((p) => p / powers.reduce((a, b) => a + b));
}

/** Largest difference, relative to the largest wanted value. */
function relativeError(got: readonly number[], wanted: readonly number[]): number {
  expect(got).toHaveLength(wanted.length);
  return (
    Math.max(...got.map((v, i) => Math.abs(v - wanted[i]!))) / Math.max(...wanted.map(Math.abs))
  );
}

async function expectAgreement(model: RandomModel, file: string, options: ConvertOptions) {
  const converted = convert(await loadKeras(randomBytes(file), { name: file }), options);
  const found = await outputsOf(converted, model);
  expect(found).toHaveLength(model.outputs.length);
  for (const [i, wanted] of model.outputs.entries()) {
    const values = i === 0 && model.softmax ? softmax(found[i]!) : found[i]!;
    expect(relativeError(values, wanted)).toBeLessThan(1e-5);
  }
}

const spread = { scaleFiringRates: 300, synapse: 0.005 } as const;

it.each(randomFixtures.map((model) => ({ ...model, title: model.layers.join(' ') })))(
  'random model $seed ($form, Keras $keras): $title',
  async (model) => {
    for (const file of model.files) await expectAgreement(model, file, {});
    await expectAgreement(model, model.files[0]!, spread);
  },
);

it('every layer that is converted is among them, in all forms, written by Keras 2 and 3', () => {
  for (const version of ['2', '3']) {
    const written = randomFixtures.filter(({ keras }) => keras.startsWith(version));
    expect(new Set(written.map(({ form }) => form))).toEqual(
      new Set(['chain', 'graph', 'nested', 'shared', 'timed']),
    );
    const layers = new Set(written.flatMap((model) => model.layers));
    expect([...everyKind].filter((kind) => !layers.has(kind))).toEqual([]);
  }
});

const ranked = (kind: string, ranks: readonly number[], end = '') =>
  ranks.map((rank) => `${kind}${rank}D${end}`);

const everyKind = new Set([
  'Activation',
  'Add',
  'Average',
  'BatchNormalization',
  'Concatenate',
  'Dense',
  'Dropout',
  'Flatten',
  'LeakyReLU',
  'Permute',
  'ReLU',
  'RepeatVector',
  'Rescaling',
  'Reshape',
  'Subtract',
  ...ranked('AveragePooling', [1, 2, 3]),
  ...ranked('Conv', [1, 2, 3]),
  ...ranked('Conv', [1, 2], 'Transpose'),
  ...ranked('Cropping', [1, 2, 3]),
  ...ranked('DepthwiseConv', [1, 2]),
  ...ranked('GlobalAveragePooling', [1, 2, 3]),
  ...ranked('GlobalMaxPooling', [1, 2, 3]),
  ...ranked('MaxPooling', [1, 2, 3]),
  ...ranked('SeparableConv', [1, 2]),
  ...ranked('UpSampling', [1, 2, 3]),
  ...ranked('ZeroPadding', [1, 2, 3]),
]);

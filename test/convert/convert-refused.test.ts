import { expect, it } from 'vitest';
import { convert } from '../../src/convert/convert.js';
import type { LayerModel } from '../../src/convert/model.js';
import { ConvertError } from '../../src/core/errors.js';
import { load } from './keras/fixtures.js';
import { convLayer, denseLayer, layerChain } from './models.js';

const picture = (...layers: Parameters<typeof layerChain>[1]) => layerChain([6, 6, 2], layers);
const conv = (config: object, rest: object = {}) => convLayer([3, 3, 2, 4], 1, config, rest);

const wrapping = (kind: string) => ({ layer: { class_name: kind, config: {} } });

/** Two inputs of different shapes that meet. */
function joined(kind: string, other: readonly number[]): LayerModel {
  const model = picture({ kind, name: 'join' });
  const second = { ...model.layers[0]!, name: 'other', config: { shape: other } };
  const [first, join] = model.layers;
  const layers = [first!, second, { ...join!, inbound: ['other', 'in'] }];
  return { ...model, inputs: [...model.inputs, { name: 'other', shape: other }], layers };
}

/** The message of a refused conversion: where, what is wrong, what to do. */
function refusal(model: LayerModel): string {
  try {
    convert(model);
  } catch (error) {
    expect(error).toBeInstanceOf(ConvertError);
    return (error as Error).message;
  }
  throw new Error('it converted');
}

const replace = /Remove it, or replace it by one of Dense, Conv, .*, Dropout or TimeDistributed\.$/;

it.each([
  ['recurrent.keras', 'layer "bidirectional" (Bidirectional): no spiking form is known. '],
  ['custom.keras', 'layer "scale" (mine>Scale): no spiking form is known. '],
])('%s is refused by the name of its first layer that cannot spike', async (file, beginning) => {
  const message = refusal(await load(file));
  expect(message.slice(0, beginning.length)).toBe(beginning);
  expect(message).toMatch(replace);
});

it.each<[string, LayerModel, RegExp]>([
  [
    'an LSTM',
    layerChain([5, 3], [{ kind: 'LSTM', name: 'memory' }]),
    /^layer "memory" \(LSTM\): no spiking form is known\. Remove it/,
  ],
  [
    'a product',
    picture({ kind: 'Multiply', name: 'product' }),
    /^layer "product" \(Multiply\): no spiking form is known\./,
  ],
  [
    'batch normalization without its statistics',
    picture(conv({}), { kind: 'BatchNormalization', name: 'bn' }),
    /^layer "bn" \(BatchNormalization\): the file has no moving_mean for it\. Save the model/,
  ],
  [
    'a recurrent layer at every time',
    layerChain([5, 3, 2], [{ kind: 'TimeDistributed', name: 'each', config: wrapping('LSTM') }]),
    /^layer "each" \(TimeDistributed of LSTM\): no spiking form is known\./,
  ],
  [
    'an interpolation',
    picture({ kind: 'UpSampling2D', name: 'up', config: { interpolation: 'bilinear' } }),
    /^layer "up" \(UpSampling2D\): interpolation is "bilinear", which has no spiking form here\. Use/,
  ],
  [
    'layers of keras-spiking without time',
    layerChain([5, 3], [{ kind: 'Lowpass', name: 'filter' }]),
    /^layer "filter" \(Lowpass\): acts over time\. Say temporalModel: true/,
  ],
  [
    'sums of what does not fit',
    joined('Add', [2, 3]),
    /^layer "join" \(Add\): takes 2x3 and 6x6x2, which does not fit its options\. Save/,
  ],
  [
    'an unknown activation',
    picture(conv({}, { activation: 'selu', name: 'c' })),
    /^layer "c" \(Conv2D\): activation selu has no spiking form here\. Use relu, leaky_relu, sig/,
  ],
  [
    'a softmax in the middle',
    layerChain([4], [denseLayer(4, 3, 1, { activation: 'softmax' }), denseLayer(3, 2, 3)]),
    /^layer "dense1" \(Dense\): activation softmax has no spiking form here\./,
  ],
  [
    'groups that do not divide the filters',
    picture(convLayer([3, 3, 1, 3], 1, { groups: 2 }, { name: 'c' })),
    /^layer "c" \(Conv2D\): conv2d: groups is 2, which does not divide the 3 filters\./,
  ],
  [
    'a relu that ends at 6',
    picture({ kind: 'ReLU', name: 'six', config: { max_value: 6 } }),
    /^layer "six" \(ReLU\): max_value and threshold have no spiking form here\. Use a plain ReLU/,
  ],
  [
    'a padding that Keras does not have here',
    picture(conv({ padding: 'causal' }, { name: 'c' })),
    /^layer "c" \(Conv2D\): padding is "causal", expected "valid" or "same"\./,
  ],
  [
    'a layer without weights',
    picture(conv({}, { name: 'c', weights: {} })),
    /^layer "c" \(Conv2D\): the file has no kernel for it\. Save the model with its weights\.$/,
  ],
  [
    'a window larger than its picture',
    picture({ kind: 'AveragePooling2D', name: 'p', config: { pool_size: [9, 9] } }),
    /^layer "p" \(AveragePooling2D\): its window is larger than its input \(6x6x2\)\. Use a smaller/,
  ],
])('refuses %s', (_, model, sentence) => expect(refusal(model)).toMatch(sentence));

it('refuses a layer that takes two others', () => {
  const model = picture({ kind: 'Flatten', name: 'flat' });
  const layers = model.layers.map((l) => (l.name === 'flat' ? { ...l, inbound: ['in', 'in'] } : l));
  expect(refusal({ ...model, layers })).toBe(
    'layer "flat" (Flatten): takes 2 layers, expected one. Join them in front of it with Add or Concatenate.',
  );
});

it('accepts Dense on a picture of one pixel', () => {
  const model = layerChain([1, 1, 4], [denseLayer(4, 3, 1)]);
  expect(convert(model).output.size).toBe(3);
});

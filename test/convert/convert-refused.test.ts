import { expect, it } from 'vitest';
import { convert } from '../../src/convert/convert.js';
import type { LayerModel } from '../../src/convert/model.js';
import { ConvertError } from '../../src/core/errors.js';
import { load } from './keras/fixtures.js';
import { convLayer, denseLayer, layerChain } from './models.js';

const picture = (...layers: Parameters<typeof layerChain>[1]) => layerChain([6, 6, 2], layers);
const conv = (config: object, rest: object = {}) => convLayer([3, 3, 2, 4], 1, config, rest);

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

const replace =
  /Remove it, or replace it by Activation, ReLU, Softmax, Dropout, Flatten, Dense, Conv2D, AveragePooling2D or MaxPooling2D\.$/;

it.each([
  ['recurrent.keras', 'layer "bidirectional" (Bidirectional): no spiking form is known. '],
  ['norm.keras', 'layer "bn1" (BatchNormalization): no spiking form is known. '],
  ['nested.keras', 'layer "block/bn" (BatchNormalization): no spiking form is known. '],
  ['shared.keras', 'layer "join" (Concatenate): no spiking form is known. '],
  ['custom.keras', 'layer "scale" (mine>Scale): no spiking form is known. '],
])('%s is refused by the name of its first layer that cannot spike', async (file, beginning) => {
  const message = refusal(await load(file));
  expect(message.slice(0, beginning.length)).toBe(beginning);
  expect(message).toMatch(replace);
});

it('a model with two outputs is refused by their names', async () => {
  expect(refusal(await load('branches.keras'))).toMatch(
    /^branches\.keras \(Keras 3\.[\d.]+\): the model has 2 outputs \(label, mask\), expected one\. Save/,
  );
});

it.each<[string, LayerModel, RegExp]>([
  [
    'an LSTM',
    layerChain([5, 3], [{ kind: 'LSTM', name: 'memory' }]),
    /^layer "memory" \(LSTM\): no spiking form is known\. Remove it/,
  ],
  [
    'a sum of two layers',
    picture({ kind: 'Add', name: 'sum' }),
    /^layer "sum" \(Add\): no spiking form is known\./,
  ],
  [
    'batch normalization',
    picture(conv({}), { kind: 'BatchNormalization', name: 'bn' }),
    /^layer "bn" \(BatchNormalization\): no spiking form is known\./,
  ],
  [
    'an unknown activation',
    picture(conv({}, { activation: 'selu', name: 'c' })),
    /^layer "c" \(Conv2D\): activation selu has no spiking form here\. Use relu, or linear/,
  ],
  [
    'a softmax in the middle',
    layerChain([4], [denseLayer(4, 3, 1, { activation: 'softmax' }), denseLayer(3, 2, 3)]),
    /^layer "dense1" \(Dense\): activation softmax has no spiking form here\./,
  ],
  [
    'dilation',
    picture(conv({ dilation_rate: [2, 2] }, { name: 'c' })),
    /^layer "c" \(Conv2D\): dilation_rate is \[2,2\], only 1 has a spiking form here\. Train/,
  ],
  [
    'groups',
    picture(conv({ groups: 2 }, { name: 'c' })),
    /^layer "c" \(Conv2D\): groups is 2, only 1 has a spiking form here\. Train/,
  ],
  [
    'dense on a picture',
    picture(denseLayer(2, 5, 1, { name: 'd' })),
    /^layer "d" \(Dense\): takes a picture \(6x6x2\), expected a flat input\. Put Flatten in front/,
  ],
  [
    'a relu that ends at 6',
    picture({ kind: 'ReLU', name: 'six', config: { max_value: 6 } }),
    /^layer "six" \(ReLU\): max_value, negative_slope and threshold have no spiking form here\. Use a/,
  ],
  [
    'a leaky relu',
    picture({ kind: 'ReLU', name: 'leak', config: { negative_slope: 0.1 } }),
    /^layer "leak" \(ReLU\): max_value, negative_slope and threshold/,
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
    'layer "flat" (Flatten): takes 2 layers, expected one. Build the model as one chain of layers.',
  );
});

it('accepts Dense on a picture of one pixel', () => {
  const model = layerChain([1, 1, 4], [denseLayer(4, 3, 1)]);
  expect(convert(model).output.size).toBe(3);
});

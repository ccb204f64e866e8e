import { expect, it } from 'vitest';
import { kindOf } from '../../../src/convert/keras/layer-kind.js';
import { loadKeras } from '../../../src/convert/keras/load.js';
import { bfloat16ToNumber, float16ToNumber } from '../../../src/convert/keras/numbers.js';
import { snakeCase } from '../../../src/convert/keras/weights-groups.js';
import { fixture, load, sentence } from './fixtures.js';

interface Config {
  class_name: string;
  config:
    | { name: string; layers: { class_name: string; config: Record<string, unknown> }[] }
    | unknown[];
}

/** The tfjs form of the small CNN with its config changed. */
function changed(change: (model: Config) => void) {
  const json = JSON.parse(fixture('cnn-tfjs/model.json').toString());
  change(json.modelTopology.model_config);
  const bytes = new TextEncoder().encode(JSON.stringify(json));
  const readShard = async (path: string) => fixture(`cnn-tfjs/${path}`);
  return loadKeras(bytes, { name: 'x', readShard });
}

const layersOf = (model: Config) => {
  if (Array.isArray(model.config)) throw new Error('a bare list has no layers member');
  return model.config.layers;
};

it('makes the input layer explicit where only the first layer tells the shape', async () => {
  const model = await changed((m) => {
    const input = layersOf(m).shift();
    const [first] = layersOf(m);
    first!.config.batch_input_shape = input!.config.batch_input_shape;
  });
  expect(model.inputs).toEqual([{ name: 'to-spikes_input', shape: [8, 8, 1] }]);
  expect(model.layers[0]?.kind).toBe('InputLayer');
  expect(model.layers[1]?.inbound).toEqual(['to-spikes_input']);
});

it('says how to fix a model without any input shape', async () => {
  const loading = changed((m) => {
    layersOf(m).shift();
    Reflect.deleteProperty(layersOf(m)[0]!, 'build_config');
  });
  expect(await sentence(loading)).toMatch(
    /shape of input "to-spikes_input" is not in the file\. Begin/,
  );
});

it('reads the oldest form of a Sequential model, a bare list', async () => {
  const whole = await load('cnn-tfjs/model.json');
  const model = await changed((m) => {
    m.config = layersOf(m);
  });
  expect(model.layers.map((l) => l.name)).toEqual(whole.layers.map((l) => l.name));
});

it('names activations given as objects', async () => {
  const model = await changed((m) => {
    const [, a, b] = layersOf(m);
    a!.config.activation = { class_name: 'function', config: 'relu6' };
    b!.config.activation = { class_name: 'LeakyReLU', config: { alpha: 0.1 } };
  });
  expect(model.layers.slice(1, 3).map((l) => l.activation)).toEqual(['relu6', 'LeakyReLU']);
});

it('describes layers it does not know, and custom ones by their package', async () => {
  const model = await changed((m) => {
    layersOf(m)[3]!.class_name = 'mine>Dense';
    layersOf(m)[3]!.config.layers = { anything: [1, null, { a: [] }] };
  });
  expect(model.layers[3]?.kind).toBe('mine>Dense');
  const custom = await load('custom.keras');
  expect(custom.layers[1]?.kind).toBe('mine>Scale');
});

it('leaves out the state of random generators', async () => {
  for (const file of ['norm.keras', 'norm.h5.gz']) {
    const { layers } = await load(file);
    expect(layers.find((l) => l.kind === 'Dropout')?.weights).toEqual({});
  }
});

it('decodes every finite half precision number', () => {
  for (let bits = 0; bits < 0x7c00; bits++) {
    const exponent = bits >> 10;
    const mantissa = exponent === 0 ? bits : (bits & 0x3ff) + 1024;
    const want = mantissa * 2 ** (Math.max(exponent, 1) - 25);
    expect(float16ToNumber(bits)).toBe(want);
    expect(float16ToNumber(bits | 0x8000)).toBe(-want);
  }
  expect(float16ToNumber(0x7c00)).toBe(Infinity);
  expect(float16ToNumber(0x7e00)).toBeNaN();
});

it('decodes bfloat16 as the upper half of a float32', () => {
  for (const value of [1, -2.5, 3.140625, 2 ** -126, 0]) {
    const bits = new Uint32Array(new Float32Array([value]).buffer)[0]! >>> 16;
    expect(bfloat16ToNumber(bits)).toBe(value);
  }
});

it.each([
  ['Conv2D', 'conv2d'],
  ['AveragePooling2D', 'average_pooling2d'],
  ['ReLU', 're_lu'],
  ['BatchNormalization', 'batch_normalization'],
  ['LSTM', 'lstm'],
  ['DepthwiseConv2D', 'depthwise_conv2d'],
  ['InputLayer', 'input_layer'],
])('groups of class %s are named %s', (className, group) => {
  expect(snakeCase(className)).toBe(group);
});

it.each([
  { class_name: 'Lowpass', module: 'keras_spiking.layers' },
  { class_name: 'KerasSpiking>Lowpass' },
  {
    class_name: 'Lowpass',
    module: 'keras_spiking.layers',
    registered_name: 'KerasSpiking>Lowpass',
  },
])('knows the layers of keras-spiking by their own names: %o', (spec) => {
  expect(kindOf(spec, [])).toEqual({ kind: 'Lowpass', className: 'Lowpass', operator: false });
  expect(kindOf({ ...spec, class_name: 'mine>Lowpass', module: 'mine' }, []).kind).not.toBe(
    'Lowpass',
  );
});

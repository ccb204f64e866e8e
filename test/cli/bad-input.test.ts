import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeNetwork } from '../../src/codec/network-file.js';
import { convert } from '../../src/convert/convert.js';
import { networkToJson } from '../../src/network/json.js';
import { expected, fixture } from '../convert/keras/fixtures.js';
import { convLayer, denseLayer, layerChain } from '../convert/models.js';
import { fails, scratch } from './cli.js';

const folder = scratch();
afterAll(() => folder.remove());
mkdirSync(join(folder.path, 'dir'));

const run = ['run', 'digits', '--in', 'digits:', '--count', '1'];

/** The bytes with some of them replaced. */
function patched(bytes: Uint8Array, at: number, ...values: number[]): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy.set(values, at);
  return copy;
}

const h5 = fixture('cnn.h5');
const keras = fixture('cnn.keras');
const { first } = expected.cnn!.layers['to-spikes']!.weights[0]!;
const firstWeights = h5.indexOf(Buffer.from(new Float32Array(first).buffer));
const nan = Buffer.alloc(4);
nan.writeFloatLE(Number.NaN);

const small = layerChain(
  [4, 4, 1],
  [
    convLayer([1, 1, 1, 2], 1, {}, { activation: 'relu' }),
    { kind: 'Flatten' },
    denseLayer(32, 3, 3),
  ],
);
const net = encodeNetwork(networkToJson(convert(small).network));

const files: Readonly<Record<string, Uint8Array>> = {
  'empty.h5': new Uint8Array(),
  'cut4.h5': h5.subarray(0, 4),
  'cut8.h5': h5.subarray(0, 8),
  'cut100.h5': h5.subarray(0, 100),
  'cut20000.h5': h5.subarray(0, 20000),
  'cut-last.h5': h5.subarray(0, h5.length - 1),
  'cut.keras': keras.subarray(0, 9000),
  'bare.keras': zipSync({ 'config.json': unzipSync(keras)['config.json']! }),
  'nan.h5': patched(h5, firstWeights + 4, ...nan),
  'lstm.keras': fixture('recurrent.keras'),
  'two.keras': fixture('branches.keras'),
  'cnn.h5': h5,
  'small.net': net,
  'cut.net': net.subarray(0, net.length - 9),
  'bit.net': patched(net, 100, net[100]! ^ 1),
  'newer.net': patched(net, 8, 7),
  'alien.net': patched(net, 3, 0),
};
for (const [name, bytes] of Object.entries(files)) folder.file(name, bytes);

/** What a user did wrong, and how the one sentence about it begins or reads. */
const mistakes: readonly (readonly [string[], string | RegExp])[] = [
  [
    ['inspect', 'empty.h5'],
    /^empty\.h5: not a Keras model: the file is empty, expected a zip \(\.keras\), HDF5/,
  ],
  [
    ['inspect', 'cut4.h5'],
    /^cut4\.h5: not a Keras model: the file begins with 89 48 44 46, expected/,
  ],
  [
    ['inspect', 'cut8.h5'],
    /^cut8\.h5: the HDF5 file cannot be opened \(.*\), it is damaged\. Copy or save it again\.$/,
  ],
  [
    ['inspect', 'cut100.h5'],
    /^cut100\.h5: the HDF5 file is cut off \(100 bytes, its header announces \d+\)\. Copy/,
  ],
  [
    ['inspect', 'cut20000.h5'],
    /^cut20000\.h5: the HDF5 file is cut off \(20000 bytes, its header announces \d+\)/,
  ],
  [
    ['convert', 'cut-last.h5', '--out', 'x.net'],
    /^cut-last\.h5: the HDF5 file is cut off \(\d+ bytes, its header/,
  ],
  [
    ['inspect', 'cut.keras'],
    /^cut\.keras: the zip is cut off or damaged \(.+\)\. Copy or save it again\.$/,
  ],
  [
    ['inspect', 'bare.keras'],
    /^bare\.keras: the zip has no model\.weights\.h5 \(it has config\.json\)\. Save the whole/,
  ],
  [['inspect', 'nan.h5'], /^nan\.h5: .*layer "to-spikes".*weight "kernel" .*NaN/],
  [
    ['run', 'lstm.keras', '--in', 'digits:'],
    /^layer "bidirectional" \(Bidirectional\): no spiking form is known\. Remove it/,
  ],
  [
    ['inspect', 'two.keras'],
    /^"two\.keras": the network has 2 inputs, expected one\. Give a network that takes one picture/,
  ],
  [
    ['inspect', 'dir'],
    'dir: is a folder, expected a file. Give the .keras or .h5 file, or the model.json in it.',
  ],
  [
    ['inspect', 'nope'],
    'model "nope": there is no such file, and no embedded model of that name. Give the path of a file, or digits.',
  ],
  [
    ['run', 'cnn.h5', '--in', 'digits:'],
    '"cnn.h5" takes 8x8x1 values, the pictures have 28x28. Choose a model and pictures of one size.',
  ],

  [
    ['inspect', 'cut.net'],
    /^cut\.net: announces \d+ bytes, but has \d+\. The file is damaged: copy or write it again\.$/,
  ],
  [
    ['inspect', 'bit.net'],
    /^bit\.net: the checksum of the content is 0x\w{8}, expected 0x\w{8}\. The file is damaged/,
  ],
  [
    ['inspect', 'newer.net'],
    /^newer\.net: has format version 7, this rxspike reads version \d\. Update rxspike\.$/,
  ],
  [
    ['inspect', 'alien.net'],
    /^alien\.net: this is no file of rxspike \(it begins with 52 58 53 00 .*\)\. Check the path\.$/,
  ],
  ...[
    '--rate=3',
    '--neuron=lif',
    '--synapse=0',
    '--off-chip=x',
    '--input-scale=2',
    '--block-shape=x=1',
    '--max-pool=average',
  ].map((flag): [string[], RegExp] => [
    ['inspect', 'small.net', flag],
    new RegExp(
      `^${flag.split('=')[0]} has no effect on "small\\.net": it is converted already\\. Convert`,
    ),
  ]),

  [
    [...run, '--block-shape', 'conv0=13,13,8'],
    'block "conv0" needs 1352 compartments with block shape 13,13,8, a core has 1024. ' +
      'The nearest shape that fits is 13,13,6.',
  ],
  [
    [...run, '--block-shape', 'dense0=100'],
    'block "dense0" needs 2064384 synapse bits with block shape 100, a core has 1048576. ' +
      'The nearest shape that fits is 50.',
  ],
  [
    [...run, '--block-shape', 'conv0=16,16'],
    '--block-shape: "conv0" is given 16,16, the layer is 13x13x32. Give one number per dimension.',
  ],
  [
    [...run, '--block-shape', 'x=1,1'],
    '--block-shape: there is no neuron layer "x". Use to-spikes, conv0, conv1, dense0.',
  ],
  [
    [...run, '--block-shape', 'conv0'],
    '--block-shape: got "conv0", expected LAYER=16,16,4 (a size per dimension).',
  ],
  [
    [...run, '--off-chip', 'dense1'],
    '--off-chip: there is no neuron layer "dense1". Use to-spikes, conv0, conv1, dense0.',
  ],
  [
    [...run, '--off-chip', 'to-spikes,conv0,conv1,dense0'],
    /^network: no population is on chip\. Give at least one/,
  ],
  [[...run, '--steps', '0'], '--steps: got "0", expected a number from 1 to 10000.'],
  [[...run, '--steps', '-1'], '--steps: got "-1", expected a number from 1 to 10000.'],
  [[...run, '--steps', '1e9'], '--steps: got "1e9", expected a number from 1 to 10000.'],
  [[...run, '--count', '0'], '--count: got "0", expected a whole number of at least 1.'],
  [[...run, '--count', '1.5'], '--count: got "1.5", expected a whole number of at least 1.'],
  [[...run, '--rate', '0'], '--rate: got "0", expected a number above 0.'],
  [[...run, '--rate', 'abc'], '--rate: got "abc", expected a number above 0.'],
  [[...run, '--rate', '1,,2'], '--rate: got "1,,2", expected a number above 0.'],
  [
    [...run, '--rate', '1,2'],
    '--rate: has 2 numbers, the model has 4 neuron layers (to-spikes, conv0, conv1, dense0). Give one number for each, or one for all.',
  ],
  [[...run, '--synapse', '-1'], '--synapse: got "-1", expected a number of at least 0.'],
  [[...run, '--input-scale', '0'], '--input-scale: got "0", expected a number above 0.'],
  [[...run, '--on', 'gpu'], '--on: got "gpu", expected emulator or interpreter.'],
  [
    [...run, '--neuron', 'hh'],
    '--neuron: got "hh", expected relu, spikingRelu, lif, loihiLif or loihiSpikingRelu.',
  ],
  [[...run, '--max-pool', 'sum'], '--max-pool: got "sum", expected offChip or average.'],
  [
    [...run, '--count'],
    "rxspike run: option '--count <n>' argument missing. See rxspike run --help.",
  ],
  [
    ['run', 'digits'],
    "rxspike run: required option '--in <source>' not specified. See rxspike run --help.",
  ],
  [
    ['run', '--in', 'digits:'],
    "rxspike run: missing required argument 'model'. See rxspike run --help.",
  ],
  [
    ['run', 'digits', '--in', 'webcam:'],
    '"webcam:": is no source of pictures. There are: mnist:DIR, mnist-train:DIR, digits:, digits:SEED.',
  ],
  [
    ['run', 'digits', '--in', 'digits:x'],
    /^"digits:x": the seed is "x", expected a whole number of at least 0, as in digits:7\.$/,
  ],
  [
    ['convert', 'digits'],
    "rxspike convert: required option '--out <file>' not specified. See rxspike convert --help.",
  ],
  [
    ['convert', 'digits', '--out', 'x.h5'],
    '--out: got "x.h5", expected a file ending in .net or .prog.',
  ],
  [['demo', '--out', 'x.gif'], '--out: got "x.gif", expected a file ending in .png or .svg.'],
  [['demo', '--count', '0'], '--count: got "0", expected a whole number of at least 1.'],
  [['dance'], "rxspike: unknown command 'dance'. See rxspike --help."],
  [
    ['inspect', 'digits', '--loud'],
    "rxspike inspect: unknown option '--loud'. See rxspike inspect --help.",
  ],
];

describe.concurrent('a mistake ends with 2 and one sentence', () => {
  it.for(mistakes.map((mistake) => [mistake[0].join(' '), mistake] as const))(
    'rxspike %s',
    async ([, [args, sentence]]) => {
      const said = await fails(args, folder.path);
      if (typeof sentence === 'string') expect(said).toBe(sentence);
      else expect(said).toMatch(sentence);
    },
  );
});

/** A test set in a folder of its own; its pictures are `images`. */
function mnist(name: string, images: Uint8Array): string {
  mkdirSync(join(folder.path, name));
  folder.file(`${name}/t10k-images-idx3-ubyte`, images);
  folder.file(`${name}/t10k-labels-idx1-ubyte`, Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 5));
  return `mnist:${name}`;
}

const image = new Uint8Array(16 + 784);
image.set([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28]);

describe.concurrent('pictures that cannot be read end with 2 and one sentence', () => {
  it.for<[string, Uint8Array, RegExp]>([
    [
      'wrong-magic',
      patched(image, 0, 1),
      /images-idx3-ubyte: is no IDX file \(it begins with 0x01000803, expected for/,
    ],
    [
      'cut-short',
      image.subarray(0, 500),
      /is cut off: its header announces 784 bytes \(1x28x28 uint8\), 484 follow\. Fetch/,
    ],
    [
      'cut-header',
      image.subarray(0, 9),
      /is cut off: a header of 16 bytes is announced, it has 9\. Fetch/,
    ],
    ['two-of-them', patched(image, 7, 0), /goes on too long: its header announces 0 bytes/],
  ])('%s', async ([name, images, sentence]) => {
    const said = await fails(['run', 'digits', '--in', mnist(name, images)], folder.path);
    expect(said).toMatch(sentence);
  });

  it('missing', async () => {
    expect(await fails(['run', 'digits', '--in', 'mnist:dir'], folder.path)).toMatch(
      /^"dir": there is none of t10k-images-idx3-ubyte, .*\. Check the folder\.$/,
    );
  });
});

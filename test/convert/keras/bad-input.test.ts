import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { loadKeras } from '../../../src/convert/keras/load.js';
import { fixture, fixtureDir, sentence } from './fixtures.js';

const folder = mkdtempSync(join(tmpdir(), 'rxspike-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

type Parts = Record<string, Uint8Array>;
const cnn = () => unzipSync(fixture('cnn.keras')) as Parts;
const edited = (change: (parts: Parts) => void) => {
  const parts = cnn();
  change(parts);
  return zipSync(parts, { level: 0 });
};
const utf8 = (text: string) => new TextEncoder().encode(text);
const inConfig = (from: string | RegExp, to: string) =>
  edited((parts) => {
    const text = new TextDecoder().decode(parts['config.json']);
    const next = text.replace(from, to);
    if (next === text) throw new Error(`the config has no ${from}`);
    parts['config.json'] = utf8(next);
  });

/** The .h5 with one value of the first layer's kernel changed: NaN where 1x1x1x3 floats are stored. */
function withNan(): Uint8Array {
  const bytes = fixture('cnn.keras2.h5');
  const json = JSON.parse(fixture('expected.json').toString()) as {
    models: { cnn: { layers: Record<string, { weights: { first: number[] }[] }> } };
  };
  const first = json.models.cnn.layers['to-spikes']!.weights[0]!.first;
  const pattern = Buffer.from(new Float32Array(first).buffer);
  const at = bytes.indexOf(pattern);
  bytes.writeFloatLE(Number.NaN, at + 4);
  return bytes;
}

const h5 = () => fixture('cnn.keras2.h5');
const json = (text: string) => utf8(text);
const manifest = (change: (m: { weightsManifest: { weights: object[] }[] }) => void) => {
  const m = JSON.parse(fixture('cnn-tfjs/model.json').toString());
  change(m);
  return json(JSON.stringify(m));
};
const readShard = async (path: string) => fixture(`cnn-tfjs/${path}`);

const bad: [string, () => Uint8Array, RegExp][] = [
  ['an empty file', () => new Uint8Array(), /not a Keras model: the file is empty/],
  [
    'text',
    () => utf8('hello world'),
    /the file begins with 68 65 6c 6c 6f 20 77 6f, expected a zip/,
  ],
  [
    'a cut .h5',
    () => h5().subarray(0, 9000),
    /HDF5 file is cut off \(9000 bytes, its header announces \d+\)/,
  ],
  [
    'an .h5 of the signature only',
    () => h5().subarray(0, 8),
    /HDF5 file cannot be opened \(.+\), it is damaged/,
  ],
  [
    'an .h5 with weights only',
    () => fixture('cnn.keras2-weights.h5'),
    /holds weights only \(no model_config\)/,
  ],
  [
    'an .h5 compressed with lzf',
    () => fixture('cnn.filter-lzf.h5'),
    /cnn\/conv\/kernel is compressed with "lzf"/,
  ],
  [
    'a cut .keras',
    () => fixture('cnn.keras').subarray(0, 9000),
    /zip is cut off or damaged \(invalid zip data\)/,
  ],
  [
    'a .keras without weights',
    () => edited((p) => delete p['model.weights.h5']),
    /zip has no model\.weights\.h5 \(it has metadata\.json, config\.json\)/,
  ],
  [
    'some other zip',
    () => zipSync({ 'a.txt': utf8('a') }),
    /zip has no config\.json \(it has a\.txt\)/,
  ],
  [
    'a .keras with broken JSON',
    () => edited((p) => (p['config.json'] = utf8('{"a":'))),
    /config\.json is not valid JSON/,
  ],
  [
    'a .keras whose weights are cut',
    () => edited((p) => (p['model.weights.h5'] = p['model.weights.h5']!.slice(0, 5000))),
    /model\.weights\.h5: the HDF5 file is cut off \(5000 bytes/,
  ],
  [
    'weights of another model',
    () =>
      edited(
        (p) => (p['model.weights.h5'] = unzipSync(fixture('norm.keras'))['model.weights.h5']!),
      ),
    /weight group "conv2d" belongs to layer "conv", expected "to-spikes"/,
  ],
  [
    'a config with other sizes',
    () => inConfig('"units": 5', '"units": 6'),
    /layer "hidden" \(Dense\): weight "kernel" is 16x5, expected 16x6/,
  ],
  [
    'a config with another input',
    () => inConfig(/\[null, 8, 8, 1\]/, '[null, 8, 8, 2]'),
    /layer "to-spikes" \(Conv2D\): weight "kernel" is 1x1x1x3, expected 1x1x2x3/,
  ],
  [
    'a config that lost a bias',
    () => inConfig('"use_bias": false', '"use_bias": true'),
    /layer "to-spikes" \(Conv2D\): weights stored for it: 1, expected 2 \(kernel, bias\)/,
  ],
  [
    'an open input shape',
    () => inConfig(/\[null, 8, 8, 1\]/, '[null, null, null, 1]'),
    /shape of input "pixels" is open \(\?, \?, 1\)\. Begin the model with Input\(shape=/,
  ],
  [
    'two layers of one name',
    () => inConfig('"name": "hidden"', '"name": "out"'),
    /has two layers named "out"/,
  ],
  [
    'a model class without layers',
    () => inConfig('"class_name": "Sequential"', '"class_name": "MyNet"'),
    /the model is of class "MyNet", which stores no layers/,
  ],
  [
    'a window larger than the picture',
    () => inConfig('"pool_size": [2, 2]', '"pool_size": [9, 9]'),
    /layer "pool" \(AveragePooling2D\): its window is larger than its input \(3x3x4\)/,
  ],
  [
    'NaN among the weights',
    withNan,
    /layer "to-spikes" \(Conv2D\): weight "kernel" \(1x1x1x3\) has NaN at index 1/,
  ],
  [
    'JSON of something else',
    () => json('{"name":"x"}'),
    /this JSON is not a TensorFlow\.js layers model \(format null\)/,
  ],
  [
    'a tfjs graph model',
    () => json('{"format":"graph-model","modelTopology":{"node":[]}}'),
    /not a TensorFlow\.js layers model \(format "graph-model"\)/,
  ],
  [
    'tfjs weights of a wrong length',
    () => manifest((m) => m.weightsManifest[0]!.weights.pop()),
    /have 872 bytes, the manifest lists \d+/,
  ],
  [
    'tfjs weights of a huge size',
    () => manifest((m) => Object.assign(m.weightsManifest[0]!.weights[0]!, { shape: [2 ** 30] })),
    /announces 4294967296 bytes.*limit 1073741824/,
  ],
  [
    'tfjs weights outside the folder',
    () => manifest((m) => Object.assign(m.weightsManifest[0]!, { paths: ['../x.bin'] })),
    /weight file "\.\.\/x\.bin" lies outside the model's folder/,
  ],
  [
    'tfjs weights as text',
    () => manifest((m) => Object.assign(m.weightsManifest[0]!.weights[0]!, { dtype: 'string' })),
    /is stored as string \[1, 1, 1, 3\], readable are/,
  ],
  [
    'tfjs layers of one name in different models',
    () => fixture('nested-tfjs/model.json'),
    /weight "conv\/kernel" is in the manifest twice/,
  ],
  [
    'tfjs without weights',
    () => manifest((m) => Reflect.deleteProperty(m, 'weightsManifest')),
    /there is no weightsManifest/,
  ],
];

it.each(bad)('refuses %s in one sentence and prints nothing', async (name, bytes, want) => {
  const console_ = vi.spyOn(console, 'error');
  const stderr = vi.spyOn(process.stderr, 'write');
  const folderOf = name.includes('different models') ? 'nested-tfjs' : 'cnn-tfjs';
  const shard = async (p: string) => fixture(`${folderOf}/${p}`);
  const text = await sentence(loadKeras(bytes(), { name: 'x', readShard: shard }));
  expect(text).toMatch(/^ConvertError: x: /);
  expect(text).toMatch(want);
  expect(text.split('\n')).toHaveLength(1);
  expect(text).toMatch(/\.$/);
  expect(console_).not.toHaveBeenCalled();
  expect(stderr).not.toHaveBeenCalled();
});

it('says that a file is missing, or is a folder', async () => {
  const gone = join(folder, 'gone.keras');
  expect(await sentence(loadKeras(gone))).toContain('gone.keras: there is no such file.');
  expect(await sentence(loadKeras(folder))).toContain('is a folder, expected a file.');
});

it('says which weight file of a tfjs model is missing', async () => {
  const path = join(folder, 'model.json');
  writeFileSync(path, fixture('cnn-tfjs/model.json'));
  expect(await sentence(loadKeras(path))).toContain('group1-shard1of2.bin: there is no such file.');
  const bytes = fixture('cnn-tfjs/model.json');
  expect(await sentence(loadKeras(bytes))).toContain('cannot be found from bytes. Give readShard');
});

it('says when bytes are of another format than announced', async () => {
  const loading = loadKeras(fixture('cnn.keras'), { format: 'h5' });
  expect(await sentence(loading)).toContain('the bytes are of format "keras", expected "h5".');
});

it('tells no lie about a file cut at any length', async () => {
  for (const file of ['cnn.keras', 'cnn.keras2.h5', 'cnn-tfjs/model.json']) {
    const whole = fixture(file);
    for (let cut = 0; cut < whole.length; cut += Math.ceil(whole.length / 40)) {
      const loading = loadKeras(whole.subarray(0, cut), { name: 'x', readShard });
      expect(await sentence(loading), `${file} ${cut}`).toMatch(/^ConvertError: x: .*\.$/);
    }
  }
  expect((await loadKeras(join(fixtureDir, 'cnn.keras'))).layers).toHaveLength(7);
});

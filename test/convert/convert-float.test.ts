import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convert } from '../../src/convert/convert.js';
import { floatForm } from '../../src/convert/float-form.js';
import { loadKeras } from '../../src/convert/keras/load.js';
import { dataDir } from '../support/shared.js';
import { expected, fixtureDir, load } from './keras/fixtures.js';
import { convLayer, denseLayer, type LayerSpec, layerChain, picture } from './models.js';
import { floatOf, floatOutput, meanOf, playPicture } from './play.js';

function softmax(values: readonly number[]): number[] {
  const powers = values.map((v) => Math.exp(v - Math.max(...values)));
  return powers.map((p) => p / powers.reduce((a, b) => a + b));
}

/** The largest difference, relative to the largest wanted value. */
function relativeError(got: readonly number[], wanted: readonly number[]): number {
  expect(got).toHaveLength(wanted.length);
  const top = Math.max(...wanted.map(Math.abs));
  return Math.max(...got.map((v, i) => Math.abs(v - wanted[i]!))) / top;
}

const convertible = ['cnn', 'pooled'].flatMap((model) =>
  expected[model]!.files.map((file) => ({ file, example: expected[model]!.example! })),
);

describe('the float form of a converted model predicts what Keras predicts', () => {
  it.each(convertible)('$file', async ({ file, example }) => {
    for (const scaleFiringRates of [1, 400]) {
      const converted = convert(await load(file), { scaleFiringRates, synapse: 0.005 });
      const logits = await floatOutput(converted, example.inputs[0]!.data);
      expect(relativeError(softmax(logits), example.outputs[0]!.data)).toBeLessThan(1e-5);
    }
  });

  const { predictions } = JSON.parse(
    readFileSync(join(fixtureDir, 'predictions.json'), 'utf8'),
  ) as { predictions: Record<string, number[]> };
  const values = Float32Array.from({ length: 784 }, (_, k) => ((37 * k) % 101) / 101);
  const embedded = resolve(import.meta.dirname, '../../models');

  it.for(Object.keys(predictions))('%s', async (file, { skip }) => {
    const path = [join(embedded, file), join(dataDir, 'models', file)].find((p) => existsSync(p));
    if (path === undefined) return skip('the file is not here');
    const converted = convert(await loadKeras(path), { scaleFiringRates: 400, synapse: 0.002 });
    const logits = await floatOutput(converted, values);
    expect(relativeError(logits, predictions[file]!)).toBeLessThan(1e-5);
  });
});

const dense = (inputs: number, units: number, seed: number) =>
  denseLayer(inputs, units, seed, { activation: 'relu' });
const twoLayers = layerChain(
  [6],
  [dense(6, 8, 1), dense(8, 5, 3), denseLayer(5, 3, 5, { name: 'answer' })],
);

describe('the scale of firing rates', () => {
  it('multiplies biases and gains exactly, divides amplitudes, and leaves kernels alone', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (s) => {
        const { network } = convert(twoLayers, { scaleFiringRates: s });
        for (const layer of twoLayers.layers.slice(1, 3)) {
          const { params } = network.node(network.get(layer.name).id);
          expect(params.gain).toBe(s);
          expect(params.amplitude).toBe(1 / s);
          const { bias, kernel } = layer.weights;
          expect(Array.from(params.bias as Float64Array)).toEqual(
            Array.from(bias!.data, (b) => s * b),
          );
          const matrices = network.all.filter((n) => n.kind === 'dense');
          const sums = matrices.map((n) => sumOf(n.params.weights as Float32Array));
          expect(sums).toContain(sumOf(kernel!.data));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('is applied anew by every conversion: networks of one model do not know of each other', () => {
    const kernels = twoLayers.layers.map((l) => Array.from(l.weights.kernel?.data ?? []));
    const biases = twoLayers.layers.map((l) => Array.from(l.weights.bias?.data ?? []));
    const biasOf = (s: number) => {
      const { network } = convert(twoLayers, { scaleFiringRates: s });
      return Array.from(network.node(network.get('dense1').id).params.bias as Float64Array);
    };
    const [first, second, again] = [biasOf(100), biasOf(400), biasOf(100)];
    expect(again).toEqual(first);
    expect(second).toEqual(first!.map((b) => (b / 100) * 400));
    expect(twoLayers.layers.map((l) => Array.from(l.weights.kernel?.data ?? []))).toEqual(kernels);
    expect(twoLayers.layers.map((l) => Array.from(l.weights.bias?.data ?? []))).toEqual(biases);
  });

  it('falls out of the float form', async () => {
    const values = picture(6);
    const [one, other] = await Promise.all([
      floatOf(twoLayers, values),
      floatOf(twoLayers, values, { scaleFiringRates: 317 }),
    ]);
    expect(relativeError(other, one)).toBeLessThan(1e-12);
  });
});

function sumOf(values: Float32Array): number {
  return Array.from(values)
    .sort((a, b) => a - b)
    .reduce((a, b) => a + b, 0);
}

const image: readonly LayerSpec[] = [
  convLayer([1, 1, 2, 3], 1, {}, { activation: 'relu' }),
  convLayer([3, 2, 3, 4], 3, { padding: 'same' }),
  { kind: 'ReLU' },
  { kind: 'MaxPooling2D', config: { pool_size: [2, 2], strides: [2, 2], padding: 'valid' } },
  { kind: 'AveragePooling2D', config: { pool_size: [2, 2], strides: [1, 1], padding: 'same' } },
  convLayer([2, 2, 4, 5], 5, { strides: [1, 2] }),
  { kind: 'Activation', activation: 'relu' },
];

it('reads pictures with their channels first as those with channels last', async () => {
  const [rows, columns] = [8, 6];
  const last = picture(rows * columns * 2);
  const first = Float64Array.from(
    last,
    (_, i) => last[(i % (rows * columns)) * 2 + Math.floor(i / (rows * columns))]!,
  );
  const turned = image.map((l) => ({
    ...l,
    config: { ...l.config, data_format: 'channels_first' },
  }));
  const a = await floatOf(layerChain([rows, columns, 2], image), last);
  const b = await floatOf(layerChain([2, rows, columns], turned), first);
  const pixels = a.length / 5;
  const back = a.map((_, i) => b[(i % 5) * pixels + Math.floor(i / 5)]!);
  expect(relativeError(back, a)).toBeLessThan(1e-12);
});

describe('the rate picture', () => {
  it('holds exactly for relu neurons without a synapse', async () => {
    const model = layerChain([8, 6, 2], image);
    const { network, output } = convert(model, { activation: 'relu', scaleFiringRates: 250 });
    const values = picture(8 * 6 * 2);
    const names = [output.name];
    const ran = await playPicture(network, names, values, 3);
    const float = await playPicture(floatForm(network), names, values, 3);
    expect(ran).toEqual(float);
    expect(Math.max(...ran[output.name]![0]!)).toBeGreaterThan(0);
  });

  /*
   * A spiking rectified linear neuron keeps a rest below one spike, so what it says in any timestep is
   * wrong by less than 1 / (s dt), and what its input is wrong by passes on through the weights.
   */
  it.each([1e5, 1e6, 1e7])(
    'is met by spiking neurons within 1/(s dt) per layer, s = %d',
    async (s) => {
      const options = { activation: 'spikingRelu', scaleFiringRates: s, precision: 64 } as const;
      const converted = convert(twoLayers, options);
      const values = picture(6);
      const wanted = await floatOutput(converted, values);
      const { answer } = await playPicture(converted.network, ['answer'], values, 50);
      const bound = boundOf(1 / (s * 1e-3));
      const worst = Math.max(
        ...answer!.flatMap((row) => row.map((v, k) => Math.abs(v - wanted[k]!) / bound[k]!)),
      );
      expect(worst).toBeLessThanOrEqual(1 + 1e-6);
      expect(worst).toBeGreaterThan(0.01);
    },
  );

  it('is met in the mean over T timesteps within 1/(s T dt) by one spiking layer', async () => {
    const model = layerChain([6], [dense(6, 8, 1), denseLayer(8, 3, 5, { name: 'answer' })]);
    const options = { activation: 'spikingRelu', scaleFiringRates: 300, precision: 64 } as const;
    const converted = convert(model, options);
    const values = picture(6);
    const wanted = await floatOutput(converted, values);
    const { kernel } = model.layers[2]!.weights;
    for (const steps of [50, 500, 5000]) {
      const { answer } = await playPicture(converted.network, ['answer'], values, steps);
      const mean = meanOf(answer!);
      for (const [k, v] of mean.entries()) {
        const rest = absoluteColumn(kernel!.data, 3, k) / (300 * steps * 1e-3);
        expect(Math.abs(v - wanted[k]!)).toBeLessThanOrEqual(rest + 1e-9);
      }
    }
  });
});

/** How wrong the outputs of `twoLayers` can be if each neuron is wrong by less than `own`. */
function boundOf(own: number): number[] {
  let error = Array.from({ length: 6 }, () => 0);
  for (const [i, layer] of twoLayers.layers.slice(1).entries()) {
    const { data, shape } = layer.weights.kernel!;
    const [inputs, units] = shape as [number, number];
    error = Array.from({ length: units }, (_, u) => {
      let sum = i < 2 ? own : 0;
      for (let n = 0; n < inputs; n++) sum += Math.abs(data[n * units + u]!) * error[n]!;
      return sum;
    });
  }
  return error;
}

function absoluteColumn(data: Float32Array, units: number, column: number): number {
  return Array.from(data)
    .filter((_, i) => i % units === column)
    .reduce((sum, w) => sum + Math.abs(w), 0);
}

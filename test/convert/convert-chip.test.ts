import { describe, expect, it } from 'vitest';
import { emulator } from '../../src/chip/emulator.js';
import { compile } from '../../src/compile/compile.js';
import { convert } from '../../src/convert/convert.js';
import { interpreter } from '../../src/run/device.js';
import { expectClose, wholeChip } from '../support/whole-chip.js';
import { convLayer, denseLayer, type LayerSpec, layerChain, picture } from './models.js';
import { floatOutput, meanOf, playPicture } from './play.js';

const relu = { activation: 'relu' };

/** Two chip layers with a pooling of 2x2 between them, 3x3x4 values to 5 either way. */
function pooled(kind: string, behind: 'conv' | 'dense') {
  const layers: LayerSpec[] = [
    convLayer([1, 1, 1, 2], 1, {}, { ...relu, name: 'eye' }),
    convLayer([3, 3, 2, 4], 3, {}, { ...relu, name: 'first' }),
    { kind, name: 'pool', config: { pool_size: [2, 2], strides: [2, 2], padding: 'valid' } },
  ];
  if (behind === 'dense') layers.push({ kind: 'Flatten' });
  layers.push(
    behind === 'conv'
      ? convLayer([3, 3, 4, 5], 5, {}, { ...relu, name: 'second' })
      : denseLayer(36, 5, 5, { ...relu, name: 'second' }),
  );
  if (behind === 'conv') layers.push({ kind: 'Flatten' });
  return layerChain([8, 8, 1], [...layers, denseLayer(5, 3, 7, { name: 'answer' })]);
}

const values = picture(64);
const options = { scaleFiringRates: 60, synapse: 0.005 } as const;
const neurons = ['eye', 'first', 'second'];

/** Spikes per timestep of every layer, the mean answer once settled, and that of the float form. */
async function activity(kind: string, on: Parameters<typeof playPicture>[4]) {
  const converted = convert(pooled(kind, 'conv'), options);
  const rows = await playPicture(converted.network, [...neurons, 'answer'], values, 600, on);
  const spikes = neurons.map((name) => rows[name]!.map((r) => r.filter((v) => v !== 0).length));
  return {
    rates: spikes.map((counts) => counts.reduce((a, b) => a + b) / counts.length),
    answer: meanOf(rows.answer!.slice(200)),
    wanted: await floatOutput(converted, values),
  };
}

/** Largest difference, relative to the largest value. */
const apart = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((v, i) => Math.abs(v - b[i]!))) / Math.max(...b.map(Math.abs));

const largest = (v: readonly number[]) => v.indexOf(Math.max(...v));

describe.each(['conv', 'dense'] as const)('average pooling before a %s layer', (behind) => {
  const model = pooled('AveragePooling2D', behind);
  const { network } = convert(model, options);

  it('needs nothing on the host: the layers are joined on the chip', () => {
    const { report } = compile(network, { probes: { answer: network.get('answer') } });
    expect(report.crossings).toEqual([
      { from: 'eye', to: 'first', direction: 'to chip', steps: 1 },
      { from: 'first', to: 'second', direction: 'on chip', steps: 1 },
      { from: 'second', to: 'host', direction: 'to host', steps: 1 },
    ]);
  });

  it('has for weights a quarter of those of the layer, for each of the four pixels', () => {
    const { data } = model.layers.find((l) => l.name === 'second')!.weights.kernel!;
    const expected = Array.from({ length: 5 }, (_, k) =>
      Array.from({ length: 6 * 6 * 4 }, (_, i) => {
        const [y, x, channel] = [Math.floor(i / 24), Math.floor(i / 4) % 6, i % 4];
        const cell = (Math.floor(y / 2) * 3 + Math.floor(x / 2)) * 4 + channel;
        return data[cell * 5 + k]! / 4;
      }),
    );
    expectClose(wholeChip(network).weights('first', 'second'), expected);
  });
});

it('a pooled network on the chip fires as the interpreter predicts', async () => {
  const predicted = await activity('AveragePooling2D', interpreter({ placed: true }));
  const chip = await activity('AveragePooling2D', emulator());
  expect(Math.min(...predicted.rates)).toBeGreaterThan(0.1);
  expect(chip.rates[0]).toBe(predicted.rates[0]); // the same neurons on the host
  expect(apart(chip.rates, predicted.rates)).toBeLessThan(0.03);
  expect(apart(chip.answer, predicted.answer)).toBeLessThan(0.03);
  expect(largest(chip.answer)).toBe(largest(chip.wanted));
});

it('a network with max pooling plays on the chip from end to end', async () => {
  const { network } = convert(pooled('MaxPooling2D', 'conv'), options);
  const { report } = compile(network, { probes: { answer: network.get('answer') } });
  expect(report.crossings.map((c) => [c.from, c.to, c.direction])).toEqual([
    ['eye', 'first', 'to chip'],
    ['pool', 'second', 'to chip'],
    ['first', 'host', 'to host'],
    ['second', 'host', 'to host'],
  ]);
  const predicted = await activity('MaxPooling2D', interpreter({ placed: true }));
  const chip = await activity('MaxPooling2D', emulator());
  expect(apart(chip.rates, predicted.rates)).toBeLessThan(0.03);
  expect(apart(chip.answer, predicted.answer)).toBeLessThan(0.03);
  expect(largest(chip.answer)).toBe(largest(chip.wanted));
});

it('layers reach the chip in the blocks that were asked for', () => {
  const blockShapes = { first: [6, 3, 2], second: [1, 1, 5] };
  const { network } = convert(pooled('AveragePooling2D', 'conv'), { ...options, blockShapes });
  const { report } = compile(network, { probes: { answer: network.get('answer') } });
  const blocks = report.blocks.map((b) => [b.population, b.use.compartments.used]);
  expect(blocks).toEqual([...Array.from({ length: 4 }, () => ['first', 36]), ['second', 5]]);
});

it('all layers can be on the chip, the values of the input too', async () => {
  const { network } = convert(pooled('AveragePooling2D', 'dense'), { ...options, offChip: [] });
  const { answer } = await playPicture(network, ['answer'], values, 50, emulator());
  expect(Math.max(...answer!.at(-1)!.map(Math.abs))).toBeGreaterThan(0);
});

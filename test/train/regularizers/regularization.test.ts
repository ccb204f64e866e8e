import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { NetworkError } from '../../../src/core/errors.js';
import { seededRandom } from '../../../src/core/random.js';
import { openRegularization } from '../../../src/train/regularizers/regularization.js';
import type { RegularizerSpec } from '../../../src/train/regularizers/spec.js';
import { oracle, oracleGradient } from './oracles.js';

const amplitude = 1 / 128;
const layer = { name: 'a', onChip: true, amplitude };

/** Rates from 0 to 500 Hz in units of the output, exact in float32. */
function outputs(batch: number, neurons: number): number[][] {
  const random = seededRandom(batch * 100 + neurons);
  return Array.from({ length: batch }, () =>
    Array.from({ length: neurons }, () => Math.fround(500 * random.uniform() * amplitude)),
  );
}

/** The term and its gradient; the outputs come as [batch, 2, neurons / 2]. */
function play(spec: RegularizerSpec, rows: number[][]) {
  const penalty = openRegularization([spec], [layer]);
  return tf.tidy(() => {
    const y = tf.tensor(rows.flat(), [rows.length, 2, rows[0]!.length / 2]);
    const { value, grad } = tf.valueAndGrad((output: tf.Tensor) => penalty([{ ...layer, output }]))(
      y,
    );
    return { value: value.dataSync()[0]!, gradient: [...grad.dataSync()], shape: grad.shape };
  });
}

const specs: readonly RegularizerSpec[] = [
  { kind: 'targetRate' },
  { kind: 'targetRate', targetHz: 100, weight: 2 },
  { kind: 'range' },
  { kind: 'range', minHz: 50, maxHz: 120, weight: 0.1 },
  { kind: 'percentileRange', minHz: 75, maxHz: 150 },
  { kind: 'percentileRange', minHz: 300, maxHz: 400, percentile: 40, weight: 1 },
  { kind: 'percentileRange', minHz: 100, maxHz: 100, percentile: 0 },
  { kind: 'percentileRange', minHz: 100, maxHz: 100, percentile: 100 },
  { kind: 'norm' },
  { kind: 'norm', order: 1, weight: 0.5 },
  { kind: 'norm', order: 3.5 },
];

describe.each(['cpu', 'wasm'])('regularizers on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  it.each(specs)('%j agrees with plain numbers', (spec) => {
    for (const [batch, neurons] of [
      [1, 4],
      [7, 6],
      [30, 8],
    ] as const) {
      const rows = outputs(batch, neurons);
      const { value, gradient, shape } = play(spec, rows);
      const expected = oracle(spec, rows, amplitude);
      expect(Math.abs(value - expected)).toBeLessThanOrEqual(2e-6 * Math.abs(expected));
      const slopes = oracleGradient(spec, rows, amplitude);
      const steepest = Math.max(...slopes.map(Math.abs));
      const apart = gradient.map((g, i) => Math.abs(g - slopes[i]!));
      // The differences of the oracle lose digits to its value.
      expect(Math.max(...apart)).toBeLessThanOrEqual(2e-6 * steepest + 1e-9 * Math.abs(expected));
      expect(shape).toEqual([batch, 2, neurons / 2]);
    }
  });

  it('silent examples have a norm without slope, not none', () => {
    const { value, gradient } = play({ kind: 'norm' }, [
      [0, 0],
      [3, 4],
    ]);
    expect(value).toBeCloseTo(2.5, 6);
    expect(gradient.slice(0, 2)).toEqual([0, 0]);
    expect(gradient[2]).toBeCloseTo(0.3, 6);
    expect(gradient[3]).toBeCloseTo(0.4, 6);
  });

  it('the first of several examples with the percentile gets the gradient', () => {
    const spec = {
      kind: 'percentileRange',
      minHz: 0,
      maxHz: 128,
      percentile: 100,
      weight: 1,
    } as const;
    const { value, gradient } = play(spec, [
      [1, 0],
      [3, 0],
      [3, 0],
    ]);
    expect(value).toBe(2);
    expect(gradient).toEqual([0, 0, 2, 0, 0, 0]);
  });

  it('leaves no tensors behind', () => {
    const before = tf.memory().numTensors;
    for (const spec of specs) play(spec, outputs(4, 4));
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('regularization of several layers', () => {
  const layers = [
    { name: 'in', onChip: false, amplitude: 1 },
    { name: 'conv', onChip: true, amplitude: 0.01 },
    { name: 'dense', onChip: true, amplitude: 0.02 },
  ];
  const norm = (choice: RegularizerSpec['layers']): RegularizerSpec => ({
    kind: 'norm',
    order: 1,
    ...(choice === undefined ? {} : { layers: choice }),
  });
  const total = (specs: readonly RegularizerSpec[]) =>
    tf.tidy(() => {
      const given = layers.map((l, i) => ({ ...l, output: tf.tensor2d([[10 ** i]]) }));
      return openRegularization(specs, layers)(given).dataSync()[0];
    });

  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('chooses by place and by name, and adds up', () => {
    expect(total([norm('all')])).toBe(111);
    expect(total([norm(undefined)])).toBe(111);
    expect(total([norm('offChip')])).toBe(1);
    expect(total([norm('onChip')])).toBe(110);
    expect(total([norm(['in', 'dense'])])).toBe(101);
    expect(total([norm('onChip'), { ...norm('offChip'), weight: 3 }])).toBe(113);
    expect(total([])).toBe(0);
  });

  it('takes each layer in its own amplitude', () => {
    const specs = layers.map(({ name, amplitude }, i): RegularizerSpec => {
      return { kind: 'targetRate', layers: [name], targetHz: 10 ** i / amplitude, weight: 1 };
    });
    expect(total(specs)).toBeCloseTo(0, 4);
  });

  it.each([
    [{ kind: 'entropy' }, /regularizer: kind is "entropy"/],
    [{ kind: 'norm', order: 0.5 }, /norm: order is 0.5/],
    [{ kind: 'norm', weight: -1 }, /norm: weight is -1/],
    [{ kind: 'range', minHz: 400 }, /range: minHz is 400, expected a number not above 300/],
    [{ kind: 'percentileRange', maxHz: 4 }, /percentileRange: minHz is undefined/],
    [{ kind: 'percentileRange', minHz: 0, maxHz: 4, percentile: 101 }, /percentile is 101/],
    [
      { kind: 'norm', layers: ['conv2'] },
      /norm: there is no neuron layer "conv2". There are: in, conv/,
    ],
    [{ kind: 'norm', layers: [] }, /norm: layers is \[\], which is none of the neuron layers/],
    [{ kind: 'norm', layers: 'chip' }, /norm: layers is "chip", expected "all" or/],
  ])('refuses %j', (spec, message) => {
    const open = () => openRegularization([spec as RegularizerSpec], layers);
    expect(open).toThrow(NetworkError);
    expect(open).toThrow(message);
  });

  it('refuses a pass that lacks the output of a chosen layer', () => {
    expect(() => openRegularization([norm('all')], layers)([])).toThrow(/no output of layer "in"/);
  });
});

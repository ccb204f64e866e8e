import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { NetworkError } from '../../../src/core/errors.js';
import { rate } from '../../../src/kernels/rates.js';
import { openCurve } from '../../../src/train/curves/open-curve.js';
import type { CurveSpec } from '../../../src/train/curves/spec.js';
import { type Formula, formulas, slopeOf } from './formulas.js';

/** Output of a curve, and its gradient for an upstream of 1, 2, 3 ... */
function play(spec: CurveSpec, points: readonly number[]) {
  const curve = openCurve(spec);
  return tf.tidy(() => {
    const x = tf.tensor(points as number[]);
    const dy = tf.tensor(points.map((_, i) => i + 1));
    const { grad, value } = tf.valueAndGrad((current: tf.Tensor) => curve(current))(x, dy);
    const gradient = tf.div(grad, dy);
    return { output: [...value.dataSync()], slope: [...gradient.dataSync()] };
  });
}

/** Largest difference, relative where values are large against `floor`. */
function distance(actual: readonly number[], expected: readonly number[], floor: number): number {
  const apart = actual.map(
    (a, i) => Math.abs(a - expected[i]!) / Math.max(Math.abs(expected[i]!), floor),
  );
  return Math.max(...apart);
}

/** Points at which float32 and float64 stand on the same stair. */
const steady = ({ points, fromStair }: Formula) => points.filter((x) => fromStair(x) > 1e-4);

function expectFormula(formula: Formula): void {
  const points = steady(formula);
  expect(points.length).toBeGreaterThan(formula.points.length / 2);
  const { output, slope } = play(formula.spec, points);
  expect(distance(output, points.map(formula.forward), 1e-30)).toBeLessThan(1e-6);
  const slopes = points.map((x) => slopeOf(formula.smooth, x));
  const steepest = Math.max(...slopes.map(Math.abs));
  expect(distance(slope, slopes, 1e-3 * steepest)).toBeLessThan(1e-6);
}

describe('curves', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it.each(formulas)('$name gives its formula, and the slope of its smooth one', (formula) =>
    expectFormula(formula),
  );

  it.each(formulas)('$name is bit for bit the same on wasm', async ({ spec, points }) => {
    const onCpu = play(spec, points);
    await tf.setBackend('wasm');
    const onWasm = play(spec, points);
    await tf.setBackend('cpu');
    if (spec.kind === 'linear') expect(distance(onWasm.output, onCpu.output, 1)).toBeLessThan(1e-6);
    else expect(onWasm).toEqual(onCpu);
  });

  it('rates are those of the kernels, at every point of the stairs', () => {
    const points = Array.from({ length: 400 }, (_, i) => Math.fround(1 + i * 2.5));
    const relu = rate('loihiSpikingRelu', { amplitude: 0.5 });
    const given = play({ kind: 'loihiSpikingRelu', amplitude: 0.5 }, points);
    expect(given.output).toEqual(points.map((J) => Math.fround(relu(J))));
    const lif = rate('loihiLif', { amplitude: 0.5, tauRc: 0.03, tauRef: 0.0034 });
    const leaky = { kind: 'loihiLif', amplitude: 0.5, tauRc: 0.03, tauRef: 0.0034 } as const;
    expect(play(leaky, points).output).toEqual(points.map((J) => Math.fround(lif(J))));
  });

  it.each(['relu', 'loihiSpikingRelu', 'lif', 'loihiLif'] as const)(
    '%s has neither output nor slope at its threshold and below',
    (kind) => {
      const threshold = kind === 'lif' || kind === 'loihiLif' ? 1 : 0;
      const points = [threshold, threshold - 1, -1e6, -0];
      const silent = [0, 0, 0, 0];
      const { output, slope } = play({ kind }, points);
      expect(output.map((value) => value + 0)).toEqual(silent);
      expect(slope.map((value) => value + 0)).toEqual(silent);
    },
  );

  it('soft curves stay finite far from the threshold', () => {
    const points = [-1e30, -1e4, -30, 0, 1, 30, 1e4, 1e30];
    const { output, slope } = play({ kind: 'softLif', smoothing: 0.01 }, points);
    expect(output.every((value) => value >= 0 && value <= 500.001)).toBe(true);
    expect(slope.every((value) => value >= 0 && Number.isFinite(value))).toBe(true);
    expect([...output]).toEqual([...output].sort((a, b) => a - b));
  });

  const shapes = [[2, 3, 1, 4], [0, 3], []];
  it('keeps shapes, of empty tensors too, and leaves no tensors behind', async () => {
    for (const backend of ['cpu', 'wasm']) {
      await tf.setBackend(backend);
      const before = tf.memory().numTensors;
      const kinds = ['loihiSpikingRelu', 'relu', 'linear'] as const;
      const curves = kinds.flatMap((kind) => [1, 2].map((gain) => openCurve({ kind, gain })));
      for (const [curve, shape] of curves.flatMap((c) => shapes.map((s) => [c, s] as const))) {
        const [x, dy] = [tf.fill(shape, 30), tf.fill(shape, 1)];
        const gradient = tf.grad((j: tf.Tensor) => curve(j))(x, dy);
        const output = curve(x);
        expect([output.shape, gradient.shape]).toEqual([shape, shape]);
        tf.dispose([x, dy, gradient, output]);
      }
      expect(tf.memory().numTensors).toBe(before);
    }
    await tf.setBackend('cpu');
  });

  it.each([
    [{ kind: 'tent' }, /curve: kind is "tent", expected "relu" or /],
    [{ kind: 'relu', gain: 0 }, /relu: gain is 0, expected a number above 0/],
    [{ kind: 'relu', amplitude: Number.NaN }, /relu: amplitude is NaN/],
    [{ kind: 'loihiSpikingRelu', dt: -1 }, /loihiSpikingRelu: dt is -1/],
    [{ kind: 'softLif' }, /softLif: smoothing is undefined/],
    [{ kind: 'lif', tauRef: -0.1 }, /lif: tauRef is -0.1/],
    [{ kind: 'sigmoid', tauRef: 0 }, /sigmoid: tauRef is 0/],
    [{ kind: 'loihiLif', tauRc: 20 }, /loihiLif: tauRc is 20, a decay that rounds to 0/],
    [
      { kind: 'loihiLif', noise: { kind: 'alpha', tau: 0.02, seed: 1 } },
      /noise.tau is 0.02, too near/,
    ],
    [{ kind: 'loihiLif', noise: { kind: 'pink', tau: 0.01, seed: 1 } }, /noise.kind is "pink"/],
  ])('refuses %j', (spec, message) => {
    const open = () => openCurve(spec as CurveSpec);
    expect(open).toThrow(NetworkError);
    expect(open).toThrow(message);
  });

  it('refuses currents that are not float32', () => {
    const whole = tf.tensor([1, 2], [2], 'int32');
    expect(() => openCurve({ kind: 'relu' })(whole)).toThrow(
      /the current is int32, expected float32/,
    );
    whole.dispose();
  });
});

describe('curves where loops cannot run', () => {
  const kernel = tf.getKernel('RxspikeLoop', 'cpu');
  beforeAll(async () => {
    await tf.setBackend('cpu');
    tf.unregisterKernel('RxspikeLoop', 'cpu');
  });
  afterAll(() => tf.registerKernel(kernel));
  afterEach(() => expect(tf.getKernel('RxspikeLoop', 'cpu')).toBeUndefined());

  it.each(formulas)('$name gives its formula in operations, too', (formula) =>
    expectFormula(formula),
  );
});

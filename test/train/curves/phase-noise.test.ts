import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openCurve } from '../../../src/train/curves/open-curve.js';
import { drawPhases, phaseNoise } from '../../../src/train/curves/phase-noise.js';
import type { LoihiLifCurve, PhaseNoise } from '../../../src/train/curves/spec.js';

const kinds = ['lowpass', 'alpha'] as const;

/** Mean over the phase, by Simpson's rule in 4000 pieces. */
function meanOver(value: (phase: number) => number): number {
  const n = 4000;
  let sum = value(0) + value(1);
  for (let i = 1; i < n; i++) sum += (i % 2 === 1 ? 4 : 2) * value(i / n);
  return sum / (3 * n);
}

const spec = (noise?: PhaseNoise): LoihiLifCurve => ({
  kind: 'loihiLif',
  amplitude: 0.5,
  ...(noise === undefined ? {} : { noise }),
});

function outputs(noise: PhaseNoise, calls: readonly (number | undefined)[]): number[][] {
  const curve = openCurve(spec(noise));
  const x = tf.linspace(0.5, 4, 500);
  return calls.map((draw) => tf.tidy(() => [...curve(x, draw).dataSync()]));
}

describe('noise of the phase', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it.each(kinds)('%s: the mean over the phase is the rate', (kind) => {
    const taus = fc.double({ min: 0.002, max: 0.05, noNaN: true });
    fc.assert(
      fc.property(taus, taus, fc.integer({ min: 1, max: 100 }), (tau, tauRc, steps) => {
        fc.pre(Math.abs(tau - tauRc) > 0.05 * tauRc);
        const period = steps * 0.001;
        const { value } = phaseNoise({ kind, tau, seed: 0 }, tauRc);
        expect(meanOver((u) => value(period, u)) * period).toBeCloseTo(1, 6);
      }),
    );
  });

  it.each(kinds)('%s: is what the filters make of a spike train', (kind) => {
    // Spikes of area 1 every 9 ms for two seconds, through the product of the filters, by brute force.
    const [tau, tauRc, period] = [0.005, 0.02, 0.009];
    const h = 1e-5;
    const steps = Math.round(period / h);
    const poles = kind === 'lowpass' ? [tau, tauRc] : [tau, tau, tauRc];
    const levels = poles.map(() => 0);
    const last: number[] = [];
    for (let n = 0; n < 222 * steps; n++) {
      let input = n % steps === 0 ? 1 / h : 0;
      for (const [i, pole] of poles.entries()) {
        levels[i]! += (input - levels[i]!) * -Math.expm1(-h / pole);
        input = levels[i]!;
      }
      if (n >= 221 * steps) last.push(input);
    }
    const { value } = phaseNoise({ kind, tau, seed: 0 }, tauRc);
    // Half a step of the brute force is its error in time, which is its step over the shortest constant.
    const worst = last.map((y, n) => Math.abs(y - value(period, (n + 0.5 * poles.length) / steps)));
    expect(Math.max(...worst.slice(2, -2)) * period).toBeLessThan((2 * h) / tau);
  });

  it.each(kinds)('%s: the same seed gives the same numbers, another one others', (kind) => {
    const noise = { kind, tau: 0.005, seed: 3 };
    const [first, second] = outputs(noise, [undefined, undefined]);
    expect(outputs(noise, [undefined, undefined])).toEqual([first, second]);
    expect(second).not.toEqual(first);
    expect(outputs(noise, [1, 0])).toEqual([second, first]);
    expect(outputs({ ...noise, seed: 4 }, [0])[0]).not.toEqual(first);
  });

  it.each(kinds)('%s: noise is around the rate, and none where there is none', (kind) => {
    const noise = { kind, tau: 0.005, seed: 3 };
    const draws = 400;
    const plain = tf.tidy(() => [...openCurve(spec())(tf.linspace(0.5, 4, 500)).dataSync()]);
    const noisy = outputs(
      noise,
      Array.from({ length: draws }, (_, i) => i),
    );
    for (const [i, rate] of plain.entries()) {
      const values = noisy.map((row) => row[i]!);
      const mean = values.reduce((a, b) => a + b) / draws;
      const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / draws;
      // Five standard errors: wrong in one of two million, and the seed is fixed.
      expect(Math.abs(mean - rate)).toBeLessThanOrEqual(
        5 * Math.sqrt(variance / draws) + 1e-6 * rate,
      );
    }
    expect(plain.filter((rate) => rate === 0).length).toBeGreaterThan(50);
  });

  it.each(kinds)('%s: the gradient knows nothing of it', (kind) => {
    const slopes = [spec(), spec({ kind, tau: 0.005, seed: 1 })].map((s) => {
      const curve = openCurve(s);
      return tf.tidy(() => [
        ...tf
          .grad((x: tf.Tensor) => curve(x))(tf.linspace(0.5, 4, 99))
          .dataSync(),
      ]);
    });
    expect(slopes[1]).toEqual(slopes[0]);
  });

  it.each(kinds)('%s: loops and operations agree', (kind) => {
    const noise = { kind, tau: 0.005, seed: 9 };
    const [looped] = outputs(noise, [0]);
    const kernel = tf.getKernel('RxspikeLoop', 'cpu');
    tf.unregisterKernel('RxspikeLoop', 'cpu');
    const [composed] = outputs(noise, [0]);
    tf.registerKernel(kernel);
    const largest = Math.max(...looped!);
    const apart = looped!.map((y, i) => Math.abs(y - composed![i]!));
    // Differences of exponentials in float32: a few of its roundings, magnified by tauRc / (tauRc - tau).
    expect(Math.max(...apart) / largest).toBeLessThan(4e-6);
  });

  it('phases fill [0, 1) and are exact in float32', () => {
    const phases = drawPhases({ kind: 'alpha', tau: 0.01, seed: 5 }, 0, 20_000);
    expect(Math.min(...phases)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...phases)).toBeLessThan(1);
    expect(phases.reduce((a, b) => a + b) / phases.length).toBeCloseTo(0.5, 1);
  });
});

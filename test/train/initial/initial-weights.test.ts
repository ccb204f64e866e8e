import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LayerWeights } from '../../../src/convert/model.js';
import { ConvertError, NetworkError } from '../../../src/core/errors.js';
import { initialWeights } from '../../../src/train/initial/initial-weights.js';
import type { InitialSpec } from '../../../src/train/initial/spec.js';

const weight = (...shape: number[]) => ({
  shape,
  data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(9),
});

/** The kernel a spec gives for a shape. */
function draw(spec: InitialSpec, shape: number[], seed = 1, name = 'layer'): Float32Array {
  return initialWeights({ name, weights: { kernel: weight(...shape) } }, spec, seed).kernel!.data;
}

function moments(values: Float32Array) {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
  const bound = values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  return { mean, variance, bound };
}

/** What is left of the variance of a normal number cut at two standard deviations. */
const cut = 1 - (4 * Math.exp(-2)) / Math.sqrt(2 * Math.PI) / 0.9544997361036416;

const shapes = fc.oneof(
  fc.tuple(fc.integer({ min: 60, max: 120 }), fc.integer({ min: 60, max: 120 })),
  fc.tuple(
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 60, max: 90 }),
    fc.integer({ min: 60, max: 90 }),
  ),
);
const scales = fc.double({ min: 0.1, max: 4, noNaN: true });

/** Signal to noise: with n numbers a variance is known to about sqrt(2 / n), here 6 times that. */
function expectMoments(values: Float32Array, variance: number, bound: number): void {
  const found = moments(values);
  const n = values.length;
  expect(Math.abs(found.mean)).toBeLessThan(6 * Math.sqrt(variance / n));
  expect(Math.abs(found.variance / variance - 1)).toBeLessThan(6 * Math.sqrt(2 / n));
  expect(found.bound).toBeLessThanOrEqual(bound * (1 + 1e-6));
  expect(found.bound).toBeGreaterThan(bound * 0.97);
}

describe('initial weights', () => {
  it('glorot: uniform, with a variance from channels and positions', () => {
    fc.assert(
      fc.property(shapes, scales, fc.nat(), (shape, scale, seed) => {
        const [fanIn, fanOut] = shape.slice(-2) as [number, number];
        const area = shape.slice(0, -2).reduce((a, b) => a * b, 1);
        const s = scale / ((fanIn + fanOut) / 2) / area;
        expectMoments(draw({ kind: 'glorot', scale }, shape, seed), s, Math.sqrt(3 * s));
      }),
      { numRuns: 40 },
    );
  });

  it('he: normal, cut at two standard deviations', () => {
    fc.assert(
      fc.property(shapes, scales, fc.nat(), (shape, scale, seed) => {
        const area = shape.slice(0, -2).reduce((a, b) => a * b, 1);
        const s = (scale * scale) / shape.at(-2)! / area;
        expectMoments(draw({ kind: 'he', scale }, shape, seed), s * cut, 2 * Math.sqrt(s));
      }),
      { numRuns: 40 },
    );
  });

  it('the other distribution has the same variance, or what the cut leaves of it', () => {
    expectMoments(
      draw({ kind: 'he', distribution: 'uniform' }, [90, 90]),
      1 / 90,
      Math.sqrt(3 / 90),
    );
    expectMoments(
      draw({ kind: 'glorot', distribution: 'normal' }, [90, 90]),
      cut / 90,
      2 / Math.sqrt(90),
    );
  });

  it('truncated normal: around its mean, whatever the shape', () => {
    const values = draw({ kind: 'truncatedNormal', mean: 3, deviation: 0.5 }, [3, 3, 30, 40]);
    expectMoments(
      values.map((v) => v - 3),
      0.25 * cut,
      1,
    );
  });

  it('keeps shapes, and fills what is not drawn', () => {
    const weights: LayerWeights = {
      kernel: weight(3, 3, 2, 4),
      recurrent_kernel: weight(4, 4),
      bias: weight(4),
      gamma: weight(4),
      beta: weight(4),
      moving_mean: weight(4),
      moving_variance: weight(4),
    };
    const found = initialWeights({ name: 'a', weights }, { kind: 'glorot' }, 1);
    const shapesOf = (w: LayerWeights) =>
      Object.entries(w).map(([name, { shape }]) => [name, shape]);
    expect(shapesOf(found)).toEqual(shapesOf(weights));
    for (const name of ['bias', 'beta', 'moving_mean']) {
      expect([...found[name]!.data]).toEqual([0, 0, 0, 0]);
    }
    for (const name of ['gamma', 'moving_variance']) {
      expect([...found[name]!.data]).toEqual([1, 1, 1, 1]);
    }
    expect(weights.kernel!.data.every((value) => value === 9)).toBe(true);
  });

  it('follows from seed and name; applications of one layer agree', () => {
    const of = (seed: number, name: string) => [...draw({ kind: 'glorot' }, [5, 6], seed, name)];
    expect(of(1, 'a')).toEqual(of(1, 'a'));
    expect(of(1, 'a@2')).toEqual(of(1, 'a'));
    expect(of(1, 'outer/a@12')).toEqual(of(1, 'outer/a'));
    expect(of(2, 'a')).not.toEqual(of(1, 'a'));
    expect(of(1, 'b')).not.toEqual(of(1, 'a'));
  });

  it('refuses what it does not know', () => {
    expect(() => draw({ kind: 'glorot', scale: 0 }, [2, 2])).toThrow(NetworkError);
    expect(() => draw({ kind: 'lecun' } as unknown as InitialSpec, [2, 2])).toThrow(
      /kind is "lecun"/,
    );
    expect(() => draw({ kind: 'truncatedNormal', deviation: -1 }, [2, 2])).toThrow(
      /deviation is -1/,
    );
    expect(() => draw({ kind: 'glorot' }, [4])).toThrow(ConvertError);
    const odd = { name: 'p', weights: { alpha: weight(3) } };
    expect(() => initialWeights(odd, { kind: 'glorot' }, 1)).toThrow(/layer "p".*"alpha"/);
  });
});

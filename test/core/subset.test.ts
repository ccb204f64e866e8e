import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Samples } from '../../src/core/samples.js';
import { split, subset } from '../../src/core/subset.js';

/** Sample k is `2k, 2k + 1` with label k mod 3, so that every value tells where it came from. */
function countedSamples(count: number): Samples {
  return {
    count,
    shape: [2],
    classes: 3,
    data: Float32Array.from({ length: 2 * count }, (_, i) => i),
    scale: 1,
    labels: Uint8Array.from({ length: count }, (_, k) => k % 3),
    source: 'counted',
  };
}

const numbersOf = (samples: Samples) =>
  Array.from({ length: samples.count }, (_, k) => samples.data[2 * k]! / 2);

describe('subset', () => {
  it('takes samples and labels by number, also twice, and keeps the kind of array', () => {
    const taken = subset(countedSamples(5), [4, 0, 4]);
    expect([...taken.data]).toEqual([8, 9, 0, 1, 8, 9]);
    expect([...taken.labels]).toEqual([1, 0, 1]);
    expect([taken.count, taken.shape, taken.classes, taken.source]).toEqual([3, [2], 3, 'counted']);
    expect(taken.data).toBeInstanceOf(Float32Array);
  });

  it('copies', () => {
    const samples = countedSamples(2);
    subset(samples, [0]).data[0] = 99;
    expect(samples.data[0]).toBe(0);
  });

  it.each([-1, 5, 0.5])('refuses sample %s of five', (i) => {
    expect(() => subset(countedSamples(5), [i])).toThrow(
      `"counted": there is no sample ${i}, expected 0 to 4.`,
    );
  });
});

describe('split', () => {
  it('gives every sample to exactly one part, in order, the share asked for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 200 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.integer(),
        (count, fraction, seed) => {
          const { rest, part } = split(countedSamples(count), fraction, seed);
          const [a, b] = [numbersOf(rest), numbersOf(part)];
          const sorted = (n: number[]) => [...n].sort((x, y) => x - y);
          expect(sorted([...a, ...b])).toEqual(Array.from({ length: count }, (_, i) => i));
          expect(a).toEqual(sorted(a));
          expect(b).toEqual(sorted(b));
          expect(Math.min(a.length, b.length)).toBeGreaterThan(0);
          expect(Math.abs(b.length - fraction * count)).toBeLessThanOrEqual(1);
          for (const s of [rest, part]) {
            expect([...s.labels]).toEqual(numbersOf(s).map((n) => n % 3));
          }
        },
      ),
    );
  });

  it('splits the same way for the same seed, another for another', () => {
    const of = (seed: number) => numbersOf(split(countedSamples(100), 0.3, seed).part);
    expect(of(4)).toEqual(of(4));
    expect(of(4)).not.toEqual(of(5));
  });

  it.each([0, 1, -0.1, Number.NaN])('refuses the fraction %s', (fraction) => {
    expect(() => split(countedSamples(5), fraction, 1)).toThrow(
      `split: the fraction is ${fraction}, expected above 0 and below 1.`,
    );
  });

  it('refuses a single sample', () => {
    expect(() => split(countedSamples(1), 0.5, 1)).toThrow('"counted" has 1 samples');
  });
});

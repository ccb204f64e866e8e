import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nthSmallest, rankOf } from '../../../src/train/regularizers/percentile.js';

describe('percentiles', () => {
  it('selection finds what sorting finds, ties and all', () => {
    const values = fc.array(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.float({ noNaN: true })), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(values, fc.nat(), (given, at) => {
        const rank = at % given.length;
        const sorted = Float32Array.from(given).sort();
        expect(nthSmallest(Float32Array.from(given), rank) + 0).toBe(sorted[rank]! + 0);
      }),
    );
  });

  it('the rank is the nearest one, and stays in the batch', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (batch, p) => {
          const rank = rankOf(p, batch);
          expect(Math.abs(rank - ((batch - 1) * p) / 100)).toBeLessThanOrEqual(0.5 + 1e-9);
          expect(rank).toBeGreaterThanOrEqual(0);
          expect(rank).toBeLessThan(batch);
        },
      ),
    );
  });

  it('99 per cent of 200 leaves two examples above, 99.9 none', () => {
    expect(rankOf(99, 200)).toBe(197);
    expect(rankOf(99.9, 200)).toBe(199);
    expect(rankOf(100, 200)).toBe(199);
    expect(rankOf(0, 200)).toBe(0);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchOf, epochOrder, shareOf } from '../../src/train/data/batches.js';

describe('the order of samples', () => {
  it('shows every sample once in an epoch, in batches and shares that lose none', () => {
    const numbers = fc.record({
      count: fc.integer({ min: 1, max: 200 }),
      batch: fc.integer({ min: 1, max: 60 }),
      workers: fc.integer({ min: 1, max: 7 }),
      seed: fc.nat(),
      epoch: fc.nat({ max: 50 }),
    });
    fc.assert(
      fc.property(numbers, ({ count, batch, workers, seed, epoch }) => {
        const order = epochOrder(count, seed, epoch);
        const shown: number[] = [];
        for (let step = 0; step * batch < count; step++) {
          const indices = batchOf(order, step, batch);
          const shares = Array.from({ length: workers }, (_, w) => shareOf(indices, w, workers));
          const sizes = shares.map((share) => share.length);
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
          shown.push(...shares.flatMap((share) => Array.from(share)));
        }
        expect(shown.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
      }),
    );
  });

  it('is another one in every epoch and for every seed, and the same again', () => {
    const first = epochOrder(50, 7, 0);
    expect(epochOrder(50, 7, 0)).toEqual(first);
    expect(epochOrder(50, 7, 1)).not.toEqual(first);
    expect(epochOrder(50, 8, 0)).not.toEqual(first);
  });
});

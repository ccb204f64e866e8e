import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilson } from '../../src/measure/wilson.js';

describe("Wilson's interval", () => {
  it('ends where the share seen is z standard deviations away', () => {
    const trials = fc
      .integer({ min: 1, max: 10_000 })
      .chain((count) => fc.tuple(fc.integer({ min: 0, max: count }), fc.constant(count)));
    fc.assert(
      fc.property(trials, fc.double({ min: 0.5, max: 4, noNaN: true }), ([right, count], z) => {
        for (const [side, end] of wilson(right, count, z).entries()) {
          if (right === [0, count][side]) {
            expect(end, 'all went one way').toBe(side);
            continue;
          }
          const away = (right / count - end) / Math.sqrt((end * (1 - end)) / count);
          expect(Math.abs(away - (side === 0 ? z : -z))).toBeLessThan(1e-5 * z + 1e-5);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('is everything without trials', () => expect(wilson(0, 0)).toEqual([0, 1]));
});

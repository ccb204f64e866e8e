import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { play } from './play.js';

const dt = 0.001;
const ones = (steps: number): number[][] => Array.from({ length: steps }, () => [1]);
const tau = fc.double({ min: 0.0003, max: 50, noNaN: true });

/** Step response of each filter at time t, from its transfer function. */
const responses: Readonly<Record<string, (t: number, tau: number) => number>> = {
  lowpass: (t, tau) => -Math.expm1(-t / tau),
  // The series where 1 - exp(-x) (1 + x) would lose its digits.
  alpha: (t, tau) => {
    const x = t / tau;
    if (x > 0.1) return 1 - Math.exp(-x) * (1 + x);
    return x ** 2 / 2 - x ** 3 / 3 + x ** 4 / 8 - x ** 5 / 30 + x ** 6 / 144 - x ** 7 / 840;
  },
};

describe.each(Object.keys(responses))('%s', (kind) => {
  it('answers a constant with its step response, one timestep late', () => {
    fc.assert(
      fc.property(tau, (seconds) => {
        const answers = play(kind, { tau: seconds }, [1], ones(60)).map(([value]) => value!);
        expect(answers[0]).toBe(0);
        for (let n = 1; n < answers.length; n++) {
          const expected = responses[kind]!(n * dt, seconds);
          expect(Math.abs(answers[n]! - expected)).toBeLessThanOrEqual(1e-9 * expected);
        }
      }),
    );
  });

  it('filters every element alone', () => {
    const rows = [
      [1, 0],
      [0, 5],
      [2, 0],
      [0, 0],
    ];
    const both = play(kind, { tau: 0.003 }, [2], rows);
    for (const element of [0, 1]) {
      const alone = play(
        kind,
        { tau: 0.003 },
        [1],
        rows.map((row) => [row[element]!]),
      );
      expect(both.map((row) => row[element])).toEqual(alone.map(([value]) => value));
    }
  });

  it('is a delay of one timestep when tau is 0', () => {
    expect(play(kind, { tau: 0 }, [1], [[3], [0], [-2], [0]])).toEqual([[0], [3], [0], [-2]]);
  });
});

describe('delay', () => {
  it('gives what came in so many timesteps ago, 0 before', () => {
    const inputs = fc.array(fc.tuple(fc.integer(), fc.integer()), { maxLength: 30 });
    fc.assert(
      fc.property(inputs, fc.integer({ min: 1, max: 12 }), (rows, steps) => {
        const expected = rows.map((_, n) => rows[n - steps] ?? [0, 0]);
        expect(play('delay', { steps }, [2], rows)).toEqual(expected.map((row) => [...row]));
      }),
    );
  });
});

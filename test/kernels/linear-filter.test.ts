import fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { discretized, exponential, stateSpace } from '../../src/core/linear-system.js';
import { linearFilterParams } from '../../src/kernels/linear-filter.js';
import { combined } from '../../src/kernels/transfer.js';
import { play } from './play.js';

const dt = 0.001;
const tau = fc.double({ min: 0.0005, max: 5, noNaN: true });
const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 40 });
const filter = (num: number[], den: number[], options = {}) =>
  linearFilterParams({ num, den }, options);
const answers = (params: object, input: readonly number[]) =>
  play(
    'linearFilter',
    params,
    [1],
    input.map((value) => [value]),
  ).map(([value]) => value!);

function expectClose(actual: readonly number[], expected: readonly number[], tolerance = 1e-9) {
  const scale = Math.max(...expected.map(Math.abs), 1e-300);
  const worst = Math.max(...actual.map((value, i) => Math.abs(value - expected[i]!)));
  expect(worst / scale).toBeLessThan(tolerance);
}

describe('exp of a matrix', () => {
  it('is the exponential on the diagonal, also far from 0', () => {
    const after = exponential(Matrix.diag([0, 1, -3, -40]));
    expectClose(after.diag(), [0, 1, -3, -40].map(Math.exp), 1e-13);
  });

  it('of a rotation is sine and cosine', () => {
    fc.assert(
      fc.property(fc.double({ min: -20, max: 20, noNaN: true }), (angle) => {
        const after = exponential(
          new Matrix([
            [0, -angle],
            [angle, 0],
          ]),
        );
        expectClose(after.to1DArray(), [
          Math.cos(angle),
          -Math.sin(angle),
          Math.sin(angle),
          Math.cos(angle),
        ]);
      }),
    );
  });

  it('of a sum of commuting matrices is the product', () => {
    const random = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), {
      minLength: 9,
      maxLength: 9,
    });
    fc.assert(
      fc.property(random, (entries) => {
        const m = Matrix.from1DArray(3, 3, entries);
        const twice = exponential(m).mmul(exponential(m)).to1DArray();
        expectClose(exponential(Matrix.mul(m, 2)).to1DArray(), twice, 1e-10);
      }),
    );
  });
});

describe('linearFilter', () => {
  it('is lowpass and alpha for their transfer functions', () => {
    fc.assert(
      fc.property(tau, values, (seconds, input) => {
        const rows = input.map((value) => [value]);
        const known = (kind: string) =>
          play(kind, { tau: seconds }, [1], rows).map(([value]) => value!);
        expectClose(answers(filter([1], [seconds, 1]), input), known('lowpass'));
        const square = [seconds * seconds, 2 * seconds, 1];
        expectClose(answers(filter([1], square), input), known('alpha'));
      }),
    );
  });

  it.each(['euler', 'backwardDifference', 'bilinear', 0.3] as const)(
    'by %s follows the difference equation of a lowpass',
    (method) => {
      const weight = { euler: 0, backwardDifference: 1, bilinear: 0.5 }[String(method)] ?? 0.3;
      fc.assert(
        fc.property(fc.double({ min: 0.002, max: 1, noNaN: true }), values, (seconds, input) => {
          // (y' - y) tau / dt = weight (u' - y') + (1 - weight) (u - y), u' and y' those of now.
          const k = dt / seconds;
          let [y, before] = [0, 0];
          const expected = input.map((u) => {
            y = (y + k * (weight * u + (1 - weight) * (before - y))) / (1 + weight * k);
            before = u;
            return y;
          });
          const found = answers(filter([1], [seconds, 1], { method }), [...input, 0]).slice(1);
          // With no direct term the filter answers with its new state, one timestep sooner.
          const due = weight === 0 ? [...expected.slice(1), null] : expected;
          const pairs = found.flatMap((value, n) => (due[n] === null ? [] : [[value, due[n]!]]));
          if (pairs.length === 0) return;
          expectClose(
            pairs.map(([value]) => value!),
            pairs.map(([, value]) => value!),
          );
        }),
      );
    },
  );

  it('repeats a digital filter as a recurrence', () => {
    const params = filter([0.2, 0.1], [1, -0.5, 0.1], { analog: false });
    const input = [1, 0, 0, 2, -1, 0, 0, 0];
    const x = [0, 0];
    const expected = input.map((u) => {
      [x[0], x[1]] = [0.5 * x[0]! - 0.1 * x[1]! + u, x[0]!];
      return 0.2 * x[0]! + 0.1 * x[1]!;
    });
    expectClose(answers(params, [...input, 0]).slice(1), expected, 1e-14);
  });

  it('keeps fast and slow modes apart', () => {
    const system = discretized(stateSpace({ num: [1], den: [1e-8, 1e-3, 1] }), dt, 'zoh');
    const [a, b, c, d] = [...system.A];
    // Poles of 1e-8 s^2 + 1e-3 s + 1: the trace and determinant of A are their sums and products.
    const root = Math.sqrt(1e-6 - 4e-8);
    const poles = [(-1e-3 + root) / 2e-8, (-1e-3 - root) / 2e-8];
    const [slow, fast] = poles.map((pole) => Math.exp(pole * dt));
    expect((a! + d!) / (slow! + fast!)).toBeCloseTo(1, 10);
    expect(Math.abs(a! * d! - b! * c! - slow! * fast!)).toBeLessThan(1e-12);
  });
});

describe('two filters as one', () => {
  it('answer as one behind the other, one timestep sooner', () => {
    fc.assert(
      fc.property(values, (input) => {
        const first = { kind: 'linearFilter', params: { ...filter([1], [1, -0.5], digital) } };
        const second = { kind: 'linearFilter', params: { ...filter([2, 1], [1, 0.25], digital) } };
        const both = answers(combined(first as never, second as never), [...input, 0]);
        const one = answers(first.params, [...input, 0]).slice(1);
        expectClose(both.slice(1), [...answers(second.params, [...one, 0])].slice(1));
      }),
    );
  });
  const digital = { analog: false };

  it('of which one is none are refused', () => {
    const none = { kind: 'dense', params: {} };
    expect(() => combined(none, none)).toThrow('combineFilters: dense is no lowpass, alpha');
  });
});

describe('triangle', () => {
  it('is a moving average with falling weights', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 8 }), (input, steps) => {
        const rows = [...input, 0].map((value) => [value]);
        const found = play('triangle', { t: steps * dt }, [1], rows).map(([value]) => value!);
        const taps = steps + 1;
        const expected = input.map((_, n) => {
          let sum = 0;
          for (let k = 0; k < taps; k++) sum += (taps - k) * (input[n - k] ?? 0);
          return (2 * sum) / (taps * (taps + 1));
        });
        expectClose([...found.slice(1), 1], [...expected, 1]);
      }),
    );
  });
});

it.each([
  ['linearFilter: the denominator is 0.', [1], [0, 0]],
  ['linearFilter: the numerator has degree 2, the denominator 1.', [1, 0, 0], [1, 1]],
  ['linearFilter: num[0] is NaN, expected a finite number.', [Number.NaN], [1]],
])('%s', (message, num, den) => {
  expect(() => linearFilterParams({ num, den })).toThrow(message);
});

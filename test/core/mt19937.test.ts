import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RxspikeError } from '../../src/core/errors.js';
import { RandomState } from '../../src/core/mt19937.js';
import { poisson } from '../../src/core/poisson.js';
import { describeGolden, goldenJson } from '../support/chip-golden.js';

const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 });

/** The calls of the golden file, by the text numpy was given. */
const calls: Readonly<Record<string, (random: RandomState) => number[]>> = {
  'rand(6)': (random) => many(6, () => random.rand()),
  'randint(-127, 128, size=40, dtype=int32)': (random) => many(40, () => random.integer(-127, 128)),
  'rand(2, 3)': (random) => many(6, () => random.rand()),
  'randn(5)': (random) => many(5, () => random.gauss()),
  'uniform(-1, 1, size=4)': (random) => many(4, () => random.uniform(-1, 1)),
  'normal(0, 2, size=4)': (random) => many(4, () => random.normal(0, 2)),
  'randint(2**31 - 1)': (random) => [random.integer(0, 2 ** 31 - 1)],
  'random_sample(3)': (random) => many(3, () => random.rand()),
  'poisson([0.5, 3, 20])': (random) => [0.5, 3, 20].map((mean) => poisson(random, mean)),
};

function many(count: number, draw: () => number): number[] {
  return Array.from({ length: count }, draw);
}

interface Sequence {
  items: { seed: number; calls: { call: string; value: number[] | number[][] | number }[] }[];
}

describeGolden('network', 'host_random', () => {
  it('is what numpy draws, call after call', () => {
    for (const item of goldenJson<Sequence>('network', 'host_random').items) {
      const random = new RandomState(item.seed);
      for (const { call, value } of item.calls) {
        const got = calls[call]!(random);
        expect(got, call).toHaveLength([value].flat(2).length);
        for (const [i, expected] of [value].flat(2).entries()) {
          // A logarithm may differ in its last bit between machines; everything else may not.
          if (/randn|normal/.test(call)) expect(got[i]).toBeCloseTo(expected, 14);
          else expect(got[i], call).toBe(expected);
        }
      }
    }
  });
});

describe('RandomState', () => {
  it('starts as the published generator does from its seed 5489', () => {
    expect(
      many(
        3,
        (
          (random) => () =>
            random.u32()
        )(new RandomState(5489)),
      ),
    ).toEqual([3499211612, 581869302, 3890346734]);
  });

  it('gives the published output number 10000', () => {
    const random = new RandomState(5489);
    for (let k = 1; k < 10000; k++) random.u32();
    expect(random.u32()).toBe(4123659995);
  });

  it('keeps integers within their range, and reaches both ends of a small one', () => {
    fc.assert(
      fc.property(
        seed,
        fc.integer({ min: -1000, max: 1000 }),
        fc.integer({ min: 1, max: 9 }),
        (s, low, size) => {
          const random = new RandomState(s);
          const drawn = many(400, () => random.integer(low, low + size));
          expect([Math.min(...drawn), Math.max(...drawn)]).toEqual([low, low + size - 1]);
        },
      ),
    );
  });

  it('fills an array as one by one', () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 1, max: 2 ** 31 }), (s, high) => {
        const [one, all] = [new RandomState(s), new RandomState(s)];
        const drawn = new Int32Array(20);
        all.integersInto(drawn, 0, high);
        expect([...drawn]).toEqual(many(20, () => one.integer(0, high)));
        expect(all.u32()).toBe(one.u32());
      }),
    );
  });

  it('draws nothing where there is no choice', () => {
    const [one, other] = [new RandomState(7), new RandomState(7)];
    expect(one.integer(5, 6)).toBe(5);
    expect(one.u32()).toBe(other.u32());
  });

  it('draws 32 bits as they are', () => {
    const [one, other] = [new RandomState(7), new RandomState(7)];
    expect(many(9, () => one.integer(0, 2 ** 32))).toEqual(many(9, () => other.u32()));
  });

  it('goes on from a saved state, the second normal of a pair included', () => {
    fc.assert(
      fc.property(seed, fc.nat(1500), fc.nat(3), (s, outputs, normals) => {
        const random = new RandomState(s);
        for (let k = 0; k < outputs; k++) random.u32();
        for (let k = 0; k < normals; k++) random.gauss();
        const state = structuredClone(random.save());
        const rest = [...many(3, () => random.gauss()), random.rand(), random.u32()];
        const other = new RandomState(0);
        other.restore(state);
        expect([...many(3, () => other.gauss()), other.rand(), other.u32()]).toEqual(rest);
      }),
    );
  });

  it.each([
    ['a negative seed', () => new RandomState(-1)],
    ['a seed of 33 bits', () => new RandomState(2 ** 32)],
    ['half a seed', () => new RandomState(0.5)],
    ['an empty range', () => new RandomState(0).integer(3, 3)],
    ['a range of 33 bits', () => new RandomState(0).integer(0, 2 ** 32 + 1)],
    ['half a number', () => new RandomState(0).integer(0.5, 3.5)],
    [
      'a state of another generator',
      () =>
        new RandomState(0).restore({
          key: new Uint32Array(4),
          position: 0,
          spare: new Float64Array(0),
        }),
    ],
    [
      'a state that stands nowhere',
      () => new RandomState(0).restore({ ...new RandomState(0).save(), position: 625 }),
    ],
  ])('refuses %s', (_, attempt) => {
    expect(attempt).toThrow(RxspikeError);
  });
});

describe('poisson', () => {
  it.each([0.3, 4, 9.9, 10, 35, 400])('has the mean and variance %s', (mean) => {
    const random = new RandomState(11);
    const counts = many(20000, () => poisson(random, mean));
    const average = counts.reduce((sum, k) => sum + k, 0) / counts.length;
    const variance = counts.reduce((sum, k) => sum + (k - average) ** 2, 0) / counts.length;
    // Five standard errors of either.
    expect(Math.abs(average - mean)).toBeLessThan(5 * Math.sqrt(mean / counts.length));
    expect(Math.abs(variance - mean)).toBeLessThan(
      5 * Math.sqrt((2 * mean * mean + mean) / counts.length),
    );
  });

  it('of nothing is nothing, without a draw', () => {
    const [one, other] = [new RandomState(7), new RandomState(7)];
    expect(poisson(one, 0)).toBe(0);
    expect(one.u32()).toBe(other.u32());
  });
});

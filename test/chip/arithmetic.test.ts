import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  boundToInt32,
  currentKept,
  decay,
  noiseFactor,
  noiseValue,
  overflow,
  pauseAfterSpike,
  roundStochastic,
  saturate,
  shift,
  voltageKept,
  wrap,
} from '../../src/chip/arithmetic.js';

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const registers = fc.constantFrom(7, 21, 23);

describe('roundStochastic', () => {
  test.each([
    ['up where the fraction is larger than the draw', 5.47, 0.207, 6],
    ['down where it is smaller', 5.47, 0.48, 5],
    ['down where it equals the draw', 5.5, 0.5, 5],
    ['a negative number by its magnitude', -5.47, 0.207, -6],
    ['a whole number to itself, at any draw', 7, 0, 7],
    ['a negative whole number too', -7, 0, -7],
    ['a fraction next to 1 at the lowest draw', 0.999, 0, 1],
    ['a fraction next to 0 to 0', 0.001, 0.002, 0],
  ])('rounds %s', (_, y, draw, expected) => {
    expect(roundStochastic(y, draw)).toBe(expected);
  });

  test('goes up in as many cases out of a hundred as the fraction has hundredths', () => {
    const hundredths = Array.from({ length: 100 }, (_, k) => (k + 0.5) / 100);
    fc.assert(
      fc.property(fc.integer({ min: -12700, max: 12700 }), (y) => {
        const rounded = hundredths.map((draw) => roundStochastic(y / 100, draw));
        expect(rounded.reduce((sum, k) => sum + k, 0)).toBe(y + 0);
      }),
    );
  });
});

describe('saturate and shift', () => {
  test.each([
    ['what fits stays', 127, 127, 127],
    ['beyond the top', 128, 127, 127],
    ['beyond the bottom', -300, 127, -127],
    ['a format without bits', 5, 0, 0],
  ])('saturate: %s', (_, x, limit, expected) => {
    expect(saturate(x, limit)).toBe(expected);
  });

  test.each([
    ['left', -6, 11, -12288],
    ['right, down to the lower number', -5599, -2, -1400],
    ['not at all', 77, 0, 77],
    ['out of 32 bits', 2 ** 30, 2, 0],
  ])('shift: %s', (_, x, distance, expected) => {
    expect(shift(x, distance)).toBe(expected);
  });
});

describe('noise', () => {
  test.each([
    ['exponent 7 passes a draw as it is', 100, 0, 7, 100],
    ['exponent 8 doubles it', -127, 0, 8, -254],
    ['exponent 6 drops half a bit toward zero', -127, 0, 6, -63],
    ['exponent 1 leaves the sign of the largest draws', 127, 0, 1, 1],
    ['exponent 1 leaves nothing of small ones', 63, 0, 1, 0],
    ['an offset of 1 is 64 draws', 10, 1, 7, 74],
    ['the offset is scaled with the draw', 10, -1, 9, -216],
    ['exponent 23 fits 32 bits', -127, 0, 23, -8323072],
  ])('%s', (_, draw, offset, exponent, expected) => {
    expect(noiseValue(draw, offset, noiseFactor(exponent)) + 0).toBe(expected);
  });

  test('without noise is 0 whatever is drawn', () => {
    expect(noiseValue(127, 5, 0)).toBe(0);
  });
});

describe('wrap', () => {
  test.each([
    ['just past the top of 21 bits comes back at the bottom', 2097152, 21, -2097152],
    ['just past the bottom of 21 bits comes back at the top', -2097153, 21, 2097151],
    ['five past the top of 23 bits', 8388608 + 5, 23, -8388603],
    ['what fits stays', -2097152, 21, -2097152],
    ['a whole turn is nothing', 2 ** 22, 21, 0],
  ])('%s', (_, x, bits, expected) => {
    expect(wrap(x, bits)).toBe(expected);
  });

  test('equals the remainder computed with unlimited integers', () => {
    fc.assert(
      fc.property(int32, registers, (x, bits) => {
        expect(wrap(x, bits)).toBe(Number(BigInt.asIntN(bits + 1, BigInt(x))));
      }),
    );
  });

  test('changes a number exactly where overflow reports one', () => {
    fc.assert(
      fc.property(int32, registers, (x, bits) => {
        expect(overflow(x, bits) !== 0).toBe(wrap(x, bits) !== x);
      }),
    );
  });
});

describe('decay', () => {
  test.each([
    ['a positive current drops its fraction', 16256, currentKept(741), 13311],
    ['a negative current drops it toward zero too', -8192, currentKept(741), -6708],
    ['a voltage', 16256, voltageKept(200), 15462],
    ['a current at decay 0 still loses a 4096th', 4096, currentKept(0), 4095],
    ['a voltage at decay 0 stays', -1234567, voltageKept(0), -1234567],
    ['a current at decay 4095 is gone', 2 ** 23 - 1, currentKept(4095), 0],
    ['a voltage at decay 4095 leaves a 4096th', 8192, voltageKept(4095), 2],
    ['the lowest i32 stays where all of it is kept', -(2 ** 31), 4096, -(2 ** 31)],
  ])('%s', (_, x, keep, expected) => {
    expect(decay(x, keep)).toBe(expected);
  });

  test('equals the product and quotient of unlimited integers', () => {
    fc.assert(
      fc.property(int32, fc.integer({ min: 0, max: 4096 }), (x, keep) => {
        expect(decay(x, keep)).toBe(Number((BigInt(x) * BigInt(keep)) / 4096n));
      }),
    );
  });
});

describe('pause and bounds', () => {
  test.each([
    ['0 steps hold nothing', 0, 0],
    ['1 step is the spike itself', 1, 0],
    ['3 steps hold two more', 3, 2],
  ])('%s', (_, delay, expected) => {
    expect(pauseAfterSpike(delay)).toBe(expected);
  });

  test('infinite bounds become the ends of i32', () => {
    expect(boundToInt32(Number.POSITIVE_INFINITY)).toBe(2 ** 31 - 1);
    expect(boundToInt32(Number.NEGATIVE_INFINITY)).toBe(-(2 ** 31));
  });
});

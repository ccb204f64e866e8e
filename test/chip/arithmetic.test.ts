import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  boundToInt32,
  currentKept,
  decay,
  overflow,
  pauseAfterSpike,
  voltageKept,
  wrap,
} from '../../src/chip/arithmetic.js';

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const registers = fc.constantFrom(7, 21, 23);

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

import { expect, test } from 'vitest';
import { clip, maxAbs, roundHalfEven } from '../../../src/compile/chip/rounding.js';

test.each([
  [0.5, 0],
  [1.5, 2],
  [2.5, 2],
  [-0.5, 0],
  [-1.5, -2],
  [-2.5, -2],
  [2.4999999999999996, 2],
  [0.49999999999999994, 0],
  [-3.7, -4],
  [4503599627370497, 4503599627370497],
  [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
])('rounds %d to %d', (x, expected) => {
  expect(roundHalfEven(x)).toBe(expected);
});

test('keeps what is not a number when rounding and clipping', () => {
  expect(clip(roundHalfEven(Number.NaN), 0, 31)).toBeNaN();
});

test.each([
  [5, 3],
  [-5, -3],
  [2, 2],
])('clips %d to %d', (x, expected) => {
  expect(clip(x, -3, 3)).toBe(expected);
});

test('finds the largest absolute value', () => {
  expect(maxAbs([1, -4, 3])).toBe(4);
  expect(maxAbs([], -7)).toBe(-7);
});

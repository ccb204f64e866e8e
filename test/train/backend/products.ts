import { expect, it } from 'vitest';
import type { Tensor } from '../../../src/train/backend/backend.js';
import { gradient, numbers, relativeDifference } from './compare.js';

const bound = 1e-5;

const products: readonly [string, number[], number[], boolean, boolean][] = [
  ['plain', [7, 5], [5, 3], false, false],
  ['left side transposed', [5, 7], [5, 3], true, false],
  ['right side transposed', [7, 5], [3, 5], false, true],
  ['both transposed', [5, 7], [3, 5], true, true],
  ['a batch of one', [1, 5, 7], [1, 5, 3], true, false],
  ['a batch', [4, 5, 7], [4, 3, 5], true, true],
  ['a row', [1, 64], [10, 64], false, true],
  ['a column', [64, 1], [64, 10], true, false],
  ['rows and columns that are no multiples, left transposed', [37, 11], [37, 19], true, false],
  ['rows and columns that are no multiples, right transposed', [11, 37], [19, 37], false, true],
];

/** Declares the tests of matrix products; the backend is whatever the file that calls this set up. */
export function productTests(): void {
  it.each(products)('multiplies matrices: %s', async (_, a, b, transposeA, transposeB) => {
    const inputs = [numbers(a, 1), numbers(b, 2)];
    const difference = await relativeDifference(inputs, (tf, left, right) => {
      const op = (x: Tensor, y: Tensor) => tf.matMul(x, y, transposeA, transposeB);
      return [
        op(left, right),
        gradient(tf, (x) => op(x, right), left),
        gradient(tf, (y) => op(left, y), right),
      ];
    });
    expect(difference).toBeLessThan(bound);
  });
}

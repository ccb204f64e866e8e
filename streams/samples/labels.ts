import { StreamError } from '../../src/core/errors.js';

/** Most classes a set may have: above, the numbers are no labels. */
const MAX_CLASSES = 2 ** 20;

/**
 * How many classes labels are of: one more than the largest.
 *
 * @param lists labels of all parts of a set, so that its parts agree
 * @throws StreamError for a label that is no whole number from 0
 */
export function classesOf(lists: readonly ArrayLike<number>[], path: string): number {
  let most = 0;
  for (const labels of lists) {
    for (let i = 0; i < labels.length; i++) {
      const label = labels[i]!;
      if (!Number.isInteger(label) || label < 0 || label >= MAX_CLASSES) {
        throw new StreamError(
          `${path}: label ${i} is ${label}, expected a whole number from 0. Number the classes from 0.`,
          { code: 'bad-label', path },
        );
      }
      most = Math.max(most, label);
    }
  }
  return most + 1;
}

/** Labels in the smallest array that `Samples` allows. */
export function packLabels(
  labels: ArrayLike<number>,
  classes: number,
  count: number,
): Uint8Array | Int32Array {
  const packed = classes <= 256 ? new Uint8Array(count) : new Int32Array(count);
  for (let i = 0; i < count; i++) packed[i] = labels[i]!;
  return packed;
}

import type { Vector } from '../core/vector.js';
import { defineKernel } from './kernel.js';

/** Index of the largest value, the first of equals; no parameters. */
export const argmax = defineKernel<object>({
  kind: 'argmax',
  role: 'other',
  outputShape: () => [1],
  make: () => ({
    causal: false,
    state: {},
    step: (input: Vector, output: Vector): void => {
      output[0] = largestIndex(input, 0, input.length);
    },
  }),
});

/** Position, counted from `start`, of the largest of `values[start] .. values[end - 1]`. */
export function largestIndex(values: ArrayLike<number>, start: number, end: number): number {
  let best = start;
  for (let i = start + 1; i < end; i++) if (values[i]! > values[best]!) best = i;
  return best - start;
}

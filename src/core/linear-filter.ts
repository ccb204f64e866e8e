import type { FilterSystem } from './linear-system.js';

/** A filter for each element of a vector. */
export interface LinearFilter {
  /** State x of every element: `order` rows of `size`. */
  readonly memory: Float64Array;
  /** y of the last timestep. */
  readonly value: Float64Array;
  /** Takes in u and computes y. */
  absorb(input: ArrayLike<number>): void;
}

/**
 * Makes a filter of `size` elements at rest. Without a D term y is that of the *new* state, so it
 * answers at once; with one it is C x + D u of the old state.
 */
export function linearFilterOf({ A, B, C, D }: FilterSystem, size: number): LinearFilter {
  const order = B.length;
  const memory = new Float64Array(order * size);
  const value = new Float64Array(size);
  const next = new Float64Array(order);

  const answer = (element: number): number => {
    let sum = 0;
    for (let k = 0; k < order; k++) sum += C[k]! * memory[k * size + element]!;
    return sum;
  };
  const advance = (element: number, u: number): void => {
    for (let i = 0; i < order; i++) {
      let sum = B[i]! * u;
      for (let k = 0; k < order; k++) sum += A[i * order + k]! * memory[k * size + element]!;
      next[i] = sum;
    }
    for (let i = 0; i < order; i++) memory[i * size + element] = next[i]!;
  };
  const absorb = (input: ArrayLike<number>): void => {
    for (let e = 0; e < size; e++) {
      const u = input[e]!;
      if (D !== 0) value[e] = answer(e) + D * u;
      advance(e, u);
      if (D === 0) value[e] = answer(e);
    }
  };
  return { memory, value, absorb };
}

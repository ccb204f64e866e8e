import type { GoldenArray } from './arrays.js';

/** Largest relative error of host values in float64. */
export const hostTolerance = 1e-9;

/**
 * The first value that differs by more than `relative` of the expected one, as a sentence; null if
 * there is none. An expected 0 must be 0.
 */
export function firstDifference(
  what: string,
  actual: ArrayLike<number>,
  expected: GoldenArray,
  relative = hostTolerance,
): string | null {
  const { values, shape } = expected;
  if (actual.length !== values.length) {
    return `${what}: ${actual.length} values, expected ${values.length}`;
  }
  for (let i = 0; i < values.length; i++) {
    const error = Math.abs(actual[i]! - values[i]!);
    if (error <= relative * Math.abs(values[i]!)) continue;
    const share = (error / Math.abs(values[i]!)).toExponential(1);
    return `${what}[${position(i, shape)}] is ${actual[i]}, expected ${values[i]} (relative error ${share})`;
  }
  return null;
}

function position(index: number, shape: readonly number[]): string {
  const at: number[] = [];
  let rest = index;
  for (let d = shape.length - 1; d >= 0; d--) {
    at.unshift(rest % shape[d]!);
    rest = Math.floor(rest / shape[d]!);
  }
  return at.join(', ');
}

/** The first of some comparisons that found a difference. */
export function firstOf(...differences: readonly (string | null)[]): string | null {
  return differences.find((difference) => difference !== null) ?? null;
}

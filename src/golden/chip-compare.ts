/** A first difference as a sentence, or `null` if there is none. */
export type Difference = string | null;

/** The first difference of several comparisons, made one after the other until one is found. */
export function firstDifference(...comparisons: readonly (() => Difference)[]): Difference {
  for (const compare of comparisons) {
    const difference = compare();
    if (difference !== null) return difference;
  }
  return null;
}

/** The first difference among numbered parts. */
export function firstOf<T>(
  parts: readonly T[],
  compare: (part: T, index: number) => Difference,
): Difference {
  for (let i = 0; i < parts.length; i++) {
    const difference = compare(parts[i], i);
    if (difference !== null) return difference;
  }
  return null;
}

/** Compares two values exactly; NaN equals NaN. */
export function same(where: string, got: unknown, expected: unknown): Difference {
  if (got === expected || (Number.isNaN(got) && Number.isNaN(expected))) return null;
  return `${where}: got ${String(got)}, expected ${String(expected)}.`;
}

/** Compares two numbers; `relative` is the allowed distance as a part of the larger magnitude. */
export function near(where: string, got: number, expected: number, relative: number): Difference {
  if (got === expected || (Number.isNaN(got) && Number.isNaN(expected))) return null;
  const distance = Math.abs(got - expected);
  const allowed = relative * Math.max(Math.abs(got), Math.abs(expected));
  if (distance <= allowed && Number.isFinite(distance)) return null;
  return `${where}: got ${got}, expected ${expected} (relative difference at most ${relative}).`;
}

/** Compares two arrays, or their absence, entry by entry; exactly unless `relative` is given. */
export function sameArray(
  where: string,
  got: ArrayLike<number> | null,
  expected: ArrayLike<number> | null,
  relative = 0,
): Difference {
  if (got === null || expected === null) {
    return got === expected ? null : `${where}: ${presence(got)}, expected ${presence(expected)}.`;
  }
  if (got.length !== expected.length) {
    return `${where}: got ${got.length} values, expected ${expected.length}.`;
  }
  for (let i = 0; i < expected.length; i++) {
    const difference = near(`${where}, entry ${i}`, got[i], expected[i], relative);
    if (difference !== null) return difference;
  }
  return null;
}

function presence(array: ArrayLike<number> | null): string {
  return array === null ? 'none' : `${array.length} values`;
}

/** The smallest shift whose 16-bit sums hold all of the 22-bit register, and the largest factor. */
const LEAST_SHIFT = 6;
const MOST_SHIFT = 14;

/**
 * How far the weights of a neuron can be shifted right without losing a bit, from the or of all of
 * them; 7 for a neuron without weights. Below 6 their 16-bit sum would not be the register's: `null`.
 */
export function shiftOf(bits: number): number | null {
  if (bits === 0) return LEAST_SHIFT + 1;
  const zeros = 31 - Math.clz32(bits & -bits);
  return zeros < LEAST_SHIFT ? null : Math.min(zeros, MOST_SHIFT);
}

/** True if the weights between `low` and `high` have 8-bit mantissas. */
export function fitsMantissa(low: number, high: number, shift: number): boolean {
  return low >> shift >= -128 && high >> shift <= 127;
}

import type { Random } from '../../core/random.js';

/**
 * Draws normal numbers and drops those further than two standard deviations from the mean. The standard
 * deviation of what is left is 0.8796 of `deviation`; it is not corrected.
 */
export function truncatedNormal(random: Random, mean: number, deviation: number): () => number {
  return () => {
    for (;;) {
      const z = random.normal();
      if (Math.abs(z) <= 2) return mean + deviation * z;
    }
  };
}

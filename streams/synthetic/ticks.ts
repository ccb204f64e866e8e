import type { Chunk } from '../../src/core/chunk.js';
import { StreamError } from '../../src/core/errors.js';

/**
 * Chunks without data, for networks that have no inputs: they only let time pass. Can be walked
 * through more than once, and waits for whoever takes from it.
 *
 * @param steps timesteps in all, 0 or more; Infinity for no end
 * @param chunk timesteps per chunk, at least 1; default 100. The last chunk may be shorter
 * @throws StreamError if a number is out of range
 *
 * @example
 * runFrom(ticks(1000), network, { probes: { x } })
 */
export function ticks(steps: number, chunk = 100): Iterable<Chunk<never>> {
  if (steps !== Number.POSITIVE_INFINITY) requireWhole('steps', steps, 0);
  requireWhole('chunk', chunk, 1);
  return {
    *[Symbol.iterator]() {
      for (let t = 0; t < steps; t += chunk) {
        yield { t, steps: Math.min(chunk, steps - t), data: {} };
      }
    },
  };
}

function requireWhole(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new StreamError(
    `ticks: ${name} is ${value}, expected a whole number of timesteps of at least ${least}.`,
    { code: 'bad-option', path: name },
  );
}

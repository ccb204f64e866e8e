import type { Observable } from 'rxjs';
import type { Chunk } from '../../src/core/chunk.js';
import { RandomState } from '../../src/core/mt19937.js';
import { type RowOptions, requireSeed, requireThat, rowChunks } from './rows.js';

/** Options of `whiteNoise`. */
export interface WhiteNoiseOptions extends RowOptions {
  /** Values per timestep, at least 1; default 1. */
  readonly size?: number;
  /** Mean of a value before scaling; default 0. */
  readonly mean?: number;
  /** Standard deviation of a value before scaling, 0 or more; default 1. */
  readonly deviation?: number;
  /** Divides by the root of dt, so that filtered noise is as strong for any dt; default true. */
  readonly scale?: boolean;
  /** Whole number from 0 to 2^32 - 1; default 0. */
  readonly seed?: number;
}

/**
 * Independent normal values without end, the same for the same seed: those of numpy's legacy
 * generator, and so of Nengo's WhiteNoise.
 *
 * @throws StreamError if a number is out of range
 *
 * @example
 * whiteNoise('u', { size: 2, seed: 3, chunk: 100 }).pipe(take(20), run(network, { probes: { x } }))
 */
export function whiteNoise<Name extends string>(
  name: Name,
  options: WhiteNoiseOptions = {},
): Observable<Chunk<Name>> {
  checkNoise('whiteNoise', options);
  return rowChunks('whiteNoise', name, options.size ?? 1, options, (dt) => noiseOf(options, dt));
}

/** Throws a StreamError, in the name of `kind`, if a number is out of range. */
export function checkNoise(kind: string, options: WhiteNoiseOptions): void {
  const { mean = 0, deviation = 1, seed = 0 } = options;
  requireThat(kind, 'mean', mean, Number.isFinite(mean), 'a finite number');
  const spread = Number.isFinite(deviation) && deviation >= 0;
  requireThat(kind, 'deviation', deviation, spread, 'a number of at least 0');
  requireSeed(kind, seed);
}

/** Fills rows with noise, from the first draw of the seed. */
export function noiseOf(options: WhiteNoiseOptions, dt: number): (row: Float64Array) => void {
  const { mean = 0, deviation = 1, scale = true, seed = 0 } = options;
  const random = new RandomState(seed);
  const factor = scale ? 1 / Math.sqrt(dt) : 1;
  return (row) => {
    for (let i = 0; i < row.length; i++) row[i] = random.normal(mean, deviation) * factor;
  };
}

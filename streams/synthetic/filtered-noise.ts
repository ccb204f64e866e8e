import type { Observable } from 'rxjs';
import type { Chunk } from '../../src/core/chunk.js';
import { StreamError } from '../../src/core/errors.js';
import { linearFilterOf } from '../../src/core/linear-filter.js';
import {
  type Discretization,
  discretized,
  stateSpace,
  type TransferFunction,
} from '../../src/core/linear-system.js';
import { rowChunks } from './rows.js';
import { checkNoise, noiseOf, type WhiteNoiseOptions } from './white-noise.js';

/** A filter num(s) / den(s) and how it becomes one in timesteps; default by holding the input. */
export interface NoiseFilter extends TransferFunction {
  readonly method?: Discretization;
}

/** Options of `filteredNoise`. */
export interface FilteredNoiseOptions extends WhiteNoiseOptions {
  /** What the noise passes; default a lowpass of 5 ms, `{ num: [1], den: [0.005, 1] }`. */
  readonly filter?: NoiseFilter;
}

/** Options of `brownNoise`. */
export type BrownNoiseOptions = WhiteNoiseOptions;

/**
 * White noise behind a filter, without end, in the same timestep; the same for the same seed, as
 * Nengo's FilteredNoise.
 *
 * @throws StreamError if a number is out of range, or the filter is none
 *
 * @example
 * filteredNoise('u', { seed: 4, filter: { num: [1], den: [1e-4, 0.02, 1] } }).pipe(take(200))
 */
export function filteredNoise<Name extends string>(
  name: Name,
  options: FilteredNoiseOptions = {},
): Observable<Chunk<Name>> {
  return behind('filteredNoise', name, options, options.filter ?? { num: [1], den: [0.005, 1] });
}

/**
 * The running sum of white noise, without end: a walk that wanders ever farther. The same for the same
 * seed, as Nengo's BrownNoise.
 *
 * @throws StreamError if a number is out of range
 *
 * @example
 * brownNoise('drift', { seed: 1, deviation: 0.1 }).pipe(take(1000))
 */
export function brownNoise<Name extends string>(
  name: Name,
  options: BrownNoiseOptions = {},
): Observable<Chunk<Name>> {
  return behind('brownNoise', name, options, { num: [1], den: [1, 0], method: 'euler' });
}

function behind<Name extends string>(
  kind: string,
  name: Name,
  options: WhiteNoiseOptions,
  filter: NoiseFilter,
): Observable<Chunk<Name>> {
  checkNoise(kind, options);
  const analog = analogOf(kind, filter);
  const size = options.size ?? 1;
  return rowChunks(kind, name, size, options, (dt) => {
    const noise = noiseOf(options, dt);
    const { value, absorb } = linearFilterOf(discretized(analog, dt, filter.method ?? 'zoh'), size);
    return (row) => {
      noise(row);
      absorb(row);
      row.set(value);
    };
  });
}

function analogOf(kind: string, filter: NoiseFilter) {
  try {
    return stateSpace(filter);
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    throw new StreamError(
      `${kind}: ${what}. Give num and den from the highest power down, num of no higher degree.`,
      { code: 'bad-option', path: 'filter', cause },
    );
  }
}

import { Observable } from 'rxjs';
import type { Chunk } from '../../src/core/chunk.js';
import { StreamError } from '../../src/core/errors.js';
import { type Precision, vectorOf } from '../../src/core/vector.js';

/** How the rows of a synthetic signal are handed out. */
export interface RowOptions {
  /** Seconds per timestep, above 0; default 0.001. */
  readonly dt?: number;
  /** Timesteps per chunk, at least 1; default 1. */
  readonly chunk?: number;
  /** Bits of the values; default 32. */
  readonly precision?: Precision;
}

/** Writes the values of timestep n into a row; asked for n = 0, 1, 2, ... in order. */
export type WriteRow = (row: Float64Array, n: number) => void;

/**
 * Chunks without end of one signal of `size` values. Every subscription starts anew; all is emitted
 * at once, so put a `take` behind it.
 */
export function rowChunks<Name extends string>(
  kind: string,
  name: Name,
  size: number,
  options: RowOptions,
  start: (dt: number) => WriteRow,
): Observable<Chunk<Name>> {
  const { dt = 0.001, chunk = 1, precision = 32 } = options;
  requireThat(kind, 'dt', dt, dt > 0 && Number.isFinite(dt), 'seconds above 0');
  requireCount(kind, 'chunk', chunk);
  requireCount(kind, 'size', size);
  return new Observable((subscriber) => {
    const write = start(dt);
    const row = new Float64Array(size);
    for (let t = 0; !subscriber.closed; t += chunk) {
      const values = vectorOf(chunk * size, precision);
      for (let s = 0; s < chunk; s++) {
        write(row, t + s);
        values.set(row, s * size);
      }
      subscriber.next({ t, steps: chunk, data: { [name]: values } as Record<Name, typeof values> });
    }
  });
}

/** Throws a StreamError "kind: option is ..., expected ..." unless it fits. */
export function requireThat(
  kind: string,
  option: string,
  value: unknown,
  fits: boolean,
  expected: string,
): void {
  if (fits) return;
  throw new StreamError(`${kind}: ${option} is ${String(value)}, expected ${expected}.`, {
    code: 'bad-option',
    path: option,
  });
}

/** Throws a StreamError unless the value is a whole number of at least 1. */
export function requireCount(kind: string, option: string, value: number): void {
  const fits = Number.isSafeInteger(value) && value >= 1;
  requireThat(kind, option, value, fits, 'a whole number of at least 1');
}

/** Throws a StreamError unless the value is a seed of the generator. */
export function requireSeed(kind: string, seed: number): void {
  const fits = Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32;
  requireThat(kind, 'seed', seed, fits, 'a whole number from 0 to 4294967295');
}

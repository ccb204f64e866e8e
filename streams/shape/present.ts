import { Observable, type OperatorFunction } from 'rxjs';
import type { Chunk } from '../../src/core/chunk.js';
import { StreamError } from '../../src/core/errors.js';
import { precisionOf, type Vector, vectorOf } from '../../src/core/vector.js';

/** Rounding of steps such as 0.03 / 0.001 must not move a picture by a timestep. */
const tolerance = 1e-7;

/** What to present: the values of one picture, frame or row, in any array. */
export type Presented = ArrayLike<number>;

/** Options of `present`. */
export interface PresentOptions {
  /** Timesteps for which each input is held, above 0; need not be whole. */
  readonly steps: number;
}

/**
 * Holds each input for a number of timesteps: input k is seen at the timesteps n with
 * floor(n / steps + 1e-7) = k, counted from 0. When an input arrives its timesteps are emitted at
 * once; the vector is lent until the next. Arrays other than float ones become `Float32Array`.
 *
 * @throws StreamError if steps is not above 0; as the Observable's error, if inputs differ in length
 *
 * @example
 * from(pictures).pipe(repeat(), present({ steps: 30 }), dense(weights), lif())
 */
export function present({ steps }: PresentOptions): OperatorFunction<Presented, Vector> {
  checkSteps(steps);
  return (source) =>
    new Observable((subscriber) => {
      let k = 0;
      let n = 0;
      let size: number | undefined;
      return source.subscribe({
        next: (input) => {
          const end = firstStep(k + 1, steps);
          size ??= input.length;
          if (input.length !== size) {
            subscriber.error(lengthError(k, input.length, size));
            return;
          }
          const vector = asVector(input);
          while (n < end && !subscriber.closed) {
            n += 1;
            subscriber.next(vector);
          }
          k += 1;
        },
        error: (error) => subscriber.error(error),
        complete: () => subscriber.complete(),
      });
    });
}

/** Options of `presentChunks`. */
export interface PresentChunksOptions extends PresentOptions {
  /** Timesteps per chunk, at least 1; default 100. The last chunk may be shorter. */
  readonly chunk?: number;
}

/**
 * The same as chunks of one signal, for `runFrom`: the next input is read when a chunk needs it, so
 * the inputs may be endless. Stopping early closes the source.
 *
 * @throws StreamError if an option is out of range, or inputs differ in length
 *
 * @example
 * runFrom(presentChunks('pixels', pictures, { steps: 30 }), network)
 */
export function presentChunks<Name extends string>(
  name: Name,
  inputs: Iterable<Presented> | AsyncIterable<Presented>,
  { steps, chunk = 100 }: PresentChunksOptions,
): AsyncGenerator<Chunk<Name>, void, undefined> {
  checkSteps(steps);
  if (!(Number.isInteger(chunk) && chunk >= 1)) {
    throw new StreamError(
      `present: chunk is ${chunk}, expected a whole number of timesteps of at least 1.`,
      { code: 'bad-option', path: 'chunk' },
    );
  }
  return chunksOf(name, inputs, steps, chunk);
}

async function* chunksOf<Name extends string>(
  name: Name,
  inputs: Iterable<Presented> | AsyncIterable<Presented>,
  steps: number,
  chunk: number,
): AsyncGenerator<Chunk<Name>, void, undefined> {
  let rows: Vector | undefined;
  let size = 0;
  let n = 0;
  let k = 0;
  for await (const input of inputs) {
    if (k === 0) size = input.length;
    if (input.length !== size) throw lengthError(k, input.length, size);
    k += 1;
    const vector = asVector(input);
    for (const end = firstStep(k, steps); n < end; n++) {
      rows ??= vectorOf(chunk * size, precisionOf(vector));
      rows.set(vector, (n % chunk) * size);
      if ((n + 1) % chunk !== 0) continue;
      yield chunkOf(name, n + 1 - chunk, chunk, rows);
      rows = undefined;
    }
  }
  const rest = n % chunk;
  if (rows !== undefined) yield chunkOf(name, n - rest, rest, rows.slice(0, rest * size));
}

function chunkOf<Name extends string>(
  name: Name,
  t: number,
  steps: number,
  rows: Vector,
): Chunk<Name> {
  return { t, steps, data: { [name]: rows } as Record<Name, Vector> };
}

/** The first timestep at which input k or a later one is seen. */
function firstStep(k: number, steps: number): number {
  let n = Math.max(0, Math.ceil((k - tolerance) * steps));
  while (presentedAt(n, steps) < k) n += 1;
  while (n > 0 && presentedAt(n - 1, steps) >= k) n -= 1;
  return n;
}

/** Position of the input that is seen at timestep `n` when each is held for `steps` timesteps. */
export function presentedAt(n: number, steps: number): number {
  return Math.floor(n / steps + tolerance);
}

function asVector(input: Presented): Vector {
  return input instanceof Float32Array || input instanceof Float64Array
    ? input
    : Float32Array.from(input);
}

function checkSteps(steps: number): void {
  if (Number.isFinite(steps) && steps > 0) return;
  throw new StreamError(`present: steps is ${steps}, expected a number of timesteps above 0.`, {
    code: 'bad-option',
    path: 'steps',
  });
}

function lengthError(k: number, length: number, expected: number): StreamError {
  return new StreamError(
    `present: input ${k} has ${length} values, expected ${expected}. All inputs have one length.`,
    { code: 'shape-mismatch', path: `input ${k}` },
  );
}

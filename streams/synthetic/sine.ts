import { Observable } from 'rxjs';
import type { Chunk } from '../../src/core/chunk.js';
import { StreamError } from '../../src/core/errors.js';
import { type Precision, vectorOf } from '../../src/core/vector.js';

/** Options of `sine`. */
export interface SineOptions {
  /** Oscillations per second. */
  readonly hz: number;
  /** Seconds per timestep, above 0; default 0.001. */
  readonly dt?: number;
  /** Largest value; default 1. */
  readonly amplitude?: number;
  /** Angle at timestep 0 in radians; default 0. */
  readonly phase?: number;
  /** Timesteps per chunk, at least 1; default 1. */
  readonly chunk?: number;
  /** Bits of the values; default 32. */
  readonly precision?: Precision;
}

/**
 * A sine wave without end, as chunks of one signal with one value per timestep:
 * x(n) = amplitude sin(2 pi hz n dt + phase), n = 0, 1, 2, ... Every subscription begins at 0; all
 * is emitted at once, so put a `take` behind it.
 *
 * @throws StreamError if a number is out of range
 *
 * @example
 * sine('u', { hz: 1, chunk: 100 }).pipe(take(20), run(network, { probes: { x } }))
 */
export function sine<Name extends string>(
  name: Name,
  options: SineOptions,
): Observable<Chunk<Name>> {
  const { hz, dt = 0.001, amplitude = 1, phase = 0, chunk = 1, precision = 32 } = options;
  for (const [option, value] of Object.entries({ hz, dt, amplitude, phase })) {
    requireThat(option, value, Number.isFinite(value), 'a finite number');
  }
  requireThat('dt', dt, dt > 0, 'seconds above 0');
  requireThat(
    'chunk',
    chunk,
    Number.isSafeInteger(chunk) && chunk >= 1,
    'a whole number of at least 1',
  );
  return new Observable((subscriber) => {
    for (let t = 0; !subscriber.closed; t += chunk) {
      const values = vectorOf(chunk, precision);
      for (let s = 0; s < chunk; s++) {
        values[s] = amplitude * Math.sin(2 * Math.PI * hz * (t + s) * dt + phase);
      }
      subscriber.next({ t, steps: chunk, data: { [name]: values } as Record<Name, typeof values> });
    }
  });
}

function requireThat(option: string, value: number, fits: boolean, expected: string): void {
  if (fits) return;
  throw new StreamError(`sine: ${option} is ${value}, expected ${expected}.`, {
    code: 'bad-option',
    path: option,
  });
}

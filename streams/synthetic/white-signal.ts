import type { Observable } from 'rxjs';
import type { Chunk } from '../../src/core/chunk.js';
import { RandomState } from '../../src/core/mt19937.js';
import { type RowOptions, requireCount, requireSeed, requireThat, rowChunks } from './rows.js';

/** Options of `whiteSignal`. */
export interface WhiteSignalOptions extends RowOptions {
  /** Seconds after which the signal repeats. */
  readonly period: number;
  /** Highest frequency in Hz, at least 1 / period and at most half of 1 / dt. */
  readonly high: number;
  /** Root mean square of each value over a period, above 0; default 0.5. */
  readonly rms?: number;
  /** Values per timestep, at least 1; default 1. */
  readonly size?: number;
  /** Starts each value where it is closest to this; default where the draw puts it. */
  readonly y0?: number;
  /** Whole number from 0 to 2^32 - 1; default 0. */
  readonly seed?: number;
}

/**
 * A smooth random signal: all frequencies up to `high` with normal coefficients, repeated after every
 * period. The same for the same seed, as Nengo's WhiteSignal: the value of timestep n is that of the
 * model time (n + 1) dt.
 *
 * @throws StreamError if a number is out of range
 *
 * @example
 * whiteSignal('u', { period: 1, high: 5, seed: 1, chunk: 100 }).pipe(take(10))
 */
export function whiteSignal<Name extends string>(
  name: Name,
  options: WhiteSignalOptions,
): Observable<Chunk<Name>> {
  const { size = 1, y0, dt = 0.001 } = options;
  check(options, dt);
  return rowChunks('whiteSignal', name, size, options, () => {
    const half = Math.ceil(options.period / dt / 2);
    const steps = 2 * half;
    const columns = columnsOf(options, dt, half, size);
    const starts = columns.map((column) => (y0 === undefined ? 1 : closest(column, y0)));
    return (row, n) => {
      for (let i = 0; i < size; i++) row[i] = columns[i]![(n + starts[i]!) % steps]!;
    };
  });
}

function check(options: WhiteSignalOptions, dt: number): void {
  const { period, high, rms = 0.5, size = 1, seed = 0, y0 = 0 } = options;
  const say = (name: string, value: number, fits: boolean, expected: string): void =>
    requireThat('whiteSignal', name, value, fits, expected);
  say('period', period, period > 0 && Number.isFinite(period), 'seconds above 0');
  say('rms', rms, rms > 0 && Number.isFinite(rms), 'a number above 0');
  say('y0', y0, Number.isFinite(y0), 'a finite number');
  const [least, most] = [1 / period, 0.5 / dt];
  say('high', high, high >= least && high <= most, `Hz from ${least} (1 / period) to ${most}`);
  requireCount('whiteSignal', 'size', size);
  requireSeed('whiteSignal', seed);
}

/** One period of each value: coefficients are drawn row by row, imaginary parts before real ones. */
function columnsOf(
  { high, rms = 0.5, seed = 0 }: WhiteSignalOptions,
  dt: number,
  half: number,
  size: number,
): Float64Array[] {
  const random = new RandomState(seed);
  const deviation = rms * Math.sqrt(0.5);
  const draw = () =>
    Float64Array.from({ length: (half + 1) * size }, () => random.normal(0, deviation));
  const imaginary = draw();
  const real = draw();
  const frequencies = Array.from({ length: half + 1 }, (_, k) => k / (2 * half * dt));
  const silent = frequencies.filter((f) => f > high).length;
  const kept = half - silent;
  const power = Math.sqrt(1 - silent / half);
  // The inverse transform divides by the number of steps.
  const factor = Math.sqrt(2 * half) / power / (2 * half);
  return Array.from({ length: size }, (_, column) => {
    const at = (parts: Float64Array) => (k: number) => parts[k * size + column]! * factor;
    return inverse(at(real), at(imaginary), half, kept);
  });
}

/** Sum of the waves 1 to `last`, each twice but for the one that alternates at every step. */
function inverse(
  real: (k: number) => number,
  imaginary: (k: number) => number,
  half: number,
  last: number,
): Float64Array {
  const steps = 2 * half;
  const cos = Float64Array.from({ length: steps }, (_, n) => Math.cos((2 * Math.PI * n) / steps));
  const sin = Float64Array.from({ length: steps }, (_, n) => Math.sin((2 * Math.PI * n) / steps));
  const signal = new Float64Array(steps);
  for (let k = 1; k <= last; k++) {
    const twice = k === half ? 1 : 2;
    const [a, b] = [twice * real(k), k === half ? 0 : twice * imaginary(k)];
    for (let n = 0; n < steps; n++) {
      const angle = (k * n) % steps;
      signal[n] = signal[n]! + a * cos[angle]! - b * sin[angle]!;
    }
  }
  return signal;
}

/** Where a column is closest to a value, the first of equals. */
function closest(column: Float64Array, value: number): number {
  let best = 0;
  for (let n = 1; n < column.length; n++) {
    if (Math.abs(column[n]! - value) < Math.abs(column[best]! - value)) best = n;
  }
  return best;
}

import type { Observable } from 'rxjs';
import type { Chunk } from '../../src/core/chunk.js';
import { StreamError } from '../../src/core/errors.js';
import { type RowOptions, requireThat, rowChunks, type WriteRow } from './rows.js';

/** What a piece is: one number, a row of numbers, or a function of the time in seconds. */
export type Piece = number | ArrayLike<number> | ((t: number) => number | ArrayLike<number>);

/** Options of `piecewise`. */
export interface PiecewiseOptions extends RowOptions {
  /** Seconds at which the pieces begin, ascending. */
  readonly times: readonly number[];
  /** The value from each time on; functions only where values hold. */
  readonly values: readonly Piece[];
  /**
   * `hold` (default): the value of the last time, 0 before the first; `linear`: straight lines between;
   * `nearest`: the value of the nearest time; both 0 before the first time and behind the last.
   */
  readonly interpolation?: 'hold' | 'linear' | 'nearest';
}

/**
 * A signal given by its values at some times, without end. Timestep n is the model time (n + 1) dt, and
 * times are met to half a timestep, as in Nengo's Piecewise.
 *
 * @throws StreamError if times do not ascend, or values differ in number or size
 *
 * @example
 * piecewise('u', { times: [0.1, 0.5], values: [1, -1] }).pipe(take(1000))
 */
export function piecewise<Name extends string>(
  name: Name,
  options: PiecewiseOptions,
): Observable<Chunk<Name>> {
  const { times, values, interpolation = 'hold' } = options;
  checkTimes(times, values);
  const known =
    interpolation === 'hold' || interpolation === 'linear' || interpolation === 'nearest';
  requireThat('piecewise', 'interpolation', interpolation, known, 'hold, linear or nearest');
  const rows = values.map((piece, i) => rowOf(piece, times[i]!));
  const size = rows[0]!.length;
  for (const [i, row] of rows.entries()) checkRow(row, size, `values[${i}]`);
  if (interpolation === 'hold') {
    return rowChunks('piecewise', name, size, options, (dt) => holding(times, values, dt));
  }
  const at = values.findIndex((piece) => typeof piece === 'function');
  requireThat(
    'piecewise',
    `values[${at}]`,
    'a function',
    at < 0,
    `numbers, to be ${interpolation}`,
  );
  const weigh = interpolation === 'linear' ? straight : nearest;
  return rowChunks('piecewise', name, size, options, (dt) => between(times, rows, dt, weigh));
}

function checkTimes(times: readonly number[], values: readonly Piece[]): void {
  const count = `as many as times, ${times.length}, and at least 1`;
  const paired = times.length === values.length && times.length > 0;
  requireThat('piecewise', 'number of values', values.length, paired, count);
  times.forEach((time, i) => {
    const ascends = Number.isFinite(time) && (i === 0 || time > times[i - 1]!);
    requireThat('piecewise', `times[${i}]`, time, ascends, 'seconds, later than the time before');
  });
}

function rowOf(piece: Piece, t: number): ArrayLike<number> {
  const value = typeof piece === 'function' ? piece(t) : piece;
  return typeof value === 'number' ? [value] : value;
}

function checkRow(row: ArrayLike<number>, size: number, what: string): void {
  if (row.length === size) return;
  throw new StreamError(
    `piecewise: ${what} has ${row.length} numbers, expected ${size}. All values have one size.`,
    { code: 'shape-mismatch', path: what },
  );
}

/** Number of times that lie before `t`. */
function countBefore(times: readonly number[], t: number): number {
  const at = times.findIndex((time) => !(time < t));
  return at < 0 ? times.length : at;
}

function holding(times: readonly number[], values: readonly Piece[], dt: number): WriteRow {
  return (row, n) => {
    const t = (n + 1) * dt;
    const piece = countBefore(times, t + dt / 2) - 1;
    if (piece < 0) {
      row.fill(0);
      return;
    }
    const found = rowOf(values[piece]!, t);
    checkRow(found, row.length, `values[${piece}](${t})`);
    row.set(found);
  };
}

/** How far from the earlier of two values, 0, to the later one, 1. */
type Weigh = (t: number, earlier: number, later: number) => number;

const straight: Weigh = (t, earlier, later) => (t - earlier) / (later - earlier);
const nearest: Weigh = (t, earlier, later) => (t > (earlier + later) / 2 ? 1 : 0);

function between(
  times: readonly number[],
  rows: readonly ArrayLike<number>[],
  dt: number,
  weigh: Weigh,
): WriteRow {
  return (row, n) => {
    const t = (n + 1) * dt;
    row.fill(0);
    if (t < times[0]! || t > times.at(-1)!) return;
    const later = Math.max(countBefore(times, t), 1);
    const last = Math.min(later, times.length - 1);
    const share = last === later ? weigh(t, times[later - 1]!, times[later]!) : 0;
    const [from, to] = [rows[later - 1]!, rows[last]!];
    for (let i = 0; i < row.length; i++) row[i] = from[i]! + share * (to[i]! - from[i]!);
  };
}

import { NetworkError } from '../core/errors.js';
import type { Random } from '../core/random.js';
import { requireFinite, requireNumber } from '../kernels/check.js';
import { gainBias, type RateParams } from '../kernels/rates.js';

/** Bounds between which numbers are drawn, all equally likely. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** Vectors drawn or given: one row per neuron or point. */
export type Rows = readonly ArrayLike<number>[];

/** `count` unit vectors, every direction equally likely; row-major. */
export function drawDirections(random: Random, count: number, dimensions: number): Float64Array {
  const rows = new Float64Array(count * dimensions);
  for (let i = 0; i < count; i++) {
    const row = rows.subarray(i * dimensions, (i + 1) * dimensions);
    do for (let d = 0; d < dimensions; d++) row[d] = random.normal();
    while (lengthOf(row) === 0);
    stretch(row, 1 / lengthOf(row));
  }
  return rows;
}

/** `count` points, everywhere in the ball of a radius equally likely; row-major. */
export function drawPoints(
  random: Random,
  count: number,
  dimensions: number,
  radius: number,
): Float64Array {
  const rows = drawDirections(random, count, dimensions);
  for (let i = 0; i < count; i++) {
    const row = rows.subarray(i * dimensions, (i + 1) * dimensions);
    stretch(row, radius * random.uniform() ** (1 / dimensions));
  }
  return rows;
}

/** The given number for each neuron, or numbers drawn from a range. */
export function numbersOrDraws(
  random: Random,
  name: string,
  given: Range | ArrayLike<number>,
  count: number,
): Float64Array {
  if (!('low' in given)) {
    if (given.length !== count) throw wrongCount('ensemble', name, given.length, count);
    requireFinite('ensemble', name, given);
    return Float64Array.from(given);
  }
  requireNumber('ensemble', `${name}.low`, given.low, {});
  requireNumber('ensemble', `${name}.high`, given.high, { atLeast: given.low });
  const draw = () => given.low + (given.high - given.low) * random.uniform();
  return Float64Array.from({ length: count }, draw);
}

/** Given vectors as one row-major array; `unit` stretches each to length 1. */
export function flatRows(
  kind: string,
  name: string,
  rows: Rows,
  dimensions: number,
  { unit = false, count }: { readonly unit?: boolean; readonly count?: number } = {},
): Float64Array {
  if (count !== undefined && rows.length !== count)
    throw wrongCount(kind, name, rows.length, count);
  const flat = new Float64Array(rows.length * dimensions);
  for (const [i, row] of rows.entries()) {
    if (row.length !== dimensions) throw wrongCount(kind, `${name}[${i}]`, row.length, dimensions);
    requireFinite(kind, `${name}[${i}]`, row);
    flat.set(row, i * dimensions);
    const own = flat.subarray(i * dimensions, (i + 1) * dimensions);
    if (unit && lengthOf(own) !== 0) stretch(own, 1 / lengthOf(own));
  }
  return flat;
}

/** Gain and bias of every neuron from its rate at the radius and the value of its silence. */
export function gainsOf(
  kind: string,
  params: RateParams,
  maxRates: Float64Array,
  intercepts: Float64Array,
): { readonly gain: Float64Array; readonly bias: Float64Array } {
  const gain = new Float64Array(maxRates.length);
  const bias = new Float64Array(maxRates.length);
  for (let i = 0; i < maxRates.length; i++) {
    const own = gainBias(kind, params, maxRates[i]!, intercepts[i]!);
    gain[i] = own.gain;
    bias[i] = own.bias;
  }
  return { gain, bias };
}

function lengthOf(row: Float64Array): number {
  return Math.hypot(...row);
}

function stretch(row: Float64Array, factor: number): void {
  for (let d = 0; d < row.length; d++) row[d] = row[d]! * factor;
}

function wrongCount(kind: string, name: string, got: number, expected: number): NetworkError {
  return new NetworkError(`${kind}: ${name} has ${got} entries, expected ${expected}.`, {
    code: 'bad-option',
    path: `${kind}.${name}`,
  });
}

import type { ProbeReading, ProbeRecorder } from '../chip/probe.js';
import type { ChipModel, ChipProbe } from '../compile/chip/model.js';
import { decodeArray } from './arrays.js';
import { type Difference, firstDifference, firstOf, same, sameArray } from './chip-compare.js';
import { asFields, asList } from './json.js';

/** Relative tolerances of probe values that are not integers. */
const WEIGHTED_TOLERANCE = 1e-12;
const FILTERED_TOLERANCE = 1e-5;

/** Everything read from one probe so far. */
export type ProbeRows = ProbeReading[];

/** Reads all probes and appends what they recorded. */
export function readProbes(recorder: ProbeRecorder, rows: readonly ProbeRows[]): void {
  rows.forEach((readings, p) => {
    readings.push(recorder.read(p));
  });
}

/** Compares the readings of all probes, one behind the other, with the matrices of a case. */
export function compareProbes(
  rows: readonly ProbeRows[],
  model: ChipModel,
  json: unknown,
): Difference {
  const expected = json === undefined ? [] : asList(json, 'expected, probes'); // left out if empty
  return firstDifference(
    () => same('number of probes', rows.length, expected.length),
    () => firstOf(rows, (readings, p) => compareProbe(readings, model.probes[p], expected[p], p)),
  );
}

function compareProbe(readings: ProbeRows, probe: ChipProbe, json: unknown, p: number): Difference {
  const where = `probe ${p}`;
  const fields = asFields(json, where);
  const expected = decodeArray(fields.values, where);
  const steps = readings.reduce((sum, { rows }) => sum + rows, 0);
  const columns = readings[0]?.columns ?? 0;
  const values = readings.flatMap((reading) => Array.from(reading.values));
  return firstDifference(
    () => same(`${where}, element type`, readings[0]?.dtype, fields.dtype),
    () => same(`${where}, shape`, `${steps} x ${columns}`, expected.shape.join(' x ')),
    () => compareValues(where, values, expected.values, probe, String(fields.dtype), columns),
  );
}

function compareValues(
  where: string,
  got: readonly number[],
  expected: Float64Array,
  probe: ChipProbe,
  dtype: string,
  columns: number,
): Difference {
  if (dtype === 'float64') {
    const tolerance = probe.synapse === null ? WEIGHTED_TOLERANCE : FILTERED_TOLERANCE;
    return compareColumns(where, got, expected, columns, tolerance);
  }
  if (dtype === 'bool' || probe.synapse === null) return sameArray(where, got, expected);
  return compareTruncated(where, got, expected);
}

/**
 * A value is a sum of terms of both signs, so what rounding leaves is a part of the magnitudes in
 * its column, not of a value that happens to be near zero.
 */
function compareColumns(
  where: string,
  got: readonly number[],
  expected: Float64Array,
  columns: number,
  tolerance: number,
): Difference {
  if (got.length !== expected.length) return sameArray(where, got, expected);
  const largest = new Float64Array(columns);
  expected.forEach((value, i) => {
    largest[i % columns] = Math.max(largest[i % columns], Math.abs(value));
  });
  for (let i = 0; i < expected.length; i++) {
    const allowed = tolerance * largest[i % columns];
    if (Math.abs(got[i] - expected[i]) <= allowed) continue;
    return `${where}, entry ${i}: got ${got[i]}, expected ${expected[i]} (at most ${allowed} apart).`;
  }
  return null;
}

/** A filtered value next to an integer may be truncated to either side of it. */
function compareTruncated(
  where: string,
  got: readonly number[],
  expected: Float64Array,
): Difference {
  for (let i = 0; i < expected.length; i++) {
    const allowed = Math.max(1, FILTERED_TOLERANCE * Math.abs(expected[i]));
    if (Math.abs(got[i] - expected[i]) <= allowed) continue;
    return `${where}, entry ${i}: got ${got[i]}, expected ${expected[i]} (at most ${allowed} apart).`;
  }
  return null;
}

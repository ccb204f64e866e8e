import type { SensorSize } from '../decoder.js';
import type { Ledger } from '../kit/ledger.js';
import { decimalAt, polarityAt } from './decimal.js';
import {
  COLUMNS,
  fieldsInto,
  isComment,
  LF,
  type Separator,
  separatorOf,
  trimmedEnd,
  trimmedStart,
} from './fields.js';

/** Powers of ten from each unit to the microsecond. */
export const toMicroseconds = { s: 6, ms: 3, us: 0, ns: -3 } as const;

/** A unit of time. */
export type TimeUnit = keyof typeof toMicroseconds;

/** What a caller may know about a text. */
export interface TextDialect {
  /** Columns by letter, other columns as `_`: `txyp`, `xypt`, `_txyp`. Default: found in the file. */
  readonly order?: string;
  /** Unit of t. Default: seconds if the first lines have a point or an exponent there, else microseconds. */
  readonly time?: TimeUnit;
}

/** How a text is read. */
export interface FoundDialect {
  readonly separator: Separator;
  readonly columns: Readonly<Record<'t' | 'x' | 'y' | 'p', number>>;
  readonly unit: TimeUnit;
  /** The unit was concluded from the first lines. */
  readonly unitFound: boolean;
  readonly sensor: SensorSize | null;
  /** Line number of the names of columns, from 1; 0 without. */
  readonly headerLine: number;
  readonly note: string;
}

/** So many lines of events are looked at, in so many bytes. */
const LINES = 20;
const BYTES = 2 ** 20;

const names: readonly (readonly ['t' | 'x' | 'y' | 'p', RegExp])[] = [
  ['t', /^(t|ts|time|times|timestamp|timestamps)(?:[ _[(]*(s|ms|us|ns)[\])]?)?$/],
  ['x', /^(x|col|column)$/],
  ['y', /^(y|row)$/],
  ['p', /^(p|pol|polarity|on)$/],
];

interface Sample {
  header: string[] | null;
  headerLine: number;
  sensor: SensorSize | null;
  separator: Separator;
  rows: string[][];
}

/**
 * Finds out how a text is written, or null while too few lines are there.
 *
 * @throws StreamError if the columns cannot be told
 */
export function findDialect(
  bytes: Uint8Array,
  last: boolean,
  { order, time }: TextDialect,
  ledger: Ledger,
): FoundDialect | null {
  const complete = last || bytes.length >= BYTES;
  const sample = sampleOf(bytes.subarray(0, BYTES), complete);
  if (sample.rows.length < LINES && !complete) return null;
  if (sample.header === null && sample.rows.length === 0) {
    if (last) return null;
    const what = `has no line of events in its first ${BYTES} bytes`;
    throw ledger.refuse('bad-header', what, 'Give a text with t, x, y, p in lines.');
  }
  const { letters, unit } = lettersOf(sample, order, ledger);
  const columns = { t: 0, x: 0, y: 0, p: 0 };
  for (const letter of ['t', 'x', 'y', 'p'] as const) columns[letter] = letters.indexOf(letter);
  const pointed = sample.rows.some((row) => /[.e]/i.test(row[columns.t] ?? ''));
  const said = time ?? unit;
  const used = said ?? (pointed ? 's' : 'us');
  const how = said === undefined ? ', by its digits' : '';
  const note = `columns ${letters.join('')} (${sample.separator}), t in ${used}${how}`;
  const { separator, sensor, headerLine } = sample;
  return {
    separator,
    columns,
    unit: used,
    unitFound: said === undefined,
    sensor,
    headerLine,
    note,
  };
}

function lettersOf(
  { header, rows }: Sample,
  order: string | undefined,
  ledger: Ledger,
): { letters: string[]; unit: TimeUnit | undefined } {
  const found =
    order === undefined ? lettersByName(header) : { letters: [...order], unit: undefined };
  const letters = found?.letters ?? lettersByLook(rows, ledger);
  if (['t', 'x', 'y', 'p'].every((one) => letters.filter((l) => l === one).length === 1)) {
    return { letters, unit: found?.unit };
  }
  const names =
    order === undefined ? `names its columns ${header?.join(', ')}` : `order is "${order}"`;
  throw ledger.refuse('bad-header', `${names}, expected t, x, y, p once each`, 'Give `order`.');
}

function lettersByName(header: readonly string[] | null) {
  if (header === null) return null;
  let unit: TimeUnit | undefined;
  const letters = header.map((field) => {
    for (const [letter, form] of names) {
      const match = form.exec(field.toLowerCase());
      if (match === null) continue;
      unit = (match[2] as TimeUnit | undefined) ?? unit;
      return letter;
    }
    return '_';
  });
  return { letters, unit };
}

/** Without names: t x y p, or x y p t where only the third column looks like polarities. */
function lettersByLook(rows: readonly string[][], ledger: Ledger): string[] {
  const whole = rows.filter((row) => row.length === 4 && row.every((field) => field !== ''));
  const like = (column: number) => whole.every((row) => isPolarity(row[column]!));
  if (whole.length > 0 && like(3)) return [...'txyp'];
  if (whole.length > 0 && like(2)) return [...'xypt'];
  const what = `its lines have ${rows[0]?.length ?? 0} columns and no names, expected t x y p or x y p t`;
  throw ledger.refuse('bad-header', what, 'Give `order`.');
}

/** The first lines; one that no LF ends counts only if nothing follows. */
function sampleOf(bytes: Uint8Array, complete: boolean): Sample {
  const sample: Sample = { header: null, headerLine: 0, sensor: null, separator: ',', rows: [] };
  const offsets = new Int32Array(2 * COLUMNS);
  let number = 0;
  for (let at = 0; at < bytes.length && sample.rows.length < LINES; ) {
    number += 1;
    const lf = bytes.indexOf(LF, at);
    if (lf < 0 && !complete) break;
    const start = trimmedStart(
      bytes,
      number === 1 ? behindMark(bytes) : at,
      lf < 0 ? bytes.length : lf,
    );
    const end = trimmedEnd(bytes, start, lf < 0 ? bytes.length : lf);
    at = lf < 0 ? bytes.length : lf + 1;
    const line = bytes.subarray(start, end);
    if (isComment(line[0])) sample.sensor ??= geometryIn(textOf(line));
    if (line.length === 0 || isComment(line[0])) continue;
    const isFirst = sample.header === null && sample.rows.length === 0;
    if (isFirst) sample.separator = separatorOf(line);
    const count = fieldsInto(offsets, bytes, start, end, sample.separator);
    const fields = Array.from({ length: count }, (_, k) =>
      textOf(bytes.subarray(offsets[2 * k]!, offsets[2 * k + 1]!)),
    );
    const isCutOff = lf < 0 && (fields.length < 4 || fields.includes(''));
    if (isCutOff) break;
    if (!isFirst || fields.some(isNumber)) sample.rows.push(fields);
    else if (lf >= 0) Object.assign(sample, { header: fields, headerLine: number });
  }
  return sample;
}

/** Where the text begins behind a byte order mark. */
export function behindMark(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

function geometryIn(line: string): SensorSize | null {
  const match = /^[%#]\s*geometry:\s*(\d{1,5})\s*,\s*(\d{1,5})$/i.exec(line);
  return match === null ? null : { width: Number(match[1]), height: Number(match[2]) };
}

const textOf = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);
const kind = { inexact: false, point: false };

function isNumber(field: string): boolean {
  return !Number.isNaN(decimalAt(new TextEncoder().encode(field), 0, field.length, 0, kind));
}

function isPolarity(field: string): boolean {
  return !Number.isNaN(polarityAt(new TextEncoder().encode(field), 0, field.length, kind));
}

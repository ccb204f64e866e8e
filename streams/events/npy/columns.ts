import type { Ledger } from '../kit/ledger.js';
import { type TimeUnit, toMicroseconds } from '../text/dialect.js';
import type { NpyHeader } from './header.js';

/** What a caller may know about an array. */
export interface NpyLayout {
  /** Columns of an array of N x 4 or more by letter, others as `_`: `xytp`. Such arrays need it. */
  readonly order?: string;
  /** Unit of t. Default: microseconds for whole numbers; floats need it. */
  readonly time?: TimeUnit;
}

/** Reads a number; NaN if it has no exact double. */
export type ReadNumber = (view: DataView, at: number) => number;

/** Where the numbers of an event are in its record. */
export interface NpyColumns {
  /** Bytes of a record. */
  readonly size: number;
  readonly records: number;
  readonly offsets: Readonly<Record<Letter, number>>;
  readonly read: Readonly<Record<Letter, ReadNumber>>;
  /** Powers of ten from the unit of t to the microsecond. */
  readonly scale: number;
  readonly note: string;
}

type Letter = 't' | 'x' | 'y' | 'p';

const letters: readonly (readonly [Letter, RegExp])[] = [
  ['t', /^(t|ts|time|timestamp|timestamps)$/i],
  ['x', /^x$/i],
  ['y', /^y$/i],
  ['p', /^(p|on|pol|polarity)$/i],
];

/**
 * Finds t, x, y and p in the records.
 *
 * @throws StreamError if one is missing, its type is no number, or order and unit would be guesses
 */
export function columnsOf(header: NpyHeader, layout: NpyLayout, ledger: Ledger): NpyColumns {
  const named = header.structured ? header.fields : plainFields(header, layout, ledger);
  const offsets = { t: -1, x: -1, y: -1, p: -1 };
  const types = { t: '', x: '', y: '', p: '' };
  let size = 0;
  for (const { name, type } of named) {
    const letter = letters.find(([, form]) => form.test(name))?.[0];
    if (letter !== undefined && offsets[letter] < 0) {
      offsets[letter] = size;
      types[letter] = type;
    }
    size += widthOf(type, ledger);
  }
  const lost = letters.map(([letter]) => letter).filter((letter) => offsets[letter] < 0);
  if (lost.length > 0) {
    const what = `has no field ${lost.join(', ')}; it has ${named.map(({ name }) => name).join(', ')}`;
    throw ledger.refuse('bad-header', what, 'Name the fields t, x, y and p.');
  }
  const time = layout.time ?? (types.t.includes('f') ? undefined : 'us');
  if (time === undefined) {
    const what = 'has times that are floats, and nobody says their unit';
    throw ledger.refuse('missing-unit', what, "Give `time`: 's' or 'us'.");
  }
  const reader = (letter: Letter) => readerOf(types[letter], ledger);
  return {
    size,
    records: (header.structured ? header.shape : header.shape.slice(0, 1)).reduce(
      (a, b) => a * b,
      1,
    ),
    offsets,
    read: { t: reader('t'), x: reader('x'), y: reader('y'), p: reader('p') },
    scale: toMicroseconds[time],
    note: `fields ${named.map(({ name, type }) => `${name} ${type}`).join(', ')}; t in ${time}`,
  };
}

function plainFields({ fields, shape }: NpyHeader, { order }: NpyLayout, ledger: Ledger) {
  if (shape.length !== 2 || order === undefined || order.length !== shape[1]) {
    const given = order === undefined ? 'no order is given' : `order is "${order}"`;
    const what = `is an array of ${shape.join('x')} numbers without names, and ${given}`;
    throw ledger.refuse('bad-header', what, "Give `order` with a letter per column, as 'xytp'.");
  }
  return [...order].map((name) => ({ name, type: fields[0]!.type }));
}

function widthOf(type: string, ledger: Ledger): number {
  const width = /^[<>|=][biufV](\d{1,5})$/.exec(type)?.[1];
  if (width === undefined) {
    throw ledger.refuse('unsupported', `holds values of type ${type}`, 'Convert it to numbers.');
  }
  return Number(width);
}

function readerOf(type: string, ledger: Ledger): ReadNumber {
  const little = type[0] !== '>';
  const reader = readers(little)[type.slice(1)];
  if (reader !== undefined) return reader;
  const what = `holds events of type ${type}, expected whole numbers, floats or booleans`;
  throw ledger.refuse('unsupported', what, 'Convert the array.');
}

const readers = (little: boolean): Readonly<Record<string, ReadNumber>> => ({
  b1: (v, at) => v.getUint8(at),
  u1: (v, at) => v.getUint8(at),
  i1: (v, at) => v.getInt8(at),
  u2: (v, at) => v.getUint16(at, little),
  i2: (v, at) => v.getInt16(at, little),
  u4: (v, at) => v.getUint32(at, little),
  i4: (v, at) => v.getInt32(at, little),
  u8: (v, at) =>
    safe(v.getUint32(at + (little ? 4 : 0), little), v.getUint32(at + (little ? 0 : 4), little)),
  i8: (v, at) =>
    safe(v.getInt32(at + (little ? 4 : 0), little), v.getUint32(at + (little ? 0 : 4), little)),
  f4: (v, at) => v.getFloat32(at, little),
  f8: (v, at) => v.getFloat64(at, little),
});

function safe(high: number, low: number): number {
  const value = high * 2 ** 32 + low;
  return Number.isSafeInteger(value) ? value : Number.NaN;
}

import { CodecError } from '../core/errors.js';

/** A part of a saved program whose fields are not known yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** Longest vector, map or list of a saved program: a damaged size must not fill the memory. */
const LARGEST = 2 ** 28;

/** The fields of an object; throws a CodecError for anything else. */
export function fieldsOf(value: unknown, where: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw wrong(where, value, 'an object');
}

/** A list; throws a CodecError for anything else. */
export function listOf(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw wrong(where, value, 'a list');
}

/** Checks every item of a list, with its place. */
export function eachOf<T>(
  value: unknown,
  where: string,
  check: (item: unknown, where: string, i: number) => T,
): T[] {
  return listOf(value, where).map((item, i) => check(item, `${where}[${i}]`, i));
}

/** A text; throws a CodecError for anything else. */
export function textOf(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  throw wrong(where, value, 'a text');
}

/** True or false; throws a CodecError for anything else. */
export function flagOf(value: unknown, where: string): boolean {
  if (typeof value === 'boolean') return value;
  throw wrong(where, value, 'true or false');
}

/** A number that may be infinite but not NaN. */
export function numberOf(value: unknown, where: string): number {
  if (typeof value === 'number' && !Number.isNaN(value)) return value;
  throw wrong(where, value, 'a number');
}

/** Seconds above 0. */
export function secondsOf(value: unknown, where: string): number {
  if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return value;
  throw wrong(where, value, 'seconds above 0');
}

/** A whole number from `least` on. */
export function wholeOf(value: unknown, where: string, least = 0): number {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= LARGEST) {
    return value as number;
  }
  throw wrong(where, value, `a whole number from ${least} on`);
}

/** The position of one of `count` things. */
export function positionOf(value: unknown, where: string, count: number, what: string): number {
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) < count) {
    return value as number;
  }
  throw wrong(
    where,
    value,
    count === 0 ? `no ${what}, there is none` : `${what} 0 to ${count - 1}`,
  );
}

/** One of some choices. */
export function choiceOf<T>(value: unknown, where: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw wrong(where, value, choices.map((choice) => JSON.stringify(choice)).join(' or '));
}

/** Sizes of dimensions, whose product stays below the largest length. */
export function shapeOf(value: unknown, where: string): readonly number[] {
  const shape = eachOf(value, where, (size, place) => wholeOf(size, place, 1));
  wholeOf(
    shape.reduce((size, n) => size * n, 1),
    `${where}, its size`,
  );
  return shape;
}

/** A typed array of one type and, if given, one length. */
export function arrayOf<T extends ArrayLike<number>>(
  value: unknown,
  where: string,
  type: new (length: number) => T,
  length?: number,
): T {
  if (!(value instanceof type)) throw wrong(where, value, `an ${type.name}`);
  if (length === undefined || value.length === length) return value;
  throw wrong(where, value, `${length} values`);
}

/** Throws a CodecError for the first value that is not in [from, below). */
export function requireRange(
  values: ArrayLike<number>,
  where: string,
  from: number,
  below: number,
): void {
  for (let i = 0; i < values.length; i++) {
    if (values[i] >= from && values[i] < below) continue;
    throw wrong(`${where}[${i}]`, values[i], `from ${from} to ${below - 1}`);
  }
}

/** A CodecError that names the field, what is there and what belongs there. */
export function wrong(where: string, value: unknown, expected: string): CodecError {
  return new CodecError(
    `${where} is ${show(value)}, expected ${expected}. Compile the network again and save that.`,
    { code: 'bad-program', path: where },
  );
}

function show(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (!ArrayBuffer.isView(value)) return 'an object';
  return `an ${value.constructor.name} of ${(value as unknown as ArrayLike<number>).length} values`;
}

import type { ParamValue, TypedArray } from '../core/description.js';
import { NetworkError } from '../core/errors.js';

const constructors = {
  $int8: Int8Array,
  $uint8: Uint8Array,
  $int16: Int16Array,
  $uint16: Uint16Array,
  $int32: Int32Array,
  $uint32: Uint32Array,
  $float32: Float32Array,
  $float64: Float64Array,
} as const;

type Tag = keyof typeof constructors;

/** Deeper values are refused; one that contains itself is infinitely deep. */
const DEEPEST = 100;

/**
 * A value as JSON can write it: typed arrays become `{ "$float32": [0.5, 1] }`, undefined is dropped.
 * JSON forgets the sign of a negative zero.
 *
 * @throws NetworkError for what JSON would silently change: NaN, infinity, objects of a class
 */
export function toText(value: unknown, where: string, depth = 0): ParamValue {
  checkDepth(where, depth);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return finite(value, where);
  const tag = tagOf(value);
  if (tag !== null) {
    const list = Array.from(value as TypedArray, (item, i) => finite(item, `${where}[${i}]`));
    return { [tag]: list };
  }
  if (Array.isArray(value)) {
    return Array.from(value, (item, i) => toText(item, `${where}[${i}]`, depth + 1));
  }
  return mapped(value, where, (item, path) => toText(item, path, depth + 1));
}

/**
 * A copy of a value read from JSON or from the plain form: `{ "$float32": [...] }` becomes the typed
 * array; typed arrays are taken over, not copied; lists of numbers stay lists.
 *
 * @throws NetworkError that names what is no plain data
 */
export function fromText(value: unknown, where: string, depth = 0): ParamValue {
  checkDepth(where, depth);
  if (value === null || ['string', 'boolean', 'number'].includes(typeof value)) {
    return value as ParamValue;
  }
  if (tagOf(value) !== null) return value as TypedArray;
  if (Array.isArray(value)) {
    return Array.from(value, (item, i) => fromText(item, `${where}[${i}]`, depth + 1));
  }
  const tagged = taggedArray(value, where);
  return tagged ?? mapped(value, where, (item, path) => fromText(item, path, depth + 1));
}

/** True for objects that have keys and values and nothing else. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function mapped(
  value: unknown,
  where: string,
  convert: (item: unknown, where: string) => ParamValue,
): ParamValue {
  if (!isRecord(value)) throw notPlain(value, where);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  if (Object.hasOwn(value, '__proto__')) throw bad(where, 'has the key "__proto__"');
  return Object.fromEntries(entries.map(([key, item]) => [key, convert(item, `${where}.${key}`)]));
}

function taggedArray(value: unknown, where: string): TypedArray | null {
  if (!isRecord(value)) return null;
  const [tag, ...others] = Object.keys(value);
  if (tag === undefined || others.length > 0 || !Object.hasOwn(constructors, tag)) return null;
  const list = value[tag];
  if (!Array.isArray(list) || list.some((item) => typeof item !== 'number')) {
    throw bad(where, `${tag} holds something else than a list of numbers`);
  }
  const array = constructors[tag as Tag].from(list);
  const at = tag.startsWith('$float') ? -1 : list.findIndex((item, i) => item !== array[i]);
  if (at < 0) return array;
  throw bad(where, `element ${at} is ${list[at]}, which is no ${tag.slice(1)} number`);
}

function tagOf(value: unknown): Tag | null {
  if (!ArrayBuffer.isView(value) || value instanceof DataView) return null;
  const tag = `$${(value as TypedArray)[Symbol.toStringTag].replace(/Array$/, '').toLowerCase()}`;
  return Object.hasOwn(constructors, tag) ? (tag as Tag) : null;
}

function finite(value: number, where: string): number {
  if (Number.isFinite(value)) return value;
  throw new NetworkError(
    `${where}: ${value} cannot be written as JSON. Correct it, or save the network as a .net file.`,
    { code: 'not-finite', path: where },
  );
}

function checkDepth(where: string, depth: number): void {
  if (depth <= DEEPEST) return;
  throw new NetworkError(
    `${where.slice(0, 80)}...: nested deeper than ${DEEPEST} levels. Does it contain itself?`,
    { code: 'bad-network-json' },
  );
}

function notPlain(value: unknown, where: string): NetworkError {
  const isObject = typeof value === 'object' && value !== null;
  const name = isObject ? `a ${value.constructor?.name}` : typeof value;
  return bad(where, `is ${name}, expected plain data or a typed array`);
}

function bad(where: string, what: string): NetworkError {
  return new NetworkError(`${where}: ${what}. Correct it, or save the network again.`, {
    code: 'bad-network-json',
    path: where,
  });
}

import { CodecError } from '../core/errors.js';
import { type AnyTypedArray, type ArrayType, arrayTypeOf } from './arrays.js';

/** Keys and positions that lead from the top of a document to a value in it. */
export type Path = readonly (string | number)[];

/**
 * What was taken out of a document, and where from: a typed array, or a negative zero, of which
 * msgpack's whole numbers would lose the sign.
 */
export interface Place {
  readonly type: ArrayType | '-0';
  /** Elements of the array. */
  readonly length: number;
  readonly path: Path;
}

/** A document without its typed arrays; null stands where they were. */
export interface Detached {
  readonly plain: unknown;
  readonly places: readonly Place[];
  /** The arrays of the places that are arrays, in the same order. */
  readonly arrays: readonly AnyTypedArray[];
}

/** Deeper documents are refused; one that contains itself is infinitely deep. */
export const DEEPEST = 200;

/**
 * Copies plain data and takes the typed arrays out of it. Keys with the value undefined are
 * dropped.
 *
 * @param deepest levels that may lie inside each other
 * @throws CodecError that names the value which is no plain data
 */
export function detach(document: unknown, deepest = DEEPEST): Detached {
  const places: Place[] = [];
  const arrays: AnyTypedArray[] = [];
  const path: (string | number)[] = [];

  function take(type: Place['type'], length: number): null {
    places.push({ type, length, path: [...path] });
    return null;
  }

  function inside(key: string | number, value: unknown): unknown {
    if (path.length === deepest) {
      throw refuse([], `is nested deeper than ${deepest} levels. Does it contain itself?`);
    }
    path.push(key);
    const copy = visit(value);
    path.pop();
    return copy;
  }

  function visit(value: unknown): unknown {
    if (value === null || typeof value === 'boolean') return value;
    if (typeof value === 'number') return Object.is(value, -0) ? take('-0', 0) : value;
    if (typeof value === 'string') return checkText(value, path);
    const type = arrayTypeOf(value);
    if (type !== null) {
      arrays.push(value as AnyTypedArray);
      return take(type, (value as AnyTypedArray).length);
    }
    if (Array.isArray(value)) return Array.from(value, (item, i) => inside(i, item));
    if (isRecord(value)) return visitRecord(value);
    throw refuse(path, `is ${nameOf(value)}, expected plain data or a typed array.`);
  }

  function visitRecord(record: Record<string, unknown>): Record<string, unknown> {
    const copy: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(record)) {
      if (value === undefined) continue;
      checkText(key, path);
      if (key === '__proto__') throw refuse(path, 'has the key "__proto__". Choose another name.');
      copy[key] = inside(key, value);
    }
    return copy;
  }

  return { plain: visit(document), places, arrays };
}

/** Lone surrogates have no UTF-8 and would come back as something else. */
function checkText(text: string, path: Path): string {
  if (!/\p{Surrogate}/u.test(text)) return text;
  throw refuse(path, 'has a text that is not well-formed Unicode. Remove its lone surrogates.');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function nameOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) {
    return value === undefined ? 'undefined' : `a ${typeof value}`;
  }
  return `a ${value.constructor?.name || 'object of an unknown class'}`;
}

function refuse(path: Path, what: string): CodecError {
  const shown = ['document', ...path].join('.');
  return new CodecError(`${shown}: ${what}`, { code: 'not-plain', path: shown });
}

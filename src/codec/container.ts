import { Packr } from 'msgpackr';
import { CodecError } from '../core/errors.js';
import { type ArrayType, isArrayType, readArray, widthOf, writeArrayInto } from './arrays.js';
import { DEEPEST, detach, type Place } from './detach.js';
import { aligned, damage, HEADER_AT, hasMagic, seal, unseal } from './layout.js';

/** Where a document comes from and what it should be. */
export interface DecodeOptions {
  /** What the file must hold: `network`, `program`. */
  readonly kind: string;
  /** Path of the file, for the sentences of errors. */
  readonly path?: string;
}

/** What a file says before its arrays begin; `places` say where in `document` they belong. */
interface Header {
  readonly kind: string;
  readonly document: unknown;
  readonly places: readonly Place[];
}

// Maps rather than records: a header is read by any msgpack reader and never makes code.
const packr = new Packr({ useRecords: false, structuredClone: false });

/**
 * Writes a document into one self-describing file (layout.ts): a msgpack header, then the typed
 * arrays as they are. Plain data of any form, typed arrays of any width anywhere inside; numbers
 * keep all their bits, keys with the value undefined are dropped.
 *
 * @param kind what it is, for readers: `network`, `program`
 * @throws CodecError that names a value which is no plain data
 *
 * @example
 * const bytes = encodeDocument('weights', { name: 'dense', values: Float32Array.of(0.5, 1) });
 */
export function encodeDocument(kind: string, document: unknown): Uint8Array {
  const { plain, places, arrays } = detach(document);
  const header = packr.pack({ kind, document: plain, places } satisfies Header);
  const first = aligned(HEADER_AT + header.length);
  const total = arrays.reduce((at, array) => aligned(at + array.byteLength), first);
  const bytes = new Uint8Array(total);
  bytes.set(header, HEADER_AT);
  let at = first;
  for (const array of arrays) at = aligned(at + writeArrayInto(bytes, at, array));
  seal(bytes, header.length);
  return bytes;
}

/**
 * Reads a document written by `encodeDocument`. The arrays are copies, each with a buffer of its
 * own; nothing is allocated before the sizes are known to fit into the file.
 *
 * @throws CodecError if the bytes are no such file, cut off, damaged, of another version or kind
 */
export function decodeDocument(bytes: Uint8Array, { kind, path }: DecodeOptions): unknown {
  const where = path ?? `${kind} file`;
  const encoded = unseal(bytes, where);
  const header = readHeader(encoded, where);
  if (header.kind !== kind) {
    throw new CodecError(
      `${where}: holds a "${header.kind}", expected a "${kind}". Give a file of that kind.`,
      { code: 'other-kind', path: where },
    );
  }
  const arrays = locate(header.places, aligned(HEADER_AT + encoded.length), bytes.length, where);
  // One more level on top, so that a document may itself be an array.
  const root = { document: header.document };
  for (const [i, { type, path: to }] of header.places.entries()) {
    const { begin, end } = arrays[i]!;
    const value = type === '-0' ? -0 : readArray(type, bytes.subarray(begin, end));
    if (!putBack(root, ['document', ...to], value)) {
      throw damage(where, 'bad-header', `the header has no place for array ${i}`);
    }
  }
  return root.document;
}

/** True if the bytes begin as our files do; decoding says whether the rest is whole. */
export function isDocument(bytes: Uint8Array): boolean {
  return hasMagic(bytes);
}

/**
 * What a file holds (`network`, `program`), for commands that take several kinds.
 *
 * @throws CodecError as `decodeDocument` does, except for the kind
 */
export function documentKind(bytes: Uint8Array, path = 'file'): string {
  return readHeader(unseal(bytes, path), path).kind;
}

function readHeader(encoded: Uint8Array, where: string): Header {
  let header: Partial<Record<keyof Header, unknown>>;
  try {
    const { plain, places } = detach(packr.unpack(encoded), DEEPEST + 1);
    if (places.length > 0) throw new TypeError('it has arrays inside');
    header = (plain ?? {}) as typeof header;
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw damage(where, 'bad-header', `the header cannot be read (${detail})`, cause);
  }
  const { kind, document, places } = header;
  if (typeof kind === 'string' && Array.isArray(places) && places.every(isPlace)) {
    return { kind, document, places };
  }
  throw damage(where, 'bad-header', 'the header lacks its kind or its places');
}

function isPlace(value: unknown): value is Place {
  const { type, length, path } = (value ?? {}) as Partial<Record<keyof Place, unknown>>;
  return (
    (type === '-0' ? length === 0 : isArrayType(type)) &&
    Number.isSafeInteger(length) &&
    (length as number) >= 0 &&
    Array.isArray(path)
  );
}

/** Where the bytes of every place begin and end; together they must fill the file exactly. */
function locate(
  places: readonly Place[],
  first: number,
  total: number,
  where: string,
): { begin: number; end: number }[] {
  let at = first;
  const found = places.map(({ type, length }) => {
    const begin = at;
    const end = begin + length * bytesPer(type);
    at = aligned(end);
    return { begin, end };
  });
  if (at !== total) {
    throw damage(where, 'bad-header', `the arrays end at byte ${at}, the file at ${total}`);
  }
  return found;
}

function bytesPer(type: ArrayType | '-0'): number {
  return type === '-0' ? 0 : widthOf(type);
}

/** Puts a value where the path leads, if null stands there. */
function putBack(root: object, path: Place['path'], value: unknown): boolean {
  let holder: unknown = root;
  for (const [depth, key] of path.entries()) {
    if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, key)) return false;
    const record = holder as Record<string | number, unknown>;
    if (depth === path.length - 1) {
      if (record[key] !== null) return false;
      record[key] = value;
      return true;
    }
    holder = record[key];
  }
  return false;
}

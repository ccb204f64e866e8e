import { StreamError } from '../../src/core/errors.js';
import { gunzipped } from './gunzip.js';

/** The types of numbers in IDX files: their code, width in bytes, and how one is read. */
const types = {
  uint8: { code: 0x08, width: 1, array: Uint8Array, read: 'getUint8' },
  int8: { code: 0x09, width: 1, array: Int8Array, read: 'getInt8' },
  int16: { code: 0x0b, width: 2, array: Int16Array, read: 'getInt16' },
  int32: { code: 0x0c, width: 4, array: Int32Array, read: 'getInt32' },
  float32: { code: 0x0d, width: 4, array: Float32Array, read: 'getFloat32' },
  float64: { code: 0x0e, width: 8, array: Float64Array, read: 'getFloat64' },
} as const;

/** Names of the types of numbers an IDX file can hold. */
export type IdxType = keyof typeof types;

/** The numbers of an IDX file, row-major. */
export interface IdxArray {
  readonly type: IdxType;
  /** Sizes of the dimensions, the first is usually the number of items; may be 0. */
  readonly shape: readonly number[];
  readonly data: Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;
}

/**
 * Reads an array in the IDX format of LeCun, Cortes and Burges (MNIST), gzipped or not: two zero
 * bytes, a code for the type, the number of dimensions, their sizes as u32, then the numbers, all
 * big-endian. Bytes are a view into the input, wider numbers are copied.
 *
 * @param path for the sentences of errors
 * @throws StreamError if it is no such file, is cut off or goes on behind its end
 *
 * @example
 * const { shape, data } = readIdx(readFileSync(path), path); // [10000, 28, 28]
 */
export function readIdx(bytes: Uint8Array, path: string): IdxArray {
  const plain = gunzipped(bytes, path);
  const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
  if (plain.length === 0) throw failure(path, 'empty', 'is empty, expected an IDX file');
  if (plain.length < 4) throw cutOff(path, 'an IDX file begins with 4 bytes', plain.length);
  const { type, dimensions } = readMagic(view, path);
  const dataAt = 4 + 4 * dimensions;
  if (plain.length < dataAt) {
    throw cutOff(path, `a header of ${dataAt} bytes is announced`, plain.length);
  }
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const length = shape.reduce((product, size) => product * size, 1);
  checkLength(
    length * types[type].width,
    plain.length - dataAt,
    `${shape.join('x')} ${type}`,
    path,
  );
  return { type, shape, data: readNumbers(view, type, dataAt, length) };
}

/** The first four bytes of an IDX file as one number: 0x00000803 for pictures of bytes. */
export function idxMagic(type: IdxType, dimensions: number): number {
  return (types[type].code << 8) | dimensions;
}

/** A magic number as it is printed. */
export function showMagic(magic: number): string {
  return `0x${magic.toString(16).padStart(8, '0')}`;
}

function readMagic(view: DataView, path: string): { type: IdxType; dimensions: number } {
  const magic = view.getUint32(0);
  const dimensions = magic & 0xff;
  const found = Object.entries(types).find(([, { code }]) => code === magic >>> 8);
  if (found !== undefined && dimensions > 0) return { type: found[0] as IdxType, dimensions };
  throw failure(
    path,
    'bad-magic',
    `is no IDX file (it begins with ${showMagic(magic)}, expected for example ` +
      `${showMagic(idxMagic('uint8', 3))} for pictures, ${showMagic(idxMagic('uint8', 1))} for labels)`,
  );
}

function checkLength(announced: number, following: number, what: string, path: string): void {
  const numbers = `its header announces ${announced} bytes (${what}), ${following} follow`;
  if (following < announced) throw failure(path, 'truncated', `is cut off: ${numbers}`);
  if (following > announced) throw failure(path, 'trailing-bytes', `goes on too long: ${numbers}`);
}

function readNumbers(view: DataView, type: IdxType, at: number, length: number): IdxArray['data'] {
  const { array, read, width } = types[type];
  if (type === 'uint8') return new Uint8Array(view.buffer, view.byteOffset + at, length);
  const data = new array(length);
  for (let i = 0; i < length; i++) data[i] = view[read](at + i * width);
  return data;
}

function cutOff(path: string, expected: string, length: number): StreamError {
  return failure(path, 'truncated', `is cut off: ${expected}, it has ${length}`);
}

function failure(path: string, code: string, what: string): StreamError {
  return new StreamError(`${path}: ${what}. Fetch or copy it again.`, { code, path });
}

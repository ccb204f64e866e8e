import { CaseError } from './case.js';
import { asCount, asFields, asList, asNumber, asText, type Fields } from './json.js';

/** An array of a golden file: row-major values (every form fits float64 exactly) and its shape. */
export interface GoldenArray {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** More values than any case holds; a longer array is a broken file. */
const MOST_VALUES = 2 ** 24;

/** Reads an array in any of its forms: nested lists, `$fill`, `$base64`; a number has shape []. */
export function decodeArray(json: unknown, where: string): GoldenArray {
  if (Array.isArray(json)) return decodeLists(json, where);
  if (typeof json !== 'object') {
    return { shape: [], values: Float64Array.of(asNumber(json, where)) };
  }
  const fields = asFields(json, where);
  if ('$fill' in fields) return decodeFill(fields, where);
  if ('$base64' in fields) return decodeBase64(fields, where);
  throw new CaseError(`${where}: expected an array (got an object without $fill or $base64).`);
}

function decodeLists(json: readonly unknown[], where: string): GoldenArray {
  const shape: number[] = [];
  for (let level: unknown = json; Array.isArray(level); level = level[0]) shape.push(level.length);
  const values: number[] = [];
  collect(json, shape, 0, values, where);
  return { shape, values: Float64Array.from(values) };
}

function collect(
  json: unknown,
  shape: readonly number[],
  depth: number,
  values: number[],
  where: string,
): void {
  if (depth === shape.length) {
    values.push(typeof json === 'boolean' ? Number(json) : asNumber(json, where));
    return;
  }
  const list = asList(json, where);
  if (list.length !== shape[depth]) {
    throw new CaseError(
      `${where}: a nested list has rows of ${shape[depth]} and ${list.length} entries.`,
    );
  }
  for (const entry of list) collect(entry, shape, depth + 1, values, where);
}

function decodeFill(fields: Fields, where: string): GoldenArray {
  const shape = decodeShape(fields.shape, where);
  const values = new Float64Array(sizeOf(shape)).fill(asNumber(fields.$fill, where));
  return { shape, values };
}

const readers: Readonly<Record<string, readonly [bytes: number, read: Reader]>> = {
  float32: [4, (view, at) => view.getFloat32(at, true)],
  float64: [8, (view, at) => view.getFloat64(at, true)],
  int32: [4, (view, at) => view.getInt32(at, true)],
  int8: [1, (view, at) => view.getInt8(at)],
  uint32: [4, (view, at) => view.getUint32(at, true)],
};

type Reader = (view: DataView, at: number) => number;

function decodeBase64(fields: Fields, where: string): GoldenArray {
  const dtype = asText(fields.dtype, `${where}, dtype`);
  const reader = readers[dtype];
  if (reader === undefined) throw new CaseError(`${where}: the element type ${dtype} is unknown.`);
  const [width, read] = reader;
  const bytes = Buffer.from(asText(fields.$base64, where), 'base64');
  const shape = decodeShape(fields.shape, where);
  const size = sizeOf(shape);
  if (bytes.length !== size * width) {
    throw new CaseError(
      `${where}: ${bytes.length} bytes of ${dtype} do not fill the shape [${shape.join(', ')}].`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return { shape, values: Float64Array.from({ length: size }, (_, i) => read(view, i * width)) };
}

function decodeShape(json: unknown, where: string): number[] {
  return asList(json, `${where}, shape`).map((size) => asCount(size, `${where}, shape`));
}

function sizeOf(shape: readonly number[]): number {
  const size = shape.reduce((product, length) => product * length, 1);
  if (size <= MOST_VALUES) return size;
  throw new CaseError(
    `an array of shape [${shape.join(', ')}] is larger than this reader accepts.`,
  );
}

/** Reads an array of 32-bit integers of any shape, flat; checks the length if one is given. */
export function decodeInt32(json: unknown, where: string, length?: number): Int32Array {
  return toInt32(decodeFlat(json, where, length), where);
}

/** Turns decoded values into 32-bit integers; throws a CaseError for anything that is not one. */
export function toInt32(values: Float64Array, where: string): Int32Array {
  const wrong = values.find((value) => (value | 0) !== value);
  if (wrong === undefined) return Int32Array.from(values);
  throw new CaseError(`${where}: ${wrong} is not a 32-bit integer.`);
}

/** Reads an array of any shape, flat, rounded to float32; checks the length if one is given. */
export function decodeFloat32(json: unknown, where: string, length?: number): Float32Array {
  return Float32Array.from(decodeFlat(json, where, length));
}

/** Reads an array of any shape, flat; checks the length if one is given. */
export function decodeFlat(json: unknown, where: string, length?: number): Float64Array {
  const { values } = decodeArray(json, where);
  if (length === undefined || values.length === length) return values;
  throw new CaseError(`${where}: ${values.length} values (expected ${length}).`);
}

/** A list of 2-D arrays of different sizes, one behind the other. */
export interface Ragged {
  readonly shapes: readonly (readonly [atoms: number, entries: number])[];
  readonly values: Float64Array;
}

/** Reads a ragged list; throws a CaseError if the shapes and the number of values disagree. */
export function decodeRagged(json: unknown, where: string): Ragged {
  const fields = asFields(json, where);
  const shapes = decodeShapes(fields.shapes, where);
  const size = shapes.reduce((sum, [atoms, entries]) => sum + atoms * entries, 0);
  return { shapes, values: decodeFlat(fields.values, where, size) };
}

function decodeShapes(json: unknown, where: string): [number, number][] {
  if (Array.isArray(json)) return json.map((shape) => decodePair(shape, where));
  const fields = asFields(json, `${where}, shapes`);
  const pair = decodePair(fields.$fill, where);
  return new Array(sizeOf([asCount(fields.count, `${where}, count`)])).fill(pair);
}

function decodePair(json: unknown, where: string): [number, number] {
  const shape = decodeShape(json, where);
  if (shape.length === 2) return [shape[0], shape[1]];
  throw new CaseError(`${where}: a shape has ${shape.length} sizes (expected atoms and entries).`);
}

import type { SpikeTrain } from '../core/chunk.js';
import type { GoldenArray } from './arrays.js';
import { CaseError } from './case.js';
import { asCount, asFields, asList, asNumber, asText, type Fields } from './json.js';

type Reader = (view: DataView, at: number) => number;

/** Element types of the binary files, all little-endian; f4 stands for doubles that fit into it. */
const readers: Readonly<Record<string, readonly [bytes: number, read: Reader]>> = {
  f8: [8, (view, at) => view.getFloat64(at, true)],
  f4: [4, (view, at) => view.getFloat32(at, true)],
  i4: [4, (view, at) => view.getInt32(at, true)],
  u4: [4, (view, at) => view.getUint32(at, true)],
  u2: [2, (view, at) => view.getUint16(at, true)],
  u1: [1, (view, at) => view.getUint8(at)],
};

/**
 * Reads an array of a golden network: a number (shape []), a plain list, `{ shape, data }`, or
 * `{ shape, dtype, offset }` in the unzipped binary file.
 *
 * @throws CaseError that names `where` if the array does not fit its shape or the file
 */
export function decodeNetworkArray(json: unknown, bin: Uint8Array, where: string): GoldenArray {
  if (Array.isArray(json)) return fromList(json, [json.length], where);
  if (typeof json === 'number') return { shape: [], values: Float64Array.of(json) };
  const fields = asFields(json, where);
  const shape = asList(fields.shape, `${where}, shape`).map((n) => asCount(n, `${where}, shape`));
  if ('data' in fields) return fromList(asList(fields.data, where), shape, where);
  return fromBinary(fields, shape, bin, where);
}

function fromList(list: readonly unknown[], shape: readonly number[], where: string): GoldenArray {
  // Plain lists of rows are flattened; their shape is found from the first row.
  const nested = list.length > 0 && list.every(Array.isArray);
  const full = nested ? [list.length, (list[0] as unknown[]).length] : shape;
  const values = Float64Array.from(list.flat(), (value) => asNumber(value, where));
  requireLength(values.length, full, where);
  return { shape: full, values };
}

function fromBinary(
  fields: Fields,
  shape: readonly number[],
  bin: Uint8Array,
  where: string,
): GoldenArray {
  const dtype = asText(fields.dtype, `${where}, dtype`);
  const reader = readers[dtype];
  if (reader === undefined) throw new CaseError(`${where}: the element type ${dtype} is unknown.`);
  const [width, read] = reader;
  const start = asCount(fields.offset, `${where}, offset`);
  const length = shape.reduce((product, n) => product * n, 1);
  if (start + length * width > bin.length) {
    throw new CaseError(
      `${where}: ${length} ${dtype} from byte ${start} end behind the ${bin.length} bytes there are.`,
    );
  }
  const view = new DataView(bin.buffer, bin.byteOffset, bin.byteLength);
  const values = new Float64Array(length);
  for (let i = 0; i < length; i++) values[i] = read(view, start + i * width);
  return { shape, values };
}

function requireLength(length: number, shape: readonly number[], where: string): void {
  if (length === shape.reduce((product, n) => product * n, 1)) return;
  throw new CaseError(`${where}: ${length} values do not fill the shape [${shape.join(', ')}].`);
}

/** Reads a series, dense or sparse, as one dense array of [steps, size]; row s is timestep s. */
export function decodeSeries(json: unknown, bin: Uint8Array, where: string): GoldenArray {
  const fields = asFields(json, where);
  const format = asText(fields.format, `${where}, format`);
  if (format === 'dense') return decodeNetworkArray(fields.values, bin, where);
  if (format !== 'sparse') throw new CaseError(`${where}: the format ${format} is unknown.`);
  const shape = asList(fields.shape, `${where}, shape`).map((n) => asCount(n, `${where}, shape`));
  const size = shape[1] ?? 1;
  const { offsets, indices } = decodeSpikes(fields, size, bin, where);
  const given =
    fields.values === undefined ? undefined : decodeNetworkArray(fields.values, bin, where).values;
  const same = given === undefined ? asNumber(fields.value, `${where}, value`) : 0;
  const values = new Float64Array(shape[0]! * size);
  for (let step = 0; step + 1 < offsets.length; step++) {
    for (let at = offsets[step]!; at < offsets[step + 1]!; at++) {
      values[step * size + indices[at]!] = given === undefined ? same : given[at]!;
    }
  }
  return { shape, values };
}

/** Reads spikes (`counts` per step, `indices`) of a population of `size` neurons. */
export function decodeSpikes(
  json: unknown,
  size: number,
  bin: Uint8Array,
  where: string,
): SpikeTrain {
  const fields = asFields(json, where);
  const counts = decodeNetworkArray(fields.counts, bin, `${where}, counts`).values;
  const indices = Uint32Array.from(
    decodeNetworkArray(fields.indices, bin, `${where}, indices`).values,
  );
  const offsets = new Uint32Array(counts.length + 1);
  for (let step = 0; step < counts.length; step++)
    offsets[step + 1] = offsets[step]! + counts[step]!;
  if (offsets[counts.length] !== indices.length) {
    throw new CaseError(
      `${where}: the counts add up to ${offsets[counts.length]}, there are ${indices.length} indices.`,
    );
  }
  return { size, offsets, indices };
}

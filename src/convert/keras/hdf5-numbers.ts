import type { Dataset, Metadata } from 'h5wasm';
import type { Hdf5Source } from './hdf5.js';
import { FORMAT_BYTES, type NumberFormat, toFloat32 } from './numbers.js';
import { refusal, type StoredWeight } from './raw.js';

/** Deflate, shuffle, fletcher32, szip, nbit, scale-offset. With others the library gives garbage. */
const KNOWN_FILTERS = new Set([1, 2, 3, 4, 5, 6]);
/** HDF5 type classes. */
const INTEGER = 0;
const FLOAT = 1;
const OPAQUE = 5;

/** The library's low level, which its types leave out. */
interface LowLevel {
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  readonly HEAPU8: Uint8Array;
  get_dataset_data(
    file: bigint,
    path: string,
    count: null,
    offset: null,
    strides: null,
    pointer: bigint,
  ): number;
}

/**
 * A dataset of floats (16, bfloat16, 32, 64 bits) or integers as float32, named `path`.
 *
 * @throws {ConvertError} another kind of data, an unknown compression, or more than the budget.
 */
export function readNumbers(dataset: Dataset, path: string, source: Hdf5Source): StoredWeight {
  const unreadable = `has an unreadable dataset ${path}`;
  const info = source.attempt(unreadable, () => dataset.metadata);
  const filters = source.attempt(unreadable, () => dataset.filters);
  const unknown = filters.find((f) => !KNOWN_FILTERS.has(f.id));
  if (unknown)
    throw refusal(
      source.where,
      `dataset ${path} is compressed with "${unknown.name || unknown.id}", which cannot be read here. Save it uncompressed or with gzip.`,
      'unknown-filter',
    );
  const format = formatOf(dataset, info);
  if (format === null || info.shape === null)
    throw refusal(
      source.where,
      `dataset ${path} holds no plain numbers (HDF5 type class ${info.type}, ${info.size} bytes each). Save the weights as float32.`,
      'not-numbers',
    );
  const shape = [...info.shape];
  const count = shape.reduce((a, n) => a * n, 1);
  source.budget.take(count * Math.max(FORMAT_BYTES[format], 4), `dataset ${path}`);
  if (count === 0) return { name: path, shape, data: new Float32Array() };
  const bytes = source.attempt(unreadable, () => rawBytes(dataset, count * info.size, source));
  return { name: path, shape, data: toFloat32(bytes, format) };
}

/** Keras marks bfloat16, which HDF5 lacks, by an attribute on opaque bytes. */
function formatOf(dataset: Dataset, info: Metadata): NumberFormat | null {
  const bits = info.size * 8;
  let name = '';
  if (info.type === FLOAT) name = `float${bits}`;
  if (info.type === INTEGER) name = `${info.signed ? 'int' : 'uint'}${bits}`;
  if (info.type === OPAQUE && dataset.attrs.dtype?.value === 'bfloat16') name = 'bfloat16';
  return Object.hasOwn(FORMAT_BYTES, name) ? (name as NumberFormat) : null;
}

/** All bytes, little-endian (the library's own getter refuses half precision). */
function rawBytes(dataset: Dataset, length: number, { h5 }: Hdf5Source): Uint8Array {
  const low = h5.Module as unknown as LowLevel;
  const pointer = low._malloc(length);
  if (pointer === 0) throw new Error(`no memory for ${length} bytes`);
  try {
    const target = BigInt(pointer);
    const status = low.get_dataset_data(dataset.file_id, dataset.path, null, null, null, target);
    if (status < 0) throw new Error(`status ${status}`);
    return low.HEAPU8.slice(pointer, pointer + length);
  } finally {
    low._free(pointer);
  }
}

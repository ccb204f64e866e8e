import { damaged } from './read.js';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** How the numbers of each type are read; all little-endian. */
const types: Readonly<
  Record<string, { width: number; read: (v: DataView, at: number) => number }>
> = {
  u1: { width: 1, read: (v, at) => v.getUint8(at) },
  b1: { width: 1, read: (v, at) => v.getUint8(at) },
  i1: { width: 1, read: (v, at) => v.getInt8(at) },
  u2: { width: 2, read: (v, at) => v.getUint16(at, true) },
  i2: { width: 2, read: (v, at) => v.getInt16(at, true) },
  u4: { width: 4, read: (v, at) => v.getUint32(at, true) },
  i4: { width: 4, read: (v, at) => v.getInt32(at, true) },
  i8: { width: 8, read: (v, at) => Number(v.getBigInt64(at, true)) },
  f4: { width: 4, read: (v, at) => v.getFloat32(at, true) },
  f8: { width: 8, read: (v, at) => v.getFloat64(at, true) },
};

/** The numbers of a `.npy` file, row-major. */
export interface NpyArray {
  readonly shape: readonly number[];
  /** Bytes are a view into the input; everything else is rounded to float32. */
  readonly data: Uint8Array | Float32Array;
}

/**
 * Reads numpy's format, versions 1 to 3: six bytes of magic, the version, the length of the header,
 * the header (a Python dictionary with `descr`, `fortran_order` and `shape`), the numbers.
 *
 * @param path for the sentences of errors
 * @throws StreamError if it is no such file, is cut off, or holds other numbers or another order
 */
export function readNpy(bytes: Uint8Array, path: string): NpyArray {
  if (bytes.length < 12 || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw damaged(path, 'is no array of numpy', 'bad-magic');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = bytes[6]! > 1;
  const headerAt = wide ? 12 : 10;
  const dataAt = headerAt + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  if (dataAt > bytes.length) throw damaged(path, 'is cut off in its header', 'truncated');
  const header = new TextDecoder().decode(bytes.subarray(headerAt, dataAt));
  const { type, shape } = readHeader(header, path);
  const { width, read } = types[type]!;
  const length = shape.reduce((product, n) => product * n, 1);
  const following = bytes.length - dataAt;
  if (following !== length * width) {
    const announced = `announces ${shape.join('x')} of ${type}, ${length * width} bytes`;
    throw damaged(path, `its header ${announced}, ${following} follow`, 'truncated');
  }
  if (type === 'u1') return { shape, data: bytes.subarray(dataAt) };
  const data = new Float32Array(length);
  for (let i = 0; i < length; i++) data[i] = read(view, dataAt + i * width);
  return { shape, data };
}

function readHeader(header: string, path: string): { type: string; shape: number[] } {
  const type = /'descr'\s*:\s*'[<|=]([a-z]\d+)'/.exec(header)?.[1];
  if (type === undefined || !(type in types)) {
    const kind = /'descr'\s*:\s*([^,}]+)/.exec(header)?.[1] ?? 'nothing readable';
    const known = 'expected whole numbers or floats, little-endian';
    throw damaged(
      path,
      `holds numbers of type ${kind}, ${known}`,
      'bad-type',
      'Convert the array.',
    );
  }
  if (!/'fortran_order'\s*:\s*False/.test(header)) {
    const hint = 'Save numpy.ascontiguousarray(x).';
    throw damaged(path, 'is stored column by column', 'bad-order', hint);
  }
  const inside = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(header)?.[1];
  if (inside === undefined) throw damaged(path, 'has a header without a shape', 'bad-header');
  return {
    type,
    shape: inside
      .split(',')
      .map((n) => n.trim())
      .filter((n) => n !== '')
      .map(Number),
  };
}

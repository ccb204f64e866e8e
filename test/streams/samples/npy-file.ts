import { zipSync } from 'fflate';

/** Bytes of numbers, each written by `write`. */
export function numberBytes(
  values: readonly number[],
  width: number,
  write: (view: DataView, at: number, value: number) => void,
): Uint8Array {
  const bytes = new Uint8Array(values.length * width);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) write(view, i * width, value);
  return bytes;
}

/** A `.npy` file of version 1 or 2, its header padded as numpy does. */
export function npyFile(
  descr: string,
  shape: readonly number[],
  content: Uint8Array,
  options: { version?: 1 | 2; fortran?: boolean } = {},
): Uint8Array {
  const { version = 1, fortran = false } = options;
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const order = fortran ? 'True' : 'False';
  const text = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${sizes}), }`;
  const lead = version === 1 ? 10 : 12;
  const header = `${text.padEnd(64 * Math.ceil((lead + text.length + 1) / 64) - lead - 1)}\n`;
  const bytes = new Uint8Array(lead + header.length + content.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  if (version === 1) view.setUint16(8, header.length, true);
  else view.setUint32(8, header.length, true);
  bytes.set(new TextEncoder().encode(header), lead);
  bytes.set(content, lead + header.length);
  return bytes;
}

/** An array of bytes as numpy stores it. */
export function byteArray(shape: readonly number[], values: readonly number[]): Uint8Array {
  return npyFile('|u1', shape, Uint8Array.from(values));
}

/** A `.npz` with these arrays. */
export function npzFile(arrays: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zipSync(
    Object.fromEntries(Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes])),
  );
}

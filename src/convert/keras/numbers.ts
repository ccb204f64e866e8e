/** A stored number format that becomes float32. */
export type NumberFormat =
  | 'float16'
  | 'bfloat16'
  | 'float32'
  | 'float64'
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64';

/** Bytes per number. */
export const FORMAT_BYTES: Readonly<Record<NumberFormat, number>> = {
  float16: 2,
  bfloat16: 2,
  float32: 4,
  float64: 8,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
};

const scratch = new DataView(new ArrayBuffer(4));

/** Half precision (IEEE 754 binary16) bits as a number. */
export function float16ToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** bfloat16 bits, the upper half of a float32, as a number. */
export function bfloat16ToNumber(bits: number): number {
  scratch.setUint16(0, bits);
  scratch.setUint16(2, 0);
  return scratch.getFloat32(0);
}

const readers: Readonly<Record<NumberFormat, (view: DataView, at: number) => number>> = {
  float16: (view, at) => float16ToNumber(view.getUint16(at, true)),
  bfloat16: (view, at) => bfloat16ToNumber(view.getUint16(at, true)),
  float32: (view, at) => view.getFloat32(at, true),
  float64: (view, at) => view.getFloat64(at, true),
  int8: (view, at) => view.getInt8(at),
  uint8: (view, at) => view.getUint8(at),
  int16: (view, at) => view.getInt16(at, true),
  uint16: (view, at) => view.getUint16(at, true),
  int32: (view, at) => view.getInt32(at, true),
  uint32: (view, at) => view.getUint32(at, true),
  int64: (view, at) => Number(view.getBigInt64(at, true)),
  uint64: (view, at) => Number(view.getBigUint64(at, true)),
};

/** Little-endian `bytes` as float32; the length must be a multiple of the format's. */
export function toFloat32(bytes: Uint8Array, format: NumberFormat): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const step = FORMAT_BYTES[format];
  const read = readers[format];
  const out = new Float32Array(bytes.byteLength / step);
  for (let i = 0; i < out.length; i++) out[i] = read(view, i * step);
  return out;
}

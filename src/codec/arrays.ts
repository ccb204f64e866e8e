const constructors = {
  int8: Int8Array,
  uint8: Uint8Array,
  uint8clamped: Uint8ClampedArray,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
  bigint64: BigInt64Array,
  biguint64: BigUint64Array,
} as const;

/** Names of the typed arrays a file can hold. */
export type ArrayType = keyof typeof constructors;

/** A typed array of any width. */
export type AnyTypedArray = InstanceType<(typeof constructors)[ArrayType]>;

/** The name of a typed array's type (a Node `Buffer` is `uint8`); null for everything else. */
export function arrayTypeOf(value: unknown): ArrayType | null {
  if (!ArrayBuffer.isView(value) || value instanceof DataView) return null;
  const tag = (value as AnyTypedArray)[Symbol.toStringTag];
  const name = tag.replace(/Array$/, '').toLowerCase();
  return isArrayType(name) ? name : null;
}

/** True for the names of `ArrayType`. */
export function isArrayType(name: unknown): name is ArrayType {
  return typeof name === 'string' && Object.hasOwn(constructors, name);
}

/** Bytes per element. */
export function widthOf(type: ArrayType): number {
  return constructors[type].BYTES_PER_ELEMENT;
}

/** Writes the little-endian bytes of an array from `offset` on and returns their number. */
export function writeArrayInto(target: Uint8Array, offset: number, array: AnyTypedArray): number {
  target.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset);
  toHostOrder(target.subarray(offset, offset + array.byteLength), array.BYTES_PER_ELEMENT);
  return array.byteLength;
}

/** An array of its own from little-endian bytes, whose number is a multiple of the width. */
export function readArray(type: ArrayType, bytes: Uint8Array): AnyTypedArray {
  const own = new Uint8Array(bytes.length);
  own.set(bytes);
  toHostOrder(own, widthOf(type));
  return new constructors[type](own.buffer);
}

const hostIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Files are little-endian; on the few other machines the bytes of every element turn round. */
function toHostOrder(bytes: Uint8Array, width: number): void {
  if (!hostIsLittleEndian) reverseElements(bytes, width);
}

/** Reverses the bytes of every element of `width` bytes, in place. */
export function reverseElements(bytes: Uint8Array, width: number): void {
  for (let i = 0; i < bytes.length; i += width) bytes.subarray(i, i + width).reverse();
}

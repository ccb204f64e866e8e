const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  return value;
});

/**
 * CRC-32 (the polynomial of zlib and PNG) of bytes, as a number from 0 to 2^32 - 1.
 *
 * @param before the checksum of what came before, so that pieces can be checked one after another
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ table[(crc ^ bytes[i]!) & 0xff]!;
  return ~crc >>> 0;
}

/** CRC-32 of the little-endian bytes of i32 arrays, in order. */
export function crc32OfInt32(arrays: readonly Int32Array[]): number {
  let crc = -1;
  for (const array of arrays) {
    for (let i = 0; i < array.length; i++) {
      for (let shift = 0, value = array[i]!; shift < 32; shift += 8) {
        crc = (crc >>> 8) ^ table[(crc ^ (value >> shift)) & 0xff]!;
      }
    }
  }
  return ~crc >>> 0;
}

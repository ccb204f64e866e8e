const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  return value;
});

/** CRC-32 (the polynomial of zlib and PNG) of the little-endian bytes of i32 arrays, in order. */
export function crc32OfInt32(arrays: readonly Int32Array[]): number {
  let crc = -1;
  for (const array of arrays) {
    for (let i = 0; i < array.length; i++) {
      for (let shift = 0, value = array[i]; shift < 32; shift += 8) {
        crc = (crc >>> 8) ^ table[(crc ^ (value >> shift)) & 0xff];
      }
    }
  }
  return ~crc >>> 0;
}

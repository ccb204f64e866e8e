import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32, crc32OfInt32 } from '../../src/core/crc32.js';

/** Bit by bit, straight from the polynomial. */
function slow(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc = (crc ^ byte) >>> 0;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1) >>> 0;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

describe('crc32', () => {
  it("gives the check value of the algorithm's catalogue for the digits 1 to 9", () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  });

  it('is the division by the polynomial', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => crc32(bytes) === slow(bytes)));
  });

  it('goes on where a piece before ended', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
        expect(crc32(b, crc32(a))).toBe(crc32(Uint8Array.of(...a, ...b)));
      }),
    );
  });

  it('reads i32 arrays as their little-endian bytes', () => {
    fc.assert(
      fc.property(fc.int32Array(), fc.int32Array(), (a, b) => {
        const bytes = new DataView(new ArrayBuffer(4 * (a.length + b.length)));
        for (const [i, value] of [...a, ...b].entries()) bytes.setInt32(4 * i, value, true);
        expect(crc32OfInt32([a, b])).toBe(slow(new Uint8Array(bytes.buffer)));
      }),
    );
  });
});

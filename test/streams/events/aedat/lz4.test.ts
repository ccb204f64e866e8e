import fc from 'fast-check';
import lz4js from 'lz4js';
import { describe, expect, it } from 'vitest';
import { lz4Decode } from '../../../../streams/events/aedat/lz4-decode.js';
import { lz4Encode } from '../../../../streams/events/aedat/lz4-encode.js';
import { damaged, hex } from './support.js';

/** Bytes with repetitions near and far. */
const repeating = fc
  .array(fc.tuple(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 0, max: 60 })), {
    maxLength: 30,
  })
  .map((parts) =>
    Uint8Array.from(
      parts.flatMap(([bytes, times]) => Array.from({ length: times }, () => [...bytes]).flat()),
    ),
  );

describe('LZ4 frames', () => {
  it('reads a frame that the reference program wrote', () => {
    const body = '0d0000003f61626303002250636162630a 00000000';
    // Independent without checksums; with a checksum of the content.
    for (const frame of [`04224d18 604082 ${body}`, `04224d18 6440a7 ${body} 02595d74`]) {
      expect(new TextDecoder().decode(lz4Decode(hex(frame)))).toBe(`${'abc'.repeat(20)}\n`);
    }
  });

  it('give back what was packed, here and in another implementation', () => {
    fc.assert(
      fc.property(repeating, (bytes) => {
        const frame = lz4Encode(bytes);
        expect(lz4Decode(frame)).toEqual(bytes);
        expect(Uint8Array.from(lz4js.decompress(frame))).toEqual(bytes);
        expect(lz4Decode(lz4js.compress(bytes))).toEqual(bytes);
      }),
      { numRuns: 100 },
    );
  });

  it('link blocks of 64 KiB', () => {
    const pattern = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) >> 9);
    const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => pattern[i % 20_000]);
    const frame = lz4Encode(bytes);
    expect(frame.length).toBeLessThan(80_000);
    expect(lz4Decode(frame)).toEqual(bytes);
    expect(Uint8Array.from(lz4js.decompress(frame))).toEqual(bytes);
  });

  it('are refused with a RangeError where they are damaged, or give something', () => {
    const bytes = Uint8Array.from({ length: 900 }, (_, i) => (i * i) >> 5);
    const frame = lz4Encode(bytes);
    for (let length = 0; length < frame.length; length++) {
      expect(() => lz4Decode(frame.slice(0, length))).toThrow(RangeError);
    }
    for (let k = 0; k < 300; k++) {
      try {
        expect(lz4Decode(damaged(frame, k)).length).toBeLessThan(4_000_000);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }
  });
});

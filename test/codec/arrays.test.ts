import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readArray, reverseElements, writeArrayInto } from '../../src/codec/arrays.js';

describe('arrays as bytes', () => {
  it('are little-endian', () => {
    const bytes = new Uint8Array(10);
    expect(writeArrayInto(bytes, 1, Int32Array.of(-2, 0x01020304))).toBe(8);
    expect([...bytes]).toEqual([0, 0xfe, 0xff, 0xff, 0xff, 4, 3, 2, 1, 0]);
    expect(readArray('int32', bytes.subarray(1, 9))).toStrictEqual(Int32Array.of(-2, 0x01020304));
  });

  it('turn round element by element for machines of the other order', () => {
    fc.assert(
      fc.property(fc.float64Array(), (values) => {
        const bytes = new Uint8Array(values.slice().buffer);
        reverseElements(bytes, 8);
        const view = new DataView(bytes.buffer);
        const read = Array.from(values, (_, i) => view.getFloat64(8 * i, false));
        expect(Float64Array.from(read)).toStrictEqual(values);
      }),
    );
  });
});

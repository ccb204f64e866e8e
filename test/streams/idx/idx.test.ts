import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StreamError } from '../../../src/core/errors.js';
import { type IdxType, readIdx } from '../../../streams/idx/idx.js';
import { idxFile, labelFile, pictureFile } from './idx-file.js';

/** How the numbers of each type are written, by a DataView. */
const writers = {
  uint8: [0x08, 1, 'setUint8'],
  int8: [0x09, 1, 'setInt8'],
  int16: [0x0b, 2, 'setInt16'],
  int32: [0x0c, 4, 'setInt32'],
  float32: [0x0d, 4, 'setFloat32'],
  float64: [0x0e, 8, 'setFloat64'],
} as const;

const samples = {
  uint8: fc.uint8Array(),
  int8: fc.int8Array(),
  int16: fc.int16Array(),
  int32: fc.int32Array(),
  float32: fc.float32Array(),
  float64: fc.float64Array(),
} as const;

function written(type: IdxType, values: ArrayLike<number>): Uint8Array {
  const [code, width, set] = writers[type];
  const view = new DataView(new ArrayBuffer(values.length * width));
  for (let i = 0; i < values.length; i++) view[set](i * width, values[i]!);
  return idxFile((code << 8) | 2, [1, values.length], new Uint8Array(view.buffer));
}

describe('readIdx', () => {
  it.each(Object.keys(writers) as IdxType[])('reads %s as it was written', (type) => {
    fc.assert(
      fc.property(samples[type] as fc.Arbitrary<Float64Array>, fc.boolean(), (values, zipped) => {
        const bytes = written(type, values);
        const read = readIdx(zipped ? gzipSync(bytes) : bytes, 'a');
        expect(read).toStrictEqual({ type, shape: [1, values.length], data: values });
      }),
    );
  });

  it('reads the items row by row, wherever the bytes lie in memory', () => {
    const file = pictureFile(3, 2, 2);
    const moved = new Uint8Array(file.length + 5).subarray(5);
    moved.set(file);
    const { shape, data } = readIdx(moved, 'a');
    expect(shape).toEqual([3, 2, 2]);
    expect([...data]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]);
  });

  it('reads a set without items', () => {
    expect(readIdx(pictureFile(0, 28, 28), 'a')).toStrictEqual({
      type: 'uint8',
      shape: [0, 28, 28],
      data: new Uint8Array(),
    });
  });

  it('refuses a file wherever it is cut off', () => {
    const file = pictureFile(2, 3, 3);
    for (let length = 0; length < file.length; length++) {
      expect(() => readIdx(file.slice(0, length), 'a')).toThrow(StreamError);
    }
  });

  it('reads or refuses noise, and never fails otherwise', () => {
    const noise = fc.uint8Array({ maxLength: 40 });
    const starts = fc.constantFrom([], [0, 0, 8, 1, 0, 0, 0], [0, 0, 14, 3], [0x1f, 0x8b, 8, 0]);
    fc.assert(
      fc.property(starts, noise, (start, rest) => {
        try {
          readIdx(Uint8Array.of(...start, ...rest), 'a');
        } catch (error) {
          expect(error).toBeInstanceOf(StreamError);
        }
      }),
    );
  });

  const zipped = gzipSync(labelFile([1, 2, 3]));
  const cases: readonly [string, Uint8Array, RegExp][] = [
    ['an empty file', new Uint8Array(), /^a\.idx: is empty/],
    [
      'three bytes',
      Uint8Array.of(0, 0, 8),
      /^a\.idx: is cut off: .* begins with 4 bytes, it has 3/,
    ],
    [
      'a foreign file',
      new TextEncoder().encode('PNG picture'),
      /^a\.idx: is no IDX file \(it begins with 0x504e4720, .* 0x00000803 for pictures/,
    ],
    ['an unknown type', idxFile(0x0a01, [1], Uint8Array.of(1)), /begins with 0x00000a01/],
    ['no dimensions', idxFile(0x0800, [], Uint8Array.of(1)), /begins with 0x00000800/],
    [
      'half a header',
      pictureFile(1, 2, 2).slice(0, 10),
      /header of 16 bytes is announced, it has 10/,
    ],
    [
      'missing pictures',
      pictureFile(4, 5, 6).slice(0, -7),
      /^a\.idx: is cut off: its header announces 120 bytes \(4x5x6 uint8\), 113 follow/,
    ],
    [
      'a size beyond all memory',
      idxFile(0x0e03, [0xffffffff, 0xffffffff, 0xffffffff], Uint8Array.of(1)),
      /is cut off: its header announces .*, 1 follow/,
    ],
    [
      'bytes behind the end',
      Uint8Array.of(...labelFile([1, 2]), 9),
      /^a\.idx: goes on too long: its header announces 2 bytes \(2 uint8\), 3 follow/,
    ],
    [
      'a cut gzip',
      zipped.subarray(0, -4),
      /^a\.idx: cannot be unzipped \(unexpected end of file\)/,
    ],
  ];
  it.each(cases)('says what is wrong with %s', (_, bytes, sentence) => {
    expect(() => readIdx(bytes, 'a.idx')).toThrow(StreamError);
    expect(() => readIdx(bytes, 'a.idx')).toThrow(sentence);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NpyOptions, npyDecoder } from '../../../../streams/events/npy/decode.js';
import { npyEncoder } from '../../../../streams/events/npy/encode.js';
import { hasData } from '../../../support/shared.js';
import { batchOf, rowsOf } from '../batches.js';
import {
  asciiOf,
  bytesOf,
  dataFile,
  decoded,
  encoded,
  eventsIn,
  expectSameForAnyCut,
  expectSentences,
  expectTruncation,
  expectTruth,
  joined,
} from '../kit/decoding.js';

/** A `.npy` file: descr and shape as numpy writes them, then the bytes. */
function fileOf(descr: string, shape: string, data: Uint8Array, version = 1): Uint8Array {
  const dict = asciiOf(`{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }\n`);
  const length = version === 1 ? [dict.length & 255, dict.length >> 8] : [dict.length, 0, 0, 0];
  return joined(bytesOf('93 4e 55 4d 50 59'), Uint8Array.of(version, 0, ...length), dict, data);
}

const read = (bytes: Uint8Array, options: NpyOptions = {}) =>
  decoded(npyDecoder({ path: 'a.npy', ...options }), [bytes]);

const packed = "[('t', '<u8'), ('x', '<u2'), ('y', '<u2'), ('on', '|u1')]";
const two = fileOf(
  packed,
  '(2,)',
  bytesOf('e8 03 00 00 01 00 00 00 05 00 07 00 01 e9 03 00 00 01 00 00 00 06 00 08 00 00'),
);
const rows = [
  [2 ** 32 + 1000, 5, 7, 1],
  [2 ** 32 + 1001, 6, 8, 0],
];

describe('an array of events', () => {
  it('has fields by name', () => {
    const found = read(two);
    expect(found.rows).toEqual(rows);
    expect(found.summary.notes).toEqual(['fields t <u8, x <u2, y <u2, on |u1; t in us']);
    expect(found.summary.problems).toEqual({});
  });

  it.each(['(1, 2)', '(2, 1)'])('may have its records in shape %s', (shape) => {
    expect(read(fileOf(packed, shape, two.slice(-26))).rows).toEqual(rows);
  });

  it.each([1, 2, 3])('may have a header of version %i', (version) => {
    const data = two.slice(-26);
    expect(read(fileOf(packed, '(2,)', data, version)).rows).toEqual(rows);
  });

  it('may be big-endian, in another order, padded, with fields nobody needs', () => {
    const descr =
      "[('polarity', '|b1'), ('', '|V1'), ('x', '>i2'), ('k', '>f4'), ('y', '>u4'), ('ts', '>i8')]";
    const data = bytesOf('01 ff 00 05 00 00 00 00 00 00 00 07 00 00 00 01 00 00 03 e8');
    expect(read(fileOf(descr, '(1,)', data)).rows).toEqual(rows.slice(0, 1));
  });

  it('may have floats, whose unit must be given', () => {
    const data = new Uint8Array(Float64Array.of(5, 7, 0.001, 1, 6, 8, 0.0020004, -1).buffer);
    const file = fileOf("'<f8'", '(2, 4)', data);
    const found = read(file, { order: 'xytp', time: 's' });
    expect(found.rows).toEqual([
      [1000, 5, 7, 1],
      [2000, 6, 8, 0],
    ]);
    expect(found.summary.notes.at(-1)).toBe('1 times were rounded to whole microseconds');
    expect(() => read(file, { order: 'xytp' })).toThrow(/times that are floats.*`time`/);
  });

  it.each([
    [asciiOf('PK34'), /is no array of numpy/],
    [bytesOf('93 4e 55 4d 50 59 07 00 00 00 00 00'), /version 7/],
    [fileOf("'<i4'", '(2, 4)', new Uint8Array(32)), /2x4 numbers without names, and no order/],
    [fileOf("[('t', '<u8'), ('x', '<u2')]", '(0,)', new Uint8Array(0)), /has no field y, p/],
    [fileOf("[('t', '<u8', (2,))]", '(0,)', new Uint8Array(0)), /fields that are no plain numbers/],
    [fileOf(packed.replace('<u8', '<M8'), '(0,)', new Uint8Array(0)), /values of type <M8/],
    [fileOf(packed.replace('<u8', '<f2'), '(0,)', new Uint8Array(0)), /`time`/],
  ])('that is another one (%#) is refused', (file, message) => {
    expect(() => read(file)).toThrow(message);
  });

  it('stored column by column is refused', () => {
    const text = Buffer.from(fileOf("'<i4'", '(1, 4)', new Uint8Array(16))).toString('latin1');
    const file = Uint8Array.from(Buffer.from(text.replace('False', 'True '), 'latin1'));
    expect(() => read(file, { order: 'xytp' })).toThrow(/column by column/);
  });

  it('may come in any pieces, and may be cut off', () => {
    expectSameForAnyCut(() => npyDecoder(), two);
    expectTruncation(
      () => npyDecoder(),
      two,
      () => false,
    );
  });

  it('says what follows its records', () => {
    const { rows: found, summary } = read(joined(two, bytesOf('01 02')));
    expect(found).toEqual(rows);
    expect(summary.problems).toEqual({ invalid: 1 });
    expect(summary.notes.at(-1)).toBe('2 bytes follow the 2 records that the header announces');
  });

  it.each([
    [12, 2, 'invalid'],
    [7, 0xff, 'invalid'],
    [9, 0xff, 'coordinate'],
  ])('with a bad record (%#) ends there, or goes on without it', (at, value, code) => {
    const bad = two.slice();
    bad[two.length - 26 + at] = value;
    const size = { width: 640, height: 480 };
    const strict = read(bad, size);
    expect(strict.rows).toEqual([]);
    expect(strict.summary.damage?.code).toBe(code);
    const recovered = read(bad, { ...size, mode: 'recover' });
    expect(recovered.rows).toEqual(rows.slice(1));
    expect(recovered.summary.problems).toEqual({ [code]: 1 });
  });

  it('damaged gives events, then a sentence', () => {
    expectSentences((mode) => npyDecoder({ mode }), two);
  });
});

describe('a written array', () => {
  const size = { width: 1280, height: 720 };

  it('gives back its events, with and without their count before', () => {
    fc.assert(
      fc.property(eventsIn(1280, 720, 2 ** 44), eventsIn(1280, 720, 9), (first, second) => {
        const bytes = encoded(npyEncoder(size), [first, second]);
        expect((bytes.length - 13 * (first.n + second.n)) % 64).toBe(0);
        expect(read(bytes).rows).toEqual([...rowsOf(first), ...rowsOf(second)]);
        const count = first.n + second.n;
        expect(encoded(npyEncoder({ ...size, count }), [first, second])).toEqual(bytes);
      }),
    );
  });

  it('has as many events as it says', () => {
    const encoder = npyEncoder({ ...size, count: 2 });
    encoder.push(batchOf([{ t: 0, x: 0, y: 0, p: 0 }]));
    expect(() => encoder.end()).toThrow(/says 2 events, 1 were written/);
  });

  it('has no pixel outside and no time before 0', () => {
    const push = (t: number, x: number) => () =>
      npyEncoder(size).push(batchOf([{ t, x, y: 0, p: 0 }]));
    expect(push(0, 1280)).toThrow(/x is 1280/);
    expect(push(-1, 0)).toThrow(/t is -1/);
  });
});

describe.skipIf(!hasData)('arrays of others', () => {
  it.each([
    ['derived/dvs20k-structured.npy', {}],
    ['derived/dvs20k-xytp.npy', { order: 'xytp' }],
  ])('%s has the events it should have', (name, options) => {
    const { batch, summary } = read(dataFile(name), options);
    expectTruth(batch, name);
    expect(summary.problems).toEqual({});
  });
});

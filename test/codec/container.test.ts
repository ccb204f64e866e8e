import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Packr } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import {
  decodeDocument,
  documentKind,
  encodeDocument,
  isDocument,
} from '../../src/codec/container.js';
import { aligned, HEADER_AT, seal } from '../../src/codec/layout.js';
import { CodecError } from '../../src/core/errors.js';
import { documents } from './documents.js';

const example = {
  name: 'digits',
  meta: { range: [0, 1], title: null },
  nodes: [
    { weights: Float32Array.of(0.5, -1, 3), offsets: Uint32Array.of(1) },
    { bias: Float64Array.of(1 / 3), mask: new Uint8Array(5) },
  ],
};

function decode(bytes: Uint8Array, kind = 'test'): unknown {
  return decodeDocument(bytes, { kind, path: 'file.net' });
}

/** A file whose header is what the caller wants, with the right checksum. */
function forged(header: unknown, room = 0): Uint8Array {
  const encoded = new Packr({ useRecords: false }).pack(header);
  const bytes = new Uint8Array(aligned(HEADER_AT + encoded.length) + room);
  bytes.set(encoded, HEADER_AT);
  seal(bytes, encoded.length);
  return bytes;
}

/** The error of decoding; fails if there is none or it is not ours. */
function refusal(bytes: Uint8Array): CodecError {
  try {
    decode(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(CodecError);
    return error as CodecError;
  }
  throw new Error('the bytes were accepted');
}

describe('a document', () => {
  it('comes back as it was, bit for bit', () => {
    fc.assert(
      fc.property(documents, (document) => {
        // Not vitest's comparison: it stumbles over keys named "constructor".
        assert.deepStrictEqual(decode(encodeDocument('test', document)), document);
      }),
      { numRuns: 500 },
    );
  });

  it('loses keys whose value is undefined', () => {
    expect(decode(encodeDocument('test', { a: undefined, b: 1 }))).toStrictEqual({ b: 1 });
  });

  it('gives arrays of their own, wherever the bytes lie in memory', () => {
    const bytes = encodeDocument('test', example);
    const moved = new Uint8Array(bytes.length + 3).subarray(3);
    moved.set(bytes);
    const back = decode(Buffer.from(moved.buffer, 3)) as typeof example;
    moved.fill(0xff);
    expect(back).toStrictEqual(example);
  });

  it('takes views into larger buffers and Node buffers', () => {
    const long = Float64Array.from({ length: 100 }, (_, i) => i / 7);
    const document = { part: long.subarray(7, 11), bytes: Buffer.from('abc') };
    expect(decode(encodeDocument('test', document))).toStrictEqual({
      part: Float64Array.from([7, 8, 9, 10], (i) => i / 7),
      bytes: Uint8Array.of(97, 98, 99),
    });
  });

  it('says what kind it is', () => {
    const bytes = encodeDocument('program', example);
    expect(isDocument(bytes)).toBe(true);
    expect(documentKind(bytes)).toBe('program');
    expect(isDocument(Uint8Array.of(1, 2, 3))).toBe(false);
  });

  it('begins its arrays at multiples of 8', () => {
    const bytes = encodeDocument('test', { a: Uint8Array.of(7, 7, 7), b: Float64Array.of(1.5) });
    const tail = bytes.subarray(bytes.length - 16);
    expect(bytes.length % 8).toBe(0);
    expect([...tail.subarray(0, 8)]).toEqual([7, 7, 7, 0, 0, 0, 0, 0]);
    expect(new DataView(tail.buffer, tail.byteOffset).getFloat64(8, true)).toBe(1.5);
  });
});

describe('what is no plain data', () => {
  const loop: Record<string, unknown> = {};
  loop.again = [loop];
  class Thing {}
  const cases: readonly [string, unknown, RegExp][] = [
    ['a date', { when: [new Date(0)] }, /^document\.when\.0: is a Date, expected plain data/],
    ['an object of a class', { thing: new Thing() }, /^document\.thing: is a Thing/],
    ['a map', new Map(), /^document: is a Map/],
    ['a function', { f: () => 1 }, /^document\.f: is a function/],
    ['a bigint', { n: 1n }, /^document\.n: is a bigint/],
    ['a hole in a list', [1, undefined], /^document\.1: is undefined/],
    ['a data view', [new DataView(new ArrayBuffer(1))], /^document\.0: is a DataView/],
    ['a loop', loop, /^document: is nested deeper than 200 levels/],
    [
      'a key __proto__',
      JSON.parse('{"a":{"__proto__":1}}'),
      /^document\.a: has the key "__proto__"/,
    ],
    ['a lone surrogate', { text: 'a\ud800' }, /^document\.text: .* not well-formed Unicode/],
  ];
  it.each(cases)('%s is refused by its path', (_, document, sentence) => {
    expect(() => encodeDocument('test', document)).toThrow(CodecError);
    expect(() => encodeDocument('test', document)).toThrow(sentence);
  });

  it('is as deep as the limit at most', () => {
    const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
    expect(decode(encodeDocument('test', nested(200)))).toStrictEqual(nested(200));
    expect(() => encodeDocument('test', nested(201))).toThrow(CodecError);
  });
});

describe('a damaged file', () => {
  const bytes = encodeDocument('test', example);

  it('is refused wherever it is cut off', () => {
    for (let length = 0; length < bytes.length; length++) {
      const error = refusal(bytes.slice(0, length));
      expect(error.code).toBe('truncated');
      expect(error.path).toBe('file.net');
    }
  });

  it('is refused whichever bit is turned', () => {
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const turned = bytes.slice();
      turned[bit >> 3]! ^= 1 << (bit & 7);
      refusal(turned);
    }
  });

  it('is refused when any bytes are replaced', () => {
    const place = fc.nat({ max: bytes.length - 1 });
    fc.assert(
      fc.property(place, fc.uint8Array({ minLength: 1, maxLength: 64 }), (at, noise) => {
        const changed = bytes.slice();
        changed.set(noise.subarray(0, bytes.length - at), at);
        fc.pre(changed.some((byte, i) => byte !== bytes[i]));
        refusal(changed);
      }),
    );
  });

  it('is refused when it is noise from end to end', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (noise) => void refusal(noise)));
  });
});

describe('the sentence of a refusal', () => {
  const bytes = encodeDocument('test', example);
  const changed = (at: number, value: number): Uint8Array => {
    const copy = bytes.slice();
    copy[at] = value;
    return copy;
  };
  const { length } = bytes;
  const cases: readonly [string, Uint8Array, RegExp][] = [
    ['of an empty file', new Uint8Array(), /^file\.net: is empty, the shortest file has 32\./],
    [
      'of a foreign file',
      new TextEncoder().encode('PK\x03\x04'),
      /no file of rxspike .*50 4b 03 04/,
    ],
    ['of a short file', bytes.slice(0, 20), /^file\.net: is cut off after 20 bytes/],
    [
      'of a file without its end',
      bytes.slice(0, -9),
      new RegExp(`announces ${length} bytes, but has ${length - 9}\\. .*copy`),
    ],
    [
      'of a file with something behind it',
      Uint8Array.of(...bytes, 1),
      new RegExp(`announces ${length} bytes, but has ${length + 1}\\.`),
    ],
    [
      'of a newer version',
      changed(8, 9),
      /version 9, this rxspike reads version 1\. Update rxspike/,
    ],
    ['of unknown flags', changed(10, 4), /flags 0x0004, expected 0x0000/],
    [
      'of a damaged content',
      changed(length - 20, 0x55),
      /checksum of the content is 0x[0-9a-f]{8}, expected 0x[0-9a-f]{8}\. The file is damaged/,
    ],
    [
      'of another kind',
      encodeDocument('program', {}),
      /^file\.net: holds a "program", expected a "test"\./,
    ],
  ];
  it.each(cases)('%s says what is wrong', (_, file, sentence) => {
    expect(refusal(file).message).toMatch(sentence);
  });
});

describe('a header that lies', () => {
  const place = { type: 'float64', length: 1, path: ['a'] };
  const cases: readonly [string, Uint8Array][] = [
    ['about the size of an array', forged(header([{ ...place, length: 2 ** 50 }]), 8)],
    ['about a size below nothing', forged(header([{ ...place, length: -1 }]))],
    ['about a size that is no number', forged(header([{ ...place, length: '1' }]), 8)],
    ['about a type', forged(header([{ ...place, type: 'float16' }]), 8)],
    ["about a type by an object's own words", forged(header([{ ...place, type: 'toString' }]), 8)],
    ['about a place that is taken', forged(header([place], { a: 1 }), 8)],
    ['about a place that is not there', forged(header([{ ...place, path: ['b'] }]), 8)],
    ['about a place in a prototype', forged(header([{ ...place, path: ['__proto__'] }]), 8)],
    ['about a path', forged(header([{ ...place, path: 'a' }]), 8)],
    ['by leaving room', forged(header([place]), 16)],
    ['by leaving no room', forged(header([place]))],
    ['by hiding an array', forged({ kind: 'test', document: Buffer.from('abc'), places: [] })],
    ['by bringing a date', forged({ kind: 'test', document: new Date(0), places: [] })],
    ['by having no kind', forged({ document: null, places: [] })],
    ['by having no places', forged({ kind: 'test', document: null })],
    ['by being no header', forged(7)],
  ];
  function header(places: unknown, document: unknown = { a: null }): unknown {
    return { kind: 'test', document, places };
  }
  it.each(cases)('%s is refused', (_, file) => {
    expect(refusal(file).code).toBe('bad-header');
  });

  it('about nothing is accepted', () => {
    expect(decode(forged(header([place]), 8))).toStrictEqual({ a: Float64Array.of(0) });
  });

  it('about the number of its own items is refused before they are made', () => {
    const bytes = new Uint8Array(aligned(HEADER_AT + 5));
    bytes.set([0xdd, 0x7f, 0xff, 0xff, 0xff], HEADER_AT); // a msgpack list of 2^31 - 1 items
    seal(bytes, 5);
    expect(refusal(bytes).code).toBe('bad-header');
  });

  it('nested without end is refused', () => {
    const bytes = new Uint8Array(aligned(HEADER_AT + 100_000)).fill(0x91); // lists of one list
    seal(bytes, 100_000);
    expect(refusal(bytes).code).toBe('bad-header');
  });
});

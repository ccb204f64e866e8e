import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SideItem } from '../../../../streams/events/decoder.js';
import { esBytesDecoder, esDecoder } from '../../../../streams/events/es/decode.js';
import { encodeEsBytes, esEncoder } from '../../../../streams/events/es/encode.js';
import { hasData } from '../../../support/shared.js';
import { batchOf, rowsOf } from '../batches.js';
import {
  asciiOf,
  bytesOf,
  cutAt,
  dataFile,
  decoded,
  encoded,
  eventsIn,
  expectSameBytes,
  expectSameForAnyCut,
  expectSentences,
  expectTruncation,
  expectTruth,
  joined,
  truthOf,
} from '../kit/decoding.js';

const stream = (hex: string) => joined(asciiOf('Event Stream'), bytesOf(hex));

const dvs = stream('02 00 00 01 80 02 e0 01 15 03 00 04 00 ff ff 5c 05 00 06 00');
const atis = stream('02 00 00 02 30 01 f0 00 2a 03 00 04 00 ff fd 05 05 00 06 00');
const colour = stream('02 00 00 04 10 00 08 00 07 03 00 02 00 0a 0b 0c ff 01 04 00 03 00 ff 00 80');
const generic = joined(
  stream('02 00 00 00 07 0a 68 65 6c 6c 6f ff 01 91 02'),
  new Uint8Array(200).fill(9),
);

describe('an Event Stream', () => {
  it('of a DVS has its rows counted from the bottom', () => {
    expect(decoded(esDecoder({ orientation: 'asStored' }), [dvs]).rows).toEqual([
      [10, 3, 4, 1],
      [310, 5, 6, 0],
    ]);
    const { rows, summary } = decoded(esDecoder(), [dvs]);
    expect(rows).toEqual([
      [10, 3, 475, 1],
      [310, 5, 473, 0],
    ]);
    expect(summary.sensor).toEqual({ width: 640, height: 480 });
    expect(summary.notes).toEqual([
      'Event Stream 2.0.0, dvs',
      'rows counted from the top: y = height - 1 - stored y',
    ]);
  });

  it('of an ATIS gives exposures beside the events', () => {
    const items: SideItem[] = [];
    const options = {
      orientation: 'asStored',
      onSide: (item: SideItem) => items.push(item),
    } as const;
    const { rows, summary } = decoded(esDecoder(options), [atis]);
    expect(rows).toEqual([[10, 3, 4, 1]]);
    expect(items).toEqual([{ kind: 'other', t: 263, what: 'exposure-start', value: 6 * 304 + 5 }]);
    expect(summary.side).toEqual({ 'exposure-start': 1 });
  });

  it('of colours gives them beside the events', () => {
    const values: number[] = [];
    const onSide = (item: SideItem) => item.kind === 'other' && values.push(item.value);
    const { rows, summary } = decoded(esDecoder({ onSide }), [colour]);
    expect(rows).toEqual([
      [7, 3, 5, 1],
      [262, 4, 4, 1],
    ]);
    expect(values).toEqual([0x0a0b0c, 0xff0080]);
    expect(summary.side).toEqual({ colour: 2 });
  });

  it('of bytes gives their lengths beside no events, the bytes themselves when asked for', () => {
    const { rows, summary } = decoded(esDecoder(), [generic]);
    expect(rows).toEqual([]);
    expect(summary.side).toEqual({ bytes: 2 });
    const decoder = esBytesDecoder();
    const found = cutAt(generic, [3, 17, 25, 100]).flatMap((piece) => decoder.push(piece));
    expect(decoder.end()).toEqual([]);
    expect(found).toEqual([
      { t: 7, bytes: asciiOf('hello') },
      { t: 262, bytes: new Uint8Array(200).fill(9) },
    ]);
  });

  it('counts bytes that reset and leaves time alone', () => {
    const bytes = stream('02 00 00 01 80 02 e0 01 fe fe 15 03 00 04 00 fe 15 03 00 04 00');
    const { rows, summary } = decoded(esDecoder({ orientation: 'asStored' }), [bytes]);
    expect(rows.map(([t]) => t)).toEqual([10, 20]);
    expect(summary.side).toEqual({ reset: 3 });
  });

  it.each([
    ['dvs', dvs, 20],
    ['atis', atis, 20],
    ['colour', colour, 20],
    ['generic', generic, 16],
  ])('of %s may come in any pieces, and may be cut off', (_, bytes, header) => {
    const whole: readonly number[] = wholeLengths(bytes, header);
    expectSameForAnyCut(() => esDecoder(), bytes);
    expectTruncation(
      () => esDecoder(),
      bytes,
      (length) => whole.includes(length),
    );
  });

  it('of other files, versions and types is refused', () => {
    const push = (bytes: Uint8Array) => () => esDecoder({ path: 'a.es' }).push(bytes);
    expect(push(asciiOf('Event Strings'))).toThrow(/^a\.es: does not begin with "Event Stream"/);
    expect(push(stream('01 00 00 01'))).toThrow(/version 1\.0\.0, expected 2/);
    expect(push(stream('02 00 00 03'))).toThrow(/asynchronous display/);
    expect(push(stream('02 00 00 09'))).toThrow(/type 9/);
  });

  it('says when the caller thinks of another sensor', () => {
    const { summary } = decoded(esDecoder({ width: 640, height: 400 }), [dvs]);
    expect(summary.problems).toEqual({ invalid: 1 });
    expect(summary.notes.join()).toContain('640x480 pixels, the caller 640x400');
  });
});

/** Lengths at which nothing is missing: behind the header, every event and every byte of time. */
function wholeLengths(bytes: Uint8Array, header: number): number[] {
  const lengths: number[] = [];
  for (let length = header; length <= bytes.length; length++) {
    const decoder = esDecoder({ mode: 'recover' });
    decoder.push(bytes.slice(0, length));
    decoder.end();
    if (decoder.summary().trailingBytes === 0) lengths.push(length);
  }
  expect(lengths.length).toBe(bytes === dvs ? 5 : bytes === atis ? 5 : 4);
  return lengths;
}

describe('an Event Stream out of step', () => {
  const events = Array.from({ length: 40 }, (_, i) => ({ t: 5 * i, x: i, y: 9, p: i & 1 }));
  const good = encoded(esEncoder({ width: 64, height: 16 }), [batchOf(events)]);
  const bad = joined(good.slice(0, 71), good.slice(73));

  it('ends there, with a sentence', () => {
    const { rows, summary } = decoded(esDecoder({ path: 'a.es' }), [bad]);
    expect(rows.length).toBeLessThan(12);
    expect(summary.damage?.message).toMatch(
      /^a\.es, byte \d+: the event at column \d+, row \d+ is/,
    );
    expect(summary.damage?.code).toBe('out-of-step');
  });

  it('finds the step again when it may, and says what it passed over', () => {
    const open = () => esDecoder({ mode: 'recover' });
    const { rows, summary } = decoded(open(), [bad]);
    expect(rows.slice(-28).map(([, x]) => x)).toEqual(events.slice(-28).map(({ x }) => x));
    expect(summary.problems).toEqual({ 'out-of-step': 1 });
    expect(summary.notes.join()).toMatch(/\d bytes out of step passed over/);
    expectSameForAnyCut(open, bad);
  });
});

describe('a written Event Stream', () => {
  it.each(['dvs', 'atis'] as const)('of kind %s gives back its events', (kind) => {
    fc.assert(
      fc.property(eventsIn(640, 480, 3_000_000), eventsIn(640, 480, 9), (first, second) => {
        second.t.forEach((t, i) => {
          second.t[i] = t + (first.t.at(-1) ?? 0);
        });
        const bytes = encoded(esEncoder({ width: 640, height: 480, kind }), [first, second]);
        const { rows, summary } = decoded(esDecoder(), [bytes]);
        expect(rows).toEqual([...rowsOf(first), ...rowsOf(second)]);
        expect(summary.problems).toEqual({});
      }),
    );
  });

  it('is the vector again', () => {
    const { batch } = decoded(esDecoder(), [dvs]);
    expect(encoded(esEncoder({ width: 640, height: 480 }), [batch])).toEqual(dvs);
  });

  it('of bytes gives them back', () => {
    const event = fc.record({ t: fc.nat(5000), bytes: fc.uint8Array({ maxLength: 300 }) });
    fc.assert(
      fc.property(fc.array(event), (unsorted) => {
        const events = unsorted.sort((a, b) => a.t - b.t);
        const decoder = esBytesDecoder();
        expect(decoder.push(encodeEsBytes(events))).toEqual(events);
      }),
    );
  });

  it('without events is a header', () => {
    expect(encoded(esEncoder({ width: 640, height: 480 }), [])).toEqual(dvs.slice(0, 20));
  });

  it('has no time before another, unless it may be raised', () => {
    const events = batchOf([
      { t: 9, x: 0, y: 0, p: 0 },
      { t: 7, x: 1, y: 0, p: 0 },
    ]);
    const size = { width: 4, height: 4 };
    expect(() => esEncoder(size).push(events)).toThrow(/^event 1: its time 7 is before 9/);
    const encoder = esEncoder({ ...size, nonMonotonic: 'clamp-and-count' });
    const { rows } = decoded(esDecoder(), [encoder.push(events)]);
    expect(rows.map(([t]) => t)).toEqual([9, 9]);
    expect(encoder.clamped).toBe(1);
  });

  it.each([
    [{ t: 0, x: 4, y: 0, p: 0 }, /x is 4, a sensor of 4 columns/],
    [{ t: 0, x: 0, y: 4, p: 0 }, /y is 4/],
    [{ t: 2 ** 40, x: 0, y: 0, p: 0 }, /Give `start`/],
    [{ t: 0.5, x: 0, y: 0, p: 0 }, /whole steps/],
  ])('has no %j', (event, message) => {
    expect(() => esEncoder({ width: 4, height: 4 }).push(batchOf([event]))).toThrow(message);
  });
});

it.each([
  ['dvs', dvs],
  ['atis', atis],
  ['colour', colour],
  ['generic', generic],
])('a damaged Event Stream of %s gives events, then a sentence', (_, bytes) => {
  expectSentences((mode) => esDecoder({ mode }), joined(bytes, bytes.slice(20), bytes.slice(20)));
});

describe.skipIf(!hasData)('Event Streams of others', () => {
  it.each(['dvs.es', 'derived/dvs20k.es'])('%s has the events it should have', (name) => {
    const { batch, summary } = decoded(esDecoder({ orientation: 'asStored' }), [dataFile(name)]);
    expectTruth(batch, name);
    expect(summary.problems).toEqual({});
    const again = encoded(esEncoder({ ...summary.sensor!, orientation: 'asStored' }), [batch]);
    expectSameBytes(again, dataFile(name));
  });

  it('generic.es has the bytes it should have', () => {
    const decoder = esBytesDecoder();
    const events = cutAt(dataFile('generic.es'), [100, 1000, 1001]).flatMap((piece) =>
      decoder.push(piece),
    );
    const { events: count, payload_sha256 } = truthOf('generic.es');
    expect(events.length).toBe(count);
    const hash = createHash('sha256');
    for (const { bytes } of events) hash.update(bytes);
    expect(hash.digest('hex')).toBe(payload_sha256);
    expect(events.at(-1)!.t).toBe(1207922);
    expect(encodeEsBytes(events)).toEqual(dataFile('generic.es'));
  });
});

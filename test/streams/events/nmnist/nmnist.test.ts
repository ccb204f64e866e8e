import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nmnistDecoder } from '../../../../streams/events/nmnist/decode.js';
import { nmnistEncoder } from '../../../../streams/events/nmnist/encode.js';
import { hasData } from '../../../support/shared.js';
import { batchOf, rowsOf } from '../batches.js';
import {
  bytesOf,
  dataFile,
  decoded,
  encoded,
  eventsIn,
  expectSameForAnyCut,
  expectSentences,
  expectTruncation,
  expectTruth,
} from '../kit/decoding.js';

const vector = bytesOf('07 0f 80 02 8e 13 f0 00 00 00 03 04 00 00 0a');
const size = { width: 34, height: 34 };

describe('an N-MNIST file', () => {
  it('has records of 5 bytes, some of which carry the time on', () => {
    const { rows, summary } = decoded(nmnistDecoder(), [vector]);
    expect(rows).toEqual([
      [654, 7, 15, 1],
      [8202, 3, 4, 0],
    ]);
    expect(summary).toEqual({
      format: 'nmnist',
      sensor: null,
      events: 2,
      side: {},
      problems: {},
      damage: null,
      trailingBytes: 0,
      notes: ['1 records carried the time on'],
    });
  });

  it('may come in any pieces, and may be cut off', () => {
    expectSameForAnyCut(() => nmnistDecoder(), vector);
    expectTruncation(
      () => nmnistDecoder(),
      vector,
      (length) => length % 5 === 0,
    );
  });

  it('ends at an event outside of the sensor, or goes on without it', () => {
    const options = { path: 'a.bin', width: 34, height: 10 };
    const strict = decoded(nmnistDecoder(options), [vector]);
    expect(strict.rows).toEqual([]);
    expect(strict.summary.damage?.message).toBe(
      'a.bin, byte 0: the event at column 7, row 15 is outside of 34x10 pixels.',
    );
    expect(strict.summary.notes).toEqual([
      '15 bytes from byte 0 on were not read, because of the damage',
    ]);
    const recovered = decoded(nmnistDecoder({ ...options, mode: 'recover' }), [vector]);
    expect(recovered.rows).toEqual([[8202, 3, 4, 0]]);
    expect(recovered.summary.problems).toEqual({ coordinate: 1 });
  });

  it('counts steps back in time and keeps them', () => {
    const bytes = bytesOf('01 01 00 00 09 01 01 00 00 07 01 01 00 00 08');
    const { rows, summary } = decoded(nmnistDecoder(), [bytes]);
    expect(rows.map(([t]) => t)).toEqual([9, 7, 8]);
    expect(summary.problems).toEqual({ 'time-backward': 1 });
  });

  it('damaged gives events, then a sentence', () => {
    expectSentences((mode) => nmnistDecoder({ ...size, mode }), vector);
  });
});

describe('a written N-MNIST file', () => {
  it('gives back its events', () => {
    fc.assert(
      fc.property(eventsIn(256, 240, 9_000_000), eventsIn(34, 34, 100), (first, second) => {
        const late = first.t.at(-1) ?? 0;
        const moved = { ...second, t: second.t.map((t) => t + late) };
        const bytes = encoded(nmnistEncoder({ width: 256, height: 240 }), [first, moved]);
        const { rows, summary } = decoded(nmnistDecoder(), [bytes]);
        expect(rows).toEqual([...rowsOf(first), ...rowsOf(moved)]);
        expect(summary.problems).toEqual({});
      }),
    );
  });

  it('goes back in time as far as a record holds it', () => {
    const events = (back: number) =>
      batchOf([
        { t: 2 ** 24, x: 0, y: 0, p: 1 },
        { t: 2 ** 24 - back, x: 0, y: 0, p: 1 },
      ]);
    const small = decoded(nmnistDecoder(), [nmnistEncoder(size).push(events(8_000_000))]);
    expect(small.rows[1]![0]).toBe(2 ** 24 - 8_000_000);
    expect(() => nmnistEncoder(size).push(events(9_000_000))).toThrow(/^event 1: its time/);
    const encoder = nmnistEncoder({ ...size, nonMonotonic: 'clamp-and-count' });
    expect(decoded(nmnistDecoder(), [encoder.push(events(9_000_000))]).rows).toHaveLength(2);
    expect(encoder.clamped).toBe(1);
  });

  it('has no pixel outside, no broken time, no larger sensor', () => {
    const push = (t: number, x: number) => () =>
      nmnistEncoder(size).push(batchOf([{ t, x, y: 0, p: 0 }]));
    expect(push(0, 34)).toThrow(/x is 34/);
    expect(push(-1, 0)).toThrow(/t is -1/);
    expect(() => nmnistEncoder({ width: 300, height: 9 })).toThrow(/width is 300/);
  });
});

describe.skipIf(!hasData)('the N-MNIST file of others', () => {
  it('has the events it should have', () => {
    const file = dataFile('nmnist-sample.bin');
    const { batch, summary } = decoded(nmnistDecoder(size), [file]);
    expectTruth(batch, 'nmnist-sample.bin');
    expect(summary.problems).toEqual({});
    expect(encoded(nmnistEncoder(size), [batch])).toEqual(file);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loihiEventsDecoder } from '../../../../streams/events/loihi/decode.js';
import { loihiEventsEncoder } from '../../../../streams/events/loihi/encode.js';
import { readLoihiEvents } from '../../../../streams/events/loihi-events.js';
import { sortedByTime } from '../../../../streams/events/sort-events.js';
import { batchOf, rowsOf } from '../batches.js';
import {
  bytesOf,
  decoded,
  encoded,
  eventsIn,
  expectSameForAnyCut,
  expectSentences,
  expectTruncation,
  joined,
} from '../kit/decoding.js';

const vector = bytesOf('92 01 90 01 40 e2 01 00');
const two = joined(vector, bytesOf('91 01 92 01 41 e2 01 00'));
const size = { width: 2 ** 15, height: 2 ** 14 };

describe('an .events file, piece by piece', () => {
  it('has records of 8 bytes, flagged ones among them', () => {
    const { rows, summary } = decoded(loihiEventsDecoder(), [two]);
    expect(rows).toEqual([
      [123456, 200, 100, 1],
      [123457, 201, 100, 0],
    ]);
    expect(summary.notes).toEqual(['1 records have the trigger flag set']);
    expect(summary.problems).toEqual({});
  });

  it('may come in any pieces, and may be cut off', () => {
    expectSameForAnyCut(() => loihiEventsDecoder(), two);
    expectTruncation(
      () => loihiEventsDecoder(),
      two,
      (length) => length % 8 === 0,
    );
  });

  it('has a clock of 32 bits that starts over; a late event stays before the wrap', () => {
    const times = ['f0 ff ff ff', '05 00 00 00', 'f8 ff ff ff', '09 00 00 00'];
    const bytes = bytesOf(times.map((t) => `00 00 00 00 ${t}`).join(' '));
    const { rows, summary } = decoded(loihiEventsDecoder(), [bytes]);
    const wrap = 2 ** 32;
    expect(rows.map(([t]) => t)).toEqual([wrap - 16, wrap + 5, wrap - 8, wrap + 9]);
    expect(summary.problems).toEqual({ 'time-backward': 1 });
  });

  it('has the events of the reader that reads it whole', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const calm = bytes.map((byte, i) => (i % 8 === 7 ? byte & 0x7f : byte));
        const { batch } = decoded(loihiEventsDecoder({ mode: 'recover' }), [calm]);
        expect(rowsOf(sortedByTime(batch))).toEqual(rowsOf(readLoihiEvents(calm).events));
      }),
    );
  });

  it('ends at an event outside of the sensor, or goes on without it', () => {
    const options = { path: 'a.events', width: 201, height: 180 };
    const strict = decoded(loihiEventsDecoder(options), [two, vector]);
    expect(strict.rows).toHaveLength(1);
    expect(strict.summary.damage?.message).toBe(
      'a.events, byte 8: the event at column 201, row 100 is outside of 201x180 pixels.',
    );
    const recovered = decoded(loihiEventsDecoder({ ...options, mode: 'recover' }), [two, vector]);
    expect(recovered.rows).toHaveLength(2);
    expect(recovered.summary.problems).toEqual({ coordinate: 1 });
  });

  it('damaged gives events, then a sentence', () => {
    const options = { width: 240, height: 180 };
    expectSentences((mode) => loihiEventsDecoder({ ...options, mode }), joined(two, two));
  });
});

describe('a written .events file, piece by piece', () => {
  it('gives back its events', () => {
    fc.assert(
      fc.property(eventsIn(2 ** 15, 2 ** 14, 2 ** 25), (batch) => {
        const bytes = encoded(loihiEventsEncoder(size), [batch]);
        expect(decoded(loihiEventsDecoder(), [bytes]).rows).toEqual(rowsOf(batch));
      }),
    );
  });

  it('goes back in time by less than half of its range', () => {
    const events = (back: number) =>
      batchOf([
        { t: 2 ** 32 - 1, x: 0, y: 0, p: 1 },
        { t: 2 ** 32 - 1 - back, x: 0, y: 0, p: 1 },
      ]);
    const most = 2 ** 31 - 1;
    const bytes = loihiEventsEncoder(size).push(events(most));
    expect(decoded(loihiEventsDecoder(), [bytes]).rows[1]![0]).toBe(2 ** 32 - 1 - most);
    expect(() => loihiEventsEncoder(size).push(events(most + 1))).toThrow(/^event 1: its time/);
    const encoder = loihiEventsEncoder({ ...size, nonMonotonic: 'clamp-and-count' });
    expect(decoded(loihiEventsDecoder(), [encoder.push(events(most + 1))]).rows[1]![0]).toBe(
      2 ** 32 - 1,
    );
    expect(encoder.clamped).toBe(1);
  });

  it('has no pixel outside and no time beyond 32 bits', () => {
    const push = (t: number, x: number) => () =>
      loihiEventsEncoder({ width: 9, height: 9 }).push(batchOf([{ t, x, y: 0, p: 0 }]));
    expect(push(0, 9)).toThrow(/x is 9/);
    expect(push(2 ** 32, 0)).toThrow(/t is 4294967296/);
  });
});

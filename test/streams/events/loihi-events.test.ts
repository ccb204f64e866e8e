import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventBatch } from '../../../src/core/event-batch.js';
import { readLoihiEvents, writeLoihiEvents } from '../../../streams/events/loihi-events.js';
import { readEvents } from '../../../streams/events/read-events.js';
import { batchOf, rowsOf } from './batches.js';

const bytesOf = (hex: string) =>
  Uint8Array.from(hex.split(' '), (byte) => Number.parseInt(byte, 16));

const vector = bytesOf('92 01 90 01 40 e2 01 00');

const batches: fc.Arbitrary<EventBatch> = fc
  .array(
    fc.record({
      t: fc.oneof(fc.nat(20), fc.nat(2 ** 31), fc.constant(2 ** 32 - 1)),
      x: fc.nat(2 ** 15 - 1),
      y: fc.nat(2 ** 14 - 1),
      p: fc.nat(1),
    }),
    { maxLength: 60 },
  )
  .map(batchOf);

describe('an .events file', () => {
  it('has y, polarity, x and microseconds in 8 bytes', () => {
    expect(rowsOf(readLoihiEvents(vector).events)).toEqual([[123456, 200, 100, 1]]);
    expect(writeLoihiEvents(batchOf([{ t: 123456, x: 200, y: 100, p: 1 }]))).toEqual(vector);
  });

  it('gives back what was written, in order of time, equal times as they were', () => {
    fc.assert(
      fc.property(batches, (batch) => {
        const { events, problems } = readLoihiEvents(writeLoihiEvents(batch));
        const rows = rowsOf(batch).map((row, i) => ({ row, i }));
        rows.sort((a, b) => a.row[0] - b.row[0] || a.i - b.i);
        expect(rowsOf(events)).toEqual(rows.map(({ row }) => row));
        expect(problems).toEqual([]);
      }),
    );
  });

  it('keeps records with the trigger flag set', () => {
    const flagged = vector.slice();
    flagged[0] |= 1;
    expect(rowsOf(readLoihiEvents(flagged).events)).toEqual([[123456, 200, 100, 1]]);
  });

  it('counts time from the first event when asked', () => {
    const bytes = writeLoihiEvents(
      batchOf([
        { t: 900, x: 1, y: 1, p: 0 },
        { t: 500, x: 2, y: 2, p: 1 },
      ]),
    );
    const times = (relTime: boolean) => Array.from(readLoihiEvents(bytes, { relTime }).events.t);
    expect(times(true)).toEqual([0, 400]);
    expect(times(false)).toEqual([500, 900]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7])('cut off %i bytes into a record keeps what is whole', (rest) => {
    const two = Uint8Array.of(...vector, ...vector.subarray(0, rest));
    const { events, problems } = readLoihiEvents(two, { path: 'walk.events' });
    expect(rowsOf(events)).toEqual([[123456, 200, 100, 1]]);
    const message =
      `walk.events, byte 8: the file ends with ${rest} bytes of a record of 8; ` +
      '1 records before are whole.';
    expect(problems).toEqual([{ code: 'truncated', byte: 8, message }]);
    expect(() => readLoihiEvents(two, { path: 'walk.events', strict: true })).toThrow(message);
  });

  it('that is empty has no events', () => {
    expect(readLoihiEvents(new Uint8Array(), { relTime: true }).events.n).toBe(0);
  });

  it.each([
    [{ t: 2 ** 32, x: 0, y: 0, p: 0 }, /^event 0: t is 4294967296, an \.events file holds/],
    [{ t: 0.5, x: 0, y: 0, p: 0 }, /^event 0: t is 0\.5/],
    [{ t: 0, x: 2 ** 15, y: 0, p: 0 }, /^event 0: x is 32768/],
    [{ t: 0, x: 0, y: 2 ** 14, p: 0 }, /^event 0: y is 16384/],
  ])('is not written of %j', (event, message) => {
    expect(() => writeLoihiEvents(batchOf([event]))).toThrow(message);
  });
});

describe('readEvents', () => {
  it('goes by the extension, in either case', () => {
    expect(readEvents(vector, { path: 'WALK.EVENTS' }).format).toBe('events');
  });

  it.each(['walk', 'walk.dat', 'events/walk.txt'])('refuses %s', (path) => {
    expect(() => readEvents(vector, { path })).toThrow(
      /: the extension is ".*", expected \.events or \.aedat\./,
    );
  });
});

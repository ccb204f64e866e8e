import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Aedat2Options, readAedat2 } from '../../../streams/events/aedat2.js';
import { rowsOf } from './batches.js';

const text = (lines: readonly string[], end = '\r\n') =>
  new TextEncoder().encode(lines.map((line) => line + end).join(''));

/** A record: address and time, big-endian. */
function record(address: number, t: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setUint32(0, address);
  new DataView(bytes.buffer).setUint32(4, t);
  return bytes;
}

const event = (x: number, y: number, p: number, t: number) =>
  record(((y << 22) | (x << 12) | (p << 11)) >>> 0, t);

const fileOf = (header: Uint8Array, ...records: readonly Uint8Array[]) =>
  Uint8Array.from([...header, ...records.flatMap((bytes) => [...bytes])]);

const magic = text(['#!AER-DAT2.0']);
const davis = text(['#!AER-DAT2.0', '# AEChip: eu.seebetter.ini.chips.davis.DAVIS240C']);
const sizes = { width: 240, height: 180 };
const absolute = { ...sizes, relTime: false };

const read = (bytes: Uint8Array, options: Aedat2Options = absolute) => readAedat2(bytes, options);

describe('an AEDAT 2.0 recording of a DAVIS', () => {
  it('has row, column and polarity in the bits of the address', () => {
    const bytes = fileOf(magic, Uint8Array.of(0x19, 0x0c, 0x88, 0, 0, 0x0f, 0x42, 0x40));
    expect(rowsOf(read(bytes).events)).toEqual([[1000000, 239 - 200, 179 - 100, 1]]);
    const stored = read(bytes, { compat: 'nengo-loihi', relTime: false });
    expect(rowsOf(stored.events)).toEqual([[1000000, 200, 100, 1]]);
    expect([read(bytes).orientation, stored.orientation]).toEqual(['topLeft', 'asStored']);
  });

  it('counts time from the first event unless told otherwise', () => {
    const bytes = fileOf(magic, event(3, 4, 0, 700), event(5, 6, 1, 600));
    expect(Array.from(read(bytes, sizes).events.t)).toEqual([0, 100]);
    expect(Array.from(read(bytes).events.t)).toEqual([600, 700]);
  });

  it('gives frames, motion and special events no pixel, and counts them', () => {
    const bytes = fileOf(
      davis,
      event(1, 1, 1, 10),
      record(0x80000001, 11),
      record(0x80000c00, 12),
      record(0x00000400, 13),
      event(2, 2, 0, 14),
    );
    const { events, skipped } = readAedat2(bytes);
    expect(Array.from(events.t)).toEqual([0, 4]);
    expect(skipped).toEqual({ samples: 2, special: 1, coordinate: 0 });
  });

  it('takes all of them for events as NengoLoihi does, when asked', () => {
    const bytes = fileOf(davis, event(1, 1, 1, 10), record(0x80000c00, 12), record(0x400, 13));
    expect(readAedat2(bytes, { compat: 'nengo-loihi' }).events.n).toBe(3);
  });

  it('goes on after 2^32 microseconds, and keeps small steps back', () => {
    const times = [2 ** 32 - 5, 2, 2 ** 32 - 1, 9];
    const bytes = fileOf(davis, ...times.map((t) => event(1, 1, 1, t)));
    expect(Array.from(read(bytes).events.t)).toEqual([
      2 ** 32 - 5,
      2 ** 32 - 1,
      2 ** 32 + 2,
      2 ** 32 + 9,
    ]);
  });

  it.each([
    ['DAVIS240', 240, 180],
    ['Davis346B', 346, 260],
    ['DAVIS640', 640, 480],
  ])('of a %s has %i x %i pixels', (chip, width, height) => {
    const header = text(['#!AER-DAT2.0', `# AEChip: chips.${chip}`]);
    expect(rowsOf(readAedat2(fileOf(header, event(0, 0, 1, 5))).events)).toEqual([
      [0, width - 1, height - 1, 1],
    ]);
  });

  it('drops events outside of the sensor, with the byte of the first', () => {
    const bytes = fileOf(magic, event(0, 0, 1, 1), event(240, 0, 1, 2), event(0, 180, 1, 3));
    const { events, problems, skipped } = readAedat2(bytes, { ...sizes, path: 'walk.aedat' });
    expect([events.n, skipped.coordinate]).toEqual([1, 2]);
    const message =
      'walk.aedat, byte 22: the event at column 240, row 0 is outside of 240x180 pixels.';
    expect(problems).toEqual([{ code: 'coordinate', byte: magic.length + 8, message }]);
    expect(() => readAedat2(bytes, { ...sizes, path: 'walk.aedat', strict: true })).toThrow(
      message,
    );
  });

  it('cut off anywhere keeps the records before', () => {
    const bytes = fileOf(davis, ...[1, 2, 3, 4].map((t) => event(t, t, 1, t)));
    fc.assert(
      fc.property(fc.integer({ min: davis.length, max: bytes.length }), (length) => {
        const { events, problems } = read(bytes.subarray(0, length));
        const whole = Math.floor((length - davis.length) / 8);
        expect(Array.from(events.t)).toEqual([1, 2, 3, 4].slice(0, whole));
        const rest = (length - davis.length) % 8;
        expect(problems.map(({ code, byte }) => [code, byte])).toEqual(
          rest === 0 ? [] : [['truncated', davis.length + 8 * whole]],
        );
      }),
    );
  });
});

describe('the header of an AEDAT 2.0 file', () => {
  // Row 140 to 143: the record begins with the byte of a #.
  const hash = event(3, 141, 1, 50);

  it('may have bare line feeds', () => {
    const header = text(['#!AER-DAT2.0', '# a', '# AEChip: DAVIS240C'], '\n');
    expect(readAedat2(fileOf(header, event(1, 1, 1, 5))).events.n).toBe(1);
  });

  it('ends where the first record begins with a #, and no later', () => {
    expect(hash[0]).toBe(0x23);
    const records = [hash, event(10, 10, 1, 60), event(10, 10, 1, 70)];
    expect(read(fileOf(magic, ...records)).events.n).toBe(3);
    const withLineFeed = [record(0x23202020, 0x2020200a), event(10, 10, 1, 2 ** 30)];
    const ended = text(['#!AER-DAT2.0', '#End Of ASCII Header']);
    expect(read(fileOf(ended, ...withLineFeed), { width: 1024, height: 512 }).events.n).toBe(2);
  });

  it('swallows such records as NengoLoihi does, when asked', () => {
    const bytes = fileOf(magic, hash, event(10, 10, 1, 10), event(10, 10, 1, 70));
    expect(read(bytes, { compat: 'nengo-loihi' }).events.n).toBeLessThan(3);
  });

  it.each([
    [['#!AER-DAT3.1'], /^recording, byte 0: AEDAT version 3\.1 is not read here, expected 2\.0/],
    [['# no magic'], /^recording, byte 0: this is no AEDAT file \(it begins with "# no magic"/],
    [[], /^recording, byte 0: this is no AEDAT file \(it begins with ""/],
  ])('%j is refused', (lines, message) => {
    expect(() => read(text(lines))).toThrow(message);
  });

  it('must say how large the sensor is, or the caller', () => {
    const bytes = fileOf(magic, event(1, 1, 1, 5));
    expect(() => readAedat2(bytes)).toThrow(
      /does not say how large the sensor is \(no AEChip line\)/,
    );
    expect(() => readAedat2(bytes, { width: 240 })).toThrow(/Give width and height\.$/);
  });

  it('of a DVS128 is refused: its addresses are others', () => {
    const header = text(['#!AER-DAT2.0', '# AEChip: ch.unizh.ini.jaer.chip.retina.DVS128']);
    expect(() => readAedat2(fileOf(header, event(1, 1, 1, 5)))).toThrow(/Give a DAVIS file\./);
  });
});

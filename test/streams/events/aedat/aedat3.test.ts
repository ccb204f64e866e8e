import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aedat3Decoder } from '../../../../streams/events/aedat/aedat3-decoder.js';
import { aedat3Encoder } from '../../../../streams/events/aedat/aedat3-encoder.js';
import type { DecodeOptions, SideItem } from '../../../../streams/events/decoder.js';
import {
  ascii,
  batchOf,
  concat,
  crcOf,
  damaged,
  decoded,
  derivedTruth,
  eventRows,
  hasRecordings,
  hex,
  outcome,
  piecesOf,
  play,
  type Row,
  recording,
} from './support.js';

const size = { width: 128, height: 128 };
const read = (options: DecodeOptions = {}) => aedat3Decoder({ path: 'a.aedat', ...options });

const header = ascii(
  '#!AER-DAT3.1\r\n#Format: RAW\r\n#Source 1: DVS128\r\n' +
    '#Start-Time: 2020-01-01 00:00:00 (TZ+0000)\r\n#!END-HEADER\r\n',
);

/** The vector of the specification: event 1234,100,50,1. */
const vector = hex(
  '01000000 08000000 04000000 00000000 01000000 01000000 01000000 cb00c800 d2040000',
);

interface PacketParts {
  readonly type: number;
  readonly size: number;
  readonly number: number;
  readonly capacity?: number;
  readonly overflow?: number;
  readonly body: Uint8Array;
}

function packet({ type, size, number, capacity = number, overflow = 0, body }: PacketParts) {
  const view = new DataView(new ArrayBuffer(28));
  view.setInt16(0, type, true);
  for (const [i, word] of [size, 4, overflow, capacity, number, number].entries()) {
    view.setInt32(4 + 4 * i, word, true);
  }
  return concat(new Uint8Array(view.buffer), body);
}

function words(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer);
}

const pixel = (t: number, x: number, y: number, p: number): Uint8Array =>
  words(((x << 17) | (y << 2) | (p << 1) | 1) >>> 0, t);

const polarity = (rows: readonly Row[], more: Partial<PacketParts> = {}): Uint8Array =>
  packet({
    type: 1,
    size: 8,
    number: rows.length,
    body: concat(...rows.map((row) => pixel(...row))),
    ...more,
  });

const first: Row[] = [
  [10, 1, 2, 1],
  [11, 127, 0, 0],
];
const second: Row[] = [
  [20, 5, 6, 1],
  [25, 7, 127, 1],
];

describe('AEDAT 3.1', () => {
  const file = concat(header, vector, polarity(second, { overflow: 1 }));
  const rows: Row[] = [
    [1234, 100, 50, 1],
    ...second.map(([t, x, y, p]): Row => [2 ** 31 + t, x, y, p]),
  ];

  it('reads the vector, and the upper part of the time', () => {
    const found = decoded(read(), file);
    expect(found.rows).toEqual(rows);
    expect(found.summary).toMatchObject({
      format: 'aedat3',
      sensor: size,
      events: 3,
      damage: null,
    });
    expect(found.summary.notes).toContain('Source 1: DVS128');
  });

  it('gives the same for every cut into two', () => {
    const whole = decoded(read(), file);
    for (let cut = 1; cut < file.length; cut++) {
      expect(decoded(read(), file, [cut])).toEqual(whole);
    }
  });

  it('gives the whole events of a file that is cut off anywhere', () => {
    const ends = [header.length, header.length + 36];
    for (let length = 0; length < file.length; length++) {
      const found = outcome(read, file.slice(0, length));
      if (typeof found === 'string') {
        expect(length).toBeLessThan(header.length);
        expect(found).toMatch(/ends in its header|how large the sensor is/);
        continue;
      }
      expect(found.rows).toEqual(rows.slice(0, found.rows.length));
      if (length < header.length) continue;
      expect(found.rows.length).toBe(
        length < ends[1] ? 0 : 1 + Math.max(0, Math.floor((length - ends[1] - 28) / 8)),
      );
      expect(found.summary.problems).toEqual(ends.includes(length) ? {} : { truncated: 1 });
    }
  });

  it('answers damage with events and a sentence', () => {
    for (let k = 0; k < 300; k++) {
      const bytes = damaged(file, k);
      for (const mode of ['strict', 'recover'] as const) {
        const found = outcome(() => read({ mode }), bytes);
        expect(outcome(() => read({ mode }), bytes, [k % 90, 130, 150])).toEqual(found);
        if (typeof found === 'string') expect(found).toMatch(/byte \d+: .+\./);
        else expect(found.rows.length).toBe(found.summary.events);
      }
    }
  });

  it('reads any events it wrote, however they are cut', () => {
    const cuts = fc.array(fc.nat(1500), { maxLength: 12 });
    fc.assert(
      fc.property(eventRows(128, 128, 2 ** 33), cuts, (events, places) => {
        const encoder = aedat3Encoder({ ...size, packet: 7 });
        const half = events.length >> 1;
        const bytes = concat(
          encoder.push(batchOf(events.slice(0, half))),
          encoder.push(batchOf(events.slice(half))),
          encoder.end(),
        );
        const found = decoded(read(), bytes, places);
        expect(found.rows).toEqual(events);
        expect(found.summary.problems).toEqual({});
      }),
      { numRuns: 100 },
    );
  });

  it('passes unused places of packets, whether they are in the file or not', () => {
    const unused = new Uint8Array(24);
    for (const body of [new Uint8Array(0), unused]) {
      const bytes = concat(header, polarity(first, { capacity: 5 }), body, polarity(second));
      for (const tail of [bytes, concat(bytes, polarity(first.slice(0, 0), { capacity: 1 }))]) {
        const found = decoded(read(), tail);
        expect(found.rows).toEqual([...first, ...second]);
        expect(found.summary.problems).toEqual({});
        expect(decoded(read(), tail, [header.length + 50, header.length + 60])).toEqual(found);
      }
    }
    const last = decoded(read(), concat(header, polarity(first, { capacity: 5 }), unused));
    expect(last.rows).toEqual(first);
    expect(last.summary.problems).toEqual({});
  });

  it('finds the next packet behind junk, or stops before it', () => {
    const junk = Uint8Array.from({ length: 50 }, (_, i) => 200 + (i % 50));
    const bytes = concat(header, polarity(first), junk, polarity(second));
    const strict = decoded(read(), bytes);
    expect(strict.rows).toEqual(first);
    expect(strict.summary.damage?.message).toMatch(
      `byte ${header.length + 44}: no packet begins here`,
    );
    const recovered = decoded(read({ mode: 'recover' }), bytes);
    expect(recovered.rows).toEqual([...first, ...second]);
    expect(recovered.summary.problems).toEqual({ 'out-of-step': 1 });
    expect(recovered.summary.side.skippedBytes).toBe(50);
  });

  it('counts events that are not valid', () => {
    const body = concat(pixel(...first[0]), pixel(...first[1]));
    body[0] &= 0xfe;
    const { rows: found, summary } = decoded(read(), concat(header, polarity(first, { body })));
    expect(found).toEqual(first.slice(1));
    expect(summary.side).toEqual({ notValid: 1 });
  });

  it('leaves out events outside of the sensor, or stops at them', () => {
    const bytes = concat(header, polarity([first[0], [11, 128, 3, 1], ...second]));
    const strict = decoded(read(), bytes);
    expect(strict.rows).toEqual(first.slice(0, 1));
    expect(strict.summary.damage?.message).toMatch(/column 128, row 3, outside of 128x128/);
    const recovered = decoded(read({ mode: 'recover' }), bytes);
    expect(recovered.rows).toEqual([first[0], ...second]);
    expect(recovered.summary.problems).toEqual({ coordinate: 1 });
  });

  it('tells of edges, resets, motion, frames and spikes', () => {
    const special = packet({
      type: 0,
      size: 8,
      number: 3,
      body: words((1 << 1) | 1, 5, (7 << 1) | 1, 6, (3 << 8) | (14 << 1) | 1, 7),
    });
    const floats = new Uint8Array(Float32Array.from([1, 2, 3, 4, 5, 6, 7]).buffer);
    const motion = packet({ type: 3, size: 36, number: 1, body: concat(words(1, 8), floats) });
    const pixels = new Uint8Array(Uint16Array.from([10, 20, 30, 40]).buffer);
    const frame = packet({
      type: 2,
      size: 44,
      number: 1,
      overflow: 1,
      body: concat(words((1 << 1) | 1, 9, 9, 9, 9, 2, 2, 0, 0), pixels),
    });
    const spike = packet({ type: 12, size: 8, number: 1, body: words(0x1001, 11) });
    const other = packet({ type: 5, size: 12, number: 2, body: words(1, 0, 0, 1, 0, 0) });
    const items: SideItem[] = [];
    const bytes = concat(
      header,
      polarity(second),
      special,
      polarity(first),
      motion,
      frame,
      spike,
      other,
    );
    const { rows: found, summary } = decoded(read({ onSide: (item) => items.push(item) }), bytes);
    // The clock begins again: no step back.
    expect(found).toEqual([...second, ...first]);
    expect(summary.problems).toEqual({});
    expect(summary.side).toEqual({
      special: 2,
      timestampReset: 1,
      trigger: 1,
      imu: 1,
      frame: 1,
      spike: 1,
      sample: 2,
    });
    expect(items).toEqual([
      { kind: 'other', t: 5, what: 'timestamp-reset', value: 0 },
      { kind: 'trigger', t: 6, id: 1, value: 0 },
      { kind: 'other', t: 7, what: 'frame-start', value: 3 },
      {
        kind: 'imu',
        t: 8,
        values: { ax: 1, ay: 2, az: 3, gx: 4, gy: 5, gz: 6, temperature: 7 },
      },
      {
        kind: 'frame',
        t: 2 ** 31 + 9,
        width: 2,
        height: 2,
        channels: 1,
        pixels: Uint16Array.from([10, 20, 30, 40]),
      },
      { kind: 'other', t: 11, what: 'spike', value: 0x800 },
    ]);
  });

  it('reads 3.0: no last line of the header, 14 bits, rows from below', () => {
    const body = words(((100 << 18) | (50 << 4) | 3) >>> 0, 1234);
    const old = concat(
      ascii('#!AER-DAT3.0\r\n#Source 1: DVS128\r\n'),
      polarity([first[0]], { body }),
    );
    expect(decoded(read(), old).rows).toEqual([[1234, 100, 77, 1]]);
    expect(decoded(read({ orientation: 'asStored' }), old).rows).toEqual([[1234, 100, 50, 1]]);
  });

  it('refuses packed files, other versions and unknown sizes', () => {
    const lines = (text: string): Uint8Array => ascii(`${text}\r\n#!END-HEADER\r\n`);
    expect(outcome(read, lines('#!AER-DAT3.1\r\n#Format: SerializedTS'))).toMatch(/expected RAW/);
    expect(outcome(read, lines('#!AER-DAT2.0'))).toMatch(/version "2.0" is not read here/);
    expect(outcome(read, lines('#!AER-DAT3.1'))).toMatch(/Give width and height/);
    expect(outcome(() => read(size), lines('#!AER-DAT3.1'))).toMatchObject({ rows: [] });
    expect(outcome(read, ascii('Event Stream'))).toMatch(/no AEDAT file/);
  });
});

describe.skipIf(!hasRecordings)('an AEDAT 3.1 file of 20000 events', () => {
  it('has the events of the truth', () => {
    const bytes = recording('derived/dvs20k-aedat3.1.aedat');
    const { batches, summary } = play(read(), piecesOf(bytes, [3, 700, 701, 50_000]));
    expect(crcOf(batches)).toBe(derivedTruth().crc32_t64_x16_y16_p8);
    expect(summary).toMatchObject({
      events: 20000,
      side: { notValid: 409, special: 1, timestampReset: 1 },
      problems: {},
      damage: null,
    });
  });
});

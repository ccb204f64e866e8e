import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Aedat2DecodeOptions,
  aedat2Decoder,
} from '../../../../streams/events/aedat/aedat2-decoder.js';
import { aedat2Encoder } from '../../../../streams/events/aedat/aedat2-encoder.js';
import { aedat2Words } from '../../../../streams/events/aedat/aedat2-words.js';
import type { SideItem } from '../../../../streams/events/decoder.js';
import {
  ascii,
  batchOf,
  concat,
  crc32,
  crcOf,
  damaged,
  decoded,
  eventRows,
  hasRecordings,
  hex,
  outcome,
  piecesOf,
  play,
  type Row,
  recording,
  truthOf,
} from './support.js';

const davis = { width: 240, height: 180 };
const dvs128 = { width: 128, height: 128 };
const read = (options: Aedat2DecodeOptions = {}) => aedat2Decoder({ path: 'a.aedat', ...options });
const magic = ascii('#!AER-DAT2.0\r\n');

function record(address: number, t: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint32(0, address);
  view.setUint32(4, t);
  return new Uint8Array(view.buffer);
}

const pixel = (x: number, y: number, p: number): number => (y << 22) | (x << 12) | (p << 11);

describe('AEDAT 2.0', () => {
  it('reads the vectors', () => {
    const first = concat(magic, hex('190c8800 000f4240'));
    const stored = { orientation: 'asStored' } as const;
    expect(decoded(read({ ...davis, ...stored }), first).rows).toEqual([[1000000, 200, 100, 1]]);
    expect(decoded(read(davis), first).rows).toEqual([[1000000, 39, 79, 1]]);
    const second = concat(magic, hex('00004014 000f4240'));
    const [jaer, raw] = (['jaer', 'raw'] as const).map((polarity) =>
      decoded(read({ ...dvs128, ...stored, polarity }), second),
    );
    expect(jaer.rows).toEqual([[1000000, 10, 64, 1]]);
    expect(raw.rows).toEqual([[1000000, 10, 64, 0]]);
  });

  const rows: Row[] = [
    [5, 3, 38, 1],
    [5, 239, 0, 0],
    [2 ** 32 - 1, 0, 179, 1],
    [2 ** 32 + 7, 1, 2, 0],
  ];
  const encoder = aedat2Encoder(davis);
  const file = concat(encoder.push(batchOf(rows)), encoder.end());

  it('reads what it wrote, over jumps and wraps', () => {
    const { rows: found, summary } = decoded(read(), file);
    expect(found).toEqual(rows);
    expect(summary).toMatchObject({ sensor: davis, events: 4, problems: {}, damage: null });
    expect(summary.side).toEqual({ special: 4 });
  });

  it('gives the same for every cut into two', () => {
    const whole = decoded(read(), file);
    for (let cut = 1; cut < file.length; cut++) {
      expect(decoded(read(), file, [cut])).toEqual(whole);
    }
  });

  it('gives the whole events of a file that is cut off anywhere', () => {
    const data = file.length - 8 * 8;
    for (let length = 0; length < file.length; length++) {
      const found = outcome(read, file.slice(0, length));
      if (length < data) {
        if (typeof found === 'string') expect(found).toMatch(/in its header|how large the sensor/);
        else expect(found.rows).toEqual([]);
        continue;
      }
      if (typeof found === 'string') throw new Error(found);
      expect(found.rows).toEqual(rows.slice(0, found.rows.length));
      expect(found.summary.trailingBytes).toBe((length - data) % 8);
      expect(found.summary.problems).toEqual((length - data) % 8 === 0 ? {} : { truncated: 1 });
    }
  });

  it('answers damage with events and a sentence', () => {
    for (let k = 0; k < 300; k++) {
      const bytes = damaged(file, k);
      for (const mode of ['strict', 'recover'] as const) {
        const found = outcome(() => read({ mode }), bytes);
        expect(outcome(() => read({ mode }), bytes, [k % 90, 95, 120])).toEqual(found);
        if (typeof found === 'string') expect(found).toMatch(/byte \d+: .+\./);
        else expect(found.rows.length).toBe(found.summary.events);
      }
    }
  });

  for (const [layout, width, height] of [
    ['davis', 240, 180],
    ['davis', 346, 260],
    ['dvs128', 128, 128],
    ['dvs640', 640, 480],
  ] as const) {
    it(`reads any events it wrote, however they are cut (${layout}, ${width})`, () => {
      const cuts = fc.array(fc.nat(1500), { maxLength: 12 });
      const size = { width, height, layout };
      fc.assert(
        fc.property(eventRows(width, height, 2 ** 33, 30), cuts, (events, places) => {
          fc.pre(events.length === 0 || events[0][0] < 2 ** 32);
          const writer = aedat2Encoder(size);
          const half = events.length >> 1;
          const bytes = concat(
            writer.push(batchOf(events.slice(0, half))),
            writer.push(batchOf(events.slice(half))),
            writer.end(),
          );
          const found = decoded(read(), bytes, places);
          expect(found.rows).toEqual(events);
          expect(found.summary.problems).toEqual({});
        }),
        { numRuns: 60 },
      );
    });
  }

  it('never begins its data with the byte of a comment, and reads such data', () => {
    // Stored row 140: the first byte of its address is that of a #.
    const row: Row = [0x41414141, 10, 180 - 1 - 140, 1];
    const bytes = aedat2Encoder(davis).push(batchOf([row]));
    expect(bytes[bytes.length - 16]).not.toBe(0x23);
    expect(bytes[bytes.length - 8]).toBe(0x23);
    expect(decoded(read(), bytes).rows).toEqual([row]);
    const naked = concat(magic, bytes.slice(-8), record(pixel(1, 1, 1), 0x41414150));
    expect(decoded(read(davis), naked).rows[0]).toEqual(row);
    const likeText = concat(magic, hex('2341410a 41414141'), record(pixel(1, 1, 1), 0x41414150));
    expect(decoded(read(davis), likeText).rows).toEqual([
      [0x41414141, 239 - 20, 179 - 141, 0],
      [0x41414150, 238, 178, 1],
    ]);
  });

  it('puts motion samples together and counts words of frames', () => {
    const motion = [1, -2, 3, 4, -5, 6, 7].map((value, code) =>
      record((0x80000c00 | (code << 28) | ((value & 0xffff) << 12)) >>> 0, 10 + code),
    );
    const items: SideItem[] = [];
    const bytes = concat(magic, ...motion, record(0x80000000, 20), record(0x400, 21), motion[3]);
    const { summary } = decoded(read({ ...davis, onSide: (item) => items.push(item) }), bytes);
    expect(summary.side).toEqual({ motionWords: 8, imu: 1, frameWords: 1, special: 1 });
    expect(items).toEqual([
      {
        kind: 'imu',
        t: 10,
        values: { ax: 1, ay: -2, az: 3, temperature: 4, gx: -5, gy: 6, gz: 7 },
      },
      { kind: 'other', t: 21, what: 'special', value: 0x400 },
    ]);
  });

  it('leaves out events outside of the sensor, or stops at them', () => {
    const bytes = concat(magic, record(pixel(240, 1, 1), 1), record(pixel(0, 0, 1), 2));
    expect(decoded(read(davis), bytes).summary.damage?.message).toMatch(/byte 14: .*column 240/);
    const { rows: found, summary } = decoded(read({ ...davis, mode: 'recover' }), bytes);
    expect(found).toEqual([[2, 239, 179, 1]]);
    expect(summary.problems).toEqual({ coordinate: 1 });
  });

  it('refuses unknown chips, missing sizes, and what it cannot write', () => {
    const cochlea = concat(magic, ascii('# AEChip: CochleaAMS1c\r\n'), record(1, 1));
    expect(outcome(read, cochlea)).toMatch(/addresses of CochleaAMS1c are not known/);
    expect(outcome(read, concat(magic, record(1, 1)))).toMatch(/Give width and height/);
    const writer = aedat2Encoder(davis);
    expect(() => writer.push(batchOf([[2 ** 32, 0, 0, 1]]))).toThrow(/first time is 4294967296/);
    writer.push(batchOf([[2 ** 31, 0, 0, 1]]));
    expect(() => writer.push(batchOf([[0, 0, 0, 1]]))).toThrow(/goes back from 2147483648 to 0/);
    expect(() => aedat2Encoder({ width: 240, height: 600 })).toThrow(/at most 1024x512/);
  });
});

describe.skipIf(!hasRecordings)('AEDAT 2.0 recordings', () => {
  const given: Readonly<Record<string, Aedat2DecodeOptions>> = {
    'dvs128-moving-dark-box.aedat': { ...dvs128, polarity: 'raw' },
    'dvs128-edvs-short.aedat': { polarity: 'raw' },
    'davis240c-rotating-disk.aedat': {},
  };

  for (const [name, options] of Object.entries(given)) {
    it(`${name} has the events of the truth`, () => {
      const truth = truthOf(name);
      const decoder = read({ ...options, orientation: 'asStored' });
      const { batches, summary } = play(
        decoder,
        piecesOf(recording(name), [5, 200, 99_999, 300_001]),
      );
      expect(crcOf(batches)).toBe(truth.crc32_t64_x16_y16_p8);
      expect(summary).toMatchObject({ events: truth.events, problems: {}, trailingBytes: 0 });
      const { imu_words } = truth.raw as { imu_words?: number };
      expect(summary.side.motionWords).toBe(imu_words);
    });
  }

  it('cochlea-vowels.aedat has the words of the truth', () => {
    const name = 'cochlea-vowels.aedat';
    const decoder = aedat2Words({ path: name });
    let crc = 0;
    const pieces = piecesOf(recording(name), [7, 220, 221, 40_001]);
    for (const { n, t, address } of [
      ...pieces.map((piece) => decoder.push(piece)),
      decoder.end(),
    ]) {
      const bytes = new DataView(new ArrayBuffer(8 * n));
      for (let i = 0; i < n; i++) {
        bytes.setUint32(8 * i, t[i], true);
        bytes.setUint32(8 * i + 4, address[i], true);
      }
      crc = crc32(new Uint8Array(bytes.buffer), crc);
    }
    const truth = truthOf(name);
    expect(crc.toString(16).padStart(8, '0')).toBe(truth.crc32_t32_addr32);
    expect(decoder.summary()).toMatchObject({ events: truth.events, problems: {}, damage: null });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Aedat4DecodeOptions,
  aedat4Decoder,
} from '../../../../streams/events/aedat/aedat4-decoder.js';
import { aedat4Encoder, writeAedat4 } from '../../../../streams/events/aedat/aedat4-encoder.js';
import { lz4Encode } from '../../../../streams/events/aedat/lz4-encode.js';
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

const size = { width: 20, height: 10 };
const some: Row[] = [
  [1_600_000_000_000_000, 0, 0, 1],
  [1_600_000_000_000_003, 19, 9, 0],
  [1_600_000_000_000_003, 7, 5, 1],
  [1_600_000_004_294_967, 1, 2, 0],
  [1_600_000_005_000_000, 3, 4, 1],
];
const small = (options: { compression?: 'lz4' | 'none' } = {}): Uint8Array =>
  writeAedat4([batchOf(some)], { ...size, packet: 2, ...options });
const read = (options: Aedat4DecodeOptions = {}) => aedat4Decoder({ path: 'a.aedat4', ...options });

/** Bytes before the first packet. */
const headerEnd = (file: Uint8Array): number =>
  18 + new DataView(file.buffer, file.byteOffset).getUint32(14, true);

/** A file with one packet of a payload, without a table. */
function fileOf(payload: Uint8Array, compression: 'lz4' | 'none' = 'lz4'): Uint8Array {
  const header = aedat4Encoder({ ...size, compression }).end();
  const head = new Uint8Array(8);
  new DataView(head.buffer).setInt32(4, payload.length, true);
  return concat(header, head, payload);
}

/** The flatbuffer of one packet with the events of `some`. */
function eventsContent(): Uint8Array {
  const file = aedat4Encoder({ ...size, compression: 'none' }).push(batchOf(some));
  return file.slice(headerEnd(file) + 8);
}

describe('AEDAT 4.0', () => {
  for (const compression of ['lz4', 'none'] as const) {
    const file = small({ compression });

    it(`reads what it wrote, with a table (${compression})`, () => {
      const { rows, summary } = decoded(read(), file);
      expect(rows).toEqual(some);
      expect(summary).toMatchObject({ sensor: size, events: 5, problems: {}, damage: null });
      expect(summary.notes).toContain('table of 3 packets, 0 of them not as in the file');
    });

    it(`gives the same for every cut into two (${compression})`, () => {
      const whole = decoded(read(), file);
      for (let cut = 1; cut < file.length; cut++) {
        expect(decoded(read(), file, [cut])).toEqual(whole);
      }
    });

    it(`gives whole packets of a file that is cut off anywhere (${compression})`, () => {
      for (let length = 0; length < file.length; length++) {
        const found = outcome(read, file.slice(0, length));
        if (length < headerEnd(file)) {
          expect(found).toMatch(/the file ends in its header/);
          continue;
        }
        if (typeof found === 'string') throw new Error(found);
        expect(found.rows).toEqual(some.slice(0, found.rows.length));
        expect(found.summary.problems).toEqual({ truncated: 1 });
        expect(found.summary.damage?.message).toMatch(/^a.aedat4, byte \d+: the file ends in/);
      }
    });

    it(`answers damage with events and a sentence (${compression})`, () => {
      for (let k = 0; k < 300; k++) {
        const bytes = damaged(file, k);
        for (const mode of ['strict', 'recover'] as const) {
          const found = outcome(() => read({ mode }), bytes);
          expect(outcome(() => read({ mode }), bytes, [k % 90, 500, 700])).toEqual(found);
          if (typeof found === 'string') expect(found).toMatch(/byte \d+: .+\./);
          else expect(found.rows.length).toBe(found.summary.events);
        }
      }
    });
  }

  it('reads any events it wrote, however they are cut', () => {
    const cuts = fc.array(fc.nat(4000), { maxLength: 12 });
    const codec = fc.constantFrom('lz4' as const, 'none' as const);
    fc.assert(
      fc.property(eventRows(20, 10, 2 ** 40), cuts, codec, (rows, places, compression) => {
        const encoder = aedat4Encoder({ ...size, compression, packet: 7 });
        const half = rows.length >> 1;
        const file = concat(
          encoder.push(batchOf(rows.slice(0, half))),
          encoder.push(batchOf(rows.slice(half))),
          encoder.end(),
        );
        const found = decoded(read(), file, places);
        expect(found.rows).toEqual(rows);
        expect(found.summary.problems).toEqual({});
      }),
      { numRuns: 100 },
    );
  });

  it('reads packets of more than one linked block', () => {
    const rows = Array.from({ length: 9000 }, (_, i): Row => [i * 3, i % 20, (i * 7) % 10, i & 1]);
    const { rows: found } = decoded(read(), writeAedat4([batchOf(rows)], size));
    expect(found).toEqual(rows);
  });

  it('reads packets packed with Zstandard', () => {
    const content = eventsContent();
    // One raw block: magic, single segment with a content size of 4 bytes, size, block header.
    const head = new DataView(new ArrayBuffer(12));
    head.setUint32(0, 0xfd2fb528, true);
    head.setUint8(4, 0xa0);
    head.setUint32(5, content.length, true);
    head.setUint8(9, (1 | (content.length << 3)) & 0xff);
    head.setUint16(10, (content.length << 3) >> 8, true);
    const frame = concat(new Uint8Array(head.buffer), content);
    expect(decoded(read(), fileOf(frame)).rows).toEqual(some);
  });

  it('finds a table that the header does not announce, packed or not', () => {
    for (const compression of ['lz4', 'none'] as const) {
      const encoder = aedat4Encoder({ ...size, compression, table: true });
      const file = concat(encoder.push(batchOf(some)), encoder.end());
      const { rows, summary } = decoded(read(), file);
      expect(rows).toEqual(some);
      expect(summary.problems).toEqual({});
      expect(summary.notes).toContain('table of 1 packets, 0 of them not as in the file');
    }
  });

  it('reads a plain table in a packed file, with offsets of headers', () => {
    const plain = aedat4Encoder({ ...size, table: true, compression: 'none' });
    plain.push(batchOf(some));
    const table = plain.end();
    const packets = aedat4Encoder(size).push(batchOf(some));
    const header = headerEnd(packets);
    const payload = new DataView(packets.buffer).getInt32(header + 4, true);
    const view = new DataView(table.buffer);
    // The first entry: its place and size stand behind the vtable.
    const entry = 32 + view.getUint32(32, true);
    view.setInt32(entry + 8, payload, true);
    view.setBigInt64(entry + 12, BigInt(header), true);
    const { summary } = decoded(read(), concat(packets, table));
    expect(summary.notes).toContain('table of 1 packets, 0 of them not as in the file');
    view.setInt32(entry + 8, payload + 1, true);
    expect(decoded(read(), concat(packets, table)).summary.problems).toEqual({ invalid: 1 });
  });

  it('passes a packet that cannot be read and goes on, or stops before it', () => {
    const file = small();
    const second = headerEnd(file) + 8 + sizeAt(file, headerEnd(file));
    file[second + 8] ^= 0xff;
    const strict = decoded(read(), file);
    expect(strict.rows).toEqual(some.slice(0, 2));
    expect(strict.summary.problems).toEqual({ 'packet-corrupt': 1 });
    expect(strict.summary.damage?.message).toMatch(`byte ${second}: the packet cannot be read`);
    const recovered = decoded(read({ mode: 'recover' }), file);
    expect(recovered.rows).toEqual([...some.slice(0, 2), ...some.slice(4)]);
    expect(recovered.summary).toMatchObject({ damage: null, problems: { 'packet-corrupt': 1 } });
  });

  it('finds the next packet behind a damaged header', () => {
    for (const compression of ['lz4', 'none'] as const) {
      const file = small({ compression });
      const first = headerEnd(file);
      const size0 = sizeAt(file, first);
      for (const wrong of [-1, 0x7fffffff, 100_000]) {
        new DataView(file.buffer, file.byteOffset).setInt32(first + 4, wrong, true);
        const whole = decoded(read({ mode: 'recover' }), file);
        expect(whole.rows).toEqual(some.slice(2));
        expect(whole.summary.problems['out-of-step']).toBe(1);
        expect(whole.summary.side.skippedBytes).toBe(8 + size0);
        expect(decoded(read({ mode: 'recover' }), file, [first + 9, first + 40])).toEqual(whole);
      }
    }
  });

  it('leaves out events outside of the sensor, or stops at them', () => {
    const content = eventsContent();
    new DataView(content.buffer).setInt16(32 + 16 + 8, -1, true);
    const file = fileOf(lz4Encode(content));
    const strict = decoded(read(), file);
    expect(strict.rows).toEqual(some.slice(0, 1));
    expect(strict.summary.damage?.message).toMatch(/column -1, row 9, outside of 20x10 pixels/);
    const recovered = decoded(read({ mode: 'recover' }), file);
    expect(recovered.rows).toEqual([some[0], ...some.slice(2)]);
    expect(recovered.summary.problems).toEqual({ coordinate: 1 });
  });

  it('counts steps back of time and keeps the events', () => {
    const rows: Row[] = [
      [10, 1, 1, 1],
      [5, 1, 1, 1],
    ];
    const { rows: found, summary } = decoded(read(), writeAedat4([batchOf(rows)], size));
    expect(found).toEqual(rows);
    expect(summary.problems).toEqual({ 'time-backward': 1 });
  });

  it('believes the file about the size, and says so', () => {
    const { summary } = decoded(read({ width: 30, height: 10 }), small());
    expect(summary.sensor).toEqual(size);
    expect(summary.problems).toEqual({ invalid: 1 });
  });

  it('reads files without streams and identifiers with the size of the caller', () => {
    const content = eventsContent();
    content.fill(0, 8, 12);
    const bare = concat(
      ascii('#!AER-DAT4.0\r\n'),
      hex('10000000 0c000000 494f4845 04000400 04000000'),
    );
    const head = hex('00000000 00000000');
    new DataView(head.buffer).setInt32(4, content.length, true);
    const file = concat(bare, head, content);
    expect(decoded(read(size), file).rows).toEqual(some);
    expect(outcome(read, file)).toMatch(/does not say how large the sensor is. Give width/);
  });

  it('tells other files apart', () => {
    expect(outcome(read, ascii('#!AER-DAT3.1\r\n'))).toMatch(/version 3.1 is not read here/);
    expect(outcome(read, ascii('Event Stream'))).toMatch(/no AEDAT 4.0 file/);
    expect(outcome(read, new Uint8Array(0))).toMatch(/ends in its header/);
  });

  it('does not write what the format cannot have', () => {
    const encoder = aedat4Encoder(size);
    expect(() => encoder.push(batchOf([[1, 20, 0, 1]]))).toThrow(/column 20, row 0, outside/);
    expect(() => encoder.push(batchOf([[0.5, 1, 0, 1]]))).toThrow(/time 0.5, expected whole/);
    expect(() => aedat4Encoder({ width: 40000, height: 1 }).push(batchOf([]))).toThrow(/32768/);
  });
});

function sizeAt(file: Uint8Array, at: number): number {
  return new DataView(file.buffer, file.byteOffset).getInt32(at + 4, true);
}

describe.skipIf(!hasRecordings)('an AEDAT 4.0 recording of a DAVIS346', () => {
  const name = 'davis346.aedat4';

  it('has the events, frames, motion and triggers of the truth', () => {
    const truth = truthOf(name) as {
      crc32_t64_x16_y16_p8: string;
      frames: { t: number; pixels_crc32: string }[];
      imu: { count: number; first_temp_ax_ay_az_gx_gy_gz: number[] };
      triggers: number[][];
    };
    const items: SideItem[] = [];
    const bytes = recording(name);
    const decoder = read({ onSide: (item) => items.push(item) });
    const { batches, summary } = play(decoder, piecesOf(bytes, [1, 20, 5000, 300_000, 300_001]));
    expect(crcOf(batches)).toBe(truth.crc32_t64_x16_y16_p8);
    expect(summary).toMatchObject({
      sensor: { width: 346, height: 260 },
      events: 117667,
      side: { frame: 3, imu: 130, trigger: 15 },
      problems: {},
      damage: null,
      trailingBytes: 0,
    });
    expect(summary.notes).toContain('table of 40 packets, 0 of them not as in the file');
    const frames = items.filter((item) => item.kind === 'frame');
    expect(
      frames.map(({ t, pixels }) => [
        t,
        crc32(pixels as Uint8Array)
          .toString(16)
          .padStart(8, '0'),
      ]),
    ).toEqual(truth.frames.map(({ t, pixels_crc32 }) => [t, pixels_crc32]));
    const triggers = items.filter((item) => item.kind === 'trigger');
    expect(triggers.map(({ t, id }) => [t, id])).toEqual(truth.triggers);
    const [motion] = items.filter((item) => item.kind === 'imu');
    const { temperature, ax, ay, az, gx, gy, gz } = motion.values;
    const values = [temperature, ax, ay, az, gx, gy, gz];
    for (const [i, value] of truth.imu.first_temp_ax_ay_az_gx_gy_gz.entries()) {
      expect(values[i]).toBeCloseTo(value, 4);
    }
  });

  it('is the same after being written again', () => {
    const { batches } = play(read(), [recording(name)]);
    const again = play(read(), [writeAedat4(batches, { width: 346, height: 260 })]);
    expect(crcOf(again.batches)).toBe(truthOf(name).crc32_t64_x16_y16_p8);
    expect(again.summary.problems).toEqual({});
  });
});

import { describe, expect, it } from 'vitest';
import type { SideItem } from '../../../../streams/events/decoder.js';
import { datDecoder } from '../../../../streams/events/prophesee/dat-decoder.js';
import {
  evt2Decoder,
  evt3Decoder,
  evt4Decoder,
  evt21Decoder,
} from '../../../../streams/events/prophesee/raw-decoder.js';
import { decodeCut, file, hex } from './support.js';

const size = { width: 100, height: 50 };

const bytes16 = (...words: readonly number[]) => new Uint8Array(Uint16Array.from(words).buffer);
const bytes32 = (...words: readonly number[]) => new Uint8Array(Uint32Array.from(words).buffer);

function evt3(words: readonly number[], mode: 'strict' | 'recover' = 'recover') {
  const side: SideItem[] = [];
  const decoder = evt3Decoder({ ...size, mode, onSide: (item) => side.push(item) });
  return { ...decodeCut(decoder, bytes16(...words)), side };
}

describe('EVT 3', () => {
  it('counts a round of time where the high part goes back by half its range or more', () => {
    const { rows, summary } = evt3([
      0x8fff, 0x6fff, 0, 0x2001, 0x87ff, 0x2002, 0x87fe, 0x6fff, 0x2003,
    ]);
    const loop = 2 ** 24;
    expect(rows.map(([t]) => t)).toEqual([loop - 1, loop + 0x7ff000, loop + 0x7fefff]);
    expect(summary.problems).toEqual({ 'time-backward': 1 });
  });

  it('ends a strict decoding before the event whose time goes back', () => {
    const words = [0x8002, 0, 0x2001, 0x8001, 0x2002, 0x8003, 0x2003];
    const { rows, summary } = evt3(words, 'strict');
    expect(rows).toEqual([[8192, 1, 0, 0]]);
    expect(summary.damage?.code).toBe('time-backward');
    expect(summary.damage?.message).toMatch(/byte 8: time goes back, 8192 to 4096 us/);
    expect(evt3(words).rows.map(([t]) => t)).toEqual([8192, 4096, 12288]);
  });

  it('says nothing about words of time that go back between events', () => {
    const { rows, summary } = evt3([0x8001, 0, 0x632b, 0x2001, 0x632c, 0x632b, 0x2002]);
    expect(rows.map(([t]) => t)).toEqual([4096 + 811, 4096 + 811]);
    expect(summary.problems).toEqual({});
  });

  it('counts events before the first time and the first row', () => {
    const { rows, summary } = evt3([0x0001, 0x2001, 0x3001, 0x4007, 0x8001, 0x2005], 'strict');
    expect(rows).toEqual([[4096, 5, 1, 0]]);
    expect(summary.problems).toEqual({ 'missing-time': 4 });
    expect(evt3([0x8001, 0x2001, 0x0001, 0x2002]).summary.problems).toEqual({ 'missing-y': 1 });
  });

  it('drops events outside of the sensor, of a vector only those', () => {
    const words = [0x8001, 50, 0x2001, 0x2002, 49, 0x2064, 0x2063, 0x3860, 0x4fff, 0x50ff];
    const { rows, summary } = evt3(words);
    expect(rows.map(([, x, y, p]) => [x, y, p])).toEqual([
      [99, 49, 0],
      ...[96, 97, 98, 99].map((x) => [x, 49, 1]),
    ]);
    expect(summary.problems).toEqual({ coordinate: 2 + 1 + 8 + 8 });
    const strict = evt3(words, 'strict').summary.damage;
    expect(strict?.message).toMatch(
      /byte 4: event at column 1, row 50 is outside of 100x50 pixels/,
    );
  });

  it('takes a vector without a column before it for damage', () => {
    const words = [0x8001, 0, 0x4003, 0x2001];
    expect(evt3(words).summary.problems).toEqual({ 'out-of-step': 2 });
    expect(evt3(words, 'strict').summary.damage?.code).toBe('out-of-step');
  });

  it('tells the counts of the event-rate controller and ignores reserved words', () => {
    const { side, summary } = evt3([0x8001, 0xe014, 0xf123, 0xf004, 0x7000, 0x9000, 0xb000]);
    expect(side).toEqual([{ kind: 'other', t: 4096, what: 'events-in', value: 0x4123 }]);
    expect(summary.side).toEqual({ other: 1 });
    expect(summary.problems).toEqual({ 'unknown-word': 2 });
  });

  it('calls a message that the end cuts truncated, one that loses its middle unknown', () => {
    const cut = evt3([0x8001, 0xe016, 0xf123]).summary;
    expect(cut.trailingBytes).toBe(4);
    expect(cut.problems).toEqual({ truncated: 1 });
    const lost = evt3([0x8001, 0xe016, 0xf123, 0x7001, 0x8002]).summary;
    expect(lost.problems).toEqual({ 'unknown-word': 3 });
  });

  it('counts steps ahead over the limit and gives their events', () => {
    const decoder = evt3Decoder({ ...size, maxJumpUs: 5000 });
    const words = bytes16(0x8001, 0, 0x2001, 0x8002, 0x2002, 0x8004, 0x2003);
    const { rows, summary } = decodeCut(decoder, words);
    expect(rows.length).toBe(3);
    expect(summary).toMatchObject({ problems: { 'time-jump': 1 }, damage: null });
  });
});

describe('EVT 2, 2.1 and 4', () => {
  it('tell the counts of the event-rate controller', () => {
    const side: SideItem[] = [];
    const options = { ...size, onSide: (item: SideItem) => side.push(item) };
    decodeCut(evt2Decoder(options), bytes32(0x80000001, 0xe0400016, 0xf0c00005));
    decodeCut(evt4Decoder(options), bytes32(0xe0000001, 0x60400014, 0x70000007, 0xffffffff));
    decodeCut(evt21Decoder(options), bytes32(0, 0x80000001, 9, 0xe0400014));
    expect(side).toEqual([
      { kind: 'other', t: 65, what: 'events-out', value: 5 },
      { kind: 'other', t: 65, what: 'events-in', value: 7 },
      { kind: 'other', t: 65, what: 'events-in', value: 9 },
    ]);
  });

  it('count rounds of 34 bits', () => {
    const words = bytes32(0x8fffffff, 0x00000000, 0x80000000, 0x10000000);
    const { rows } = decodeCut(evt2Decoder(size), words);
    expect(rows.map(([t]) => t)).toEqual([2 ** 34 - 64, 2 ** 34]);
  });

  it('count what comes before the first time, outside of the sensor, and reserved words', () => {
    const words = bytes32(0x10000000, 0xa0000000, 0x80000000, 0x10000040, 0x10000001, 0x20000000);
    const { rows, summary } = decodeCut(evt2Decoder({ ...size, mode: 'recover' }), words);
    expect(rows).toEqual([[0, 0, 1, 1]]);
    expect(summary.problems).toEqual({ 'missing-time': 2, coordinate: 1, 'unknown-word': 1 });
  });

  it('call a message without a payload truncated at the end, unknown before', () => {
    const cut = decodeCut(evt2Decoder(size), bytes32(0x80000000, 0xe0000014)).summary;
    expect(cut).toMatchObject({ trailingBytes: 4, problems: { truncated: 1 } });
    const lost = bytes32(0x80000000, 0xe0000014, 0x80000001);
    expect(decodeCut(evt2Decoder(size), lost).summary.problems).toEqual({ 'unknown-word': 1 });
  });

  it('drop of a mask only what is outside of the sensor', () => {
    const words = bytes32(0xffff0000, 0x1003002a, 0x0000000f, 0x80000000, 0xf000000f, 0x1003002a);
    const { rows, summary } = decodeCut(evt21Decoder({ ...size, mode: 'recover' }), words);
    expect(rows.map(([, x]) => x)).toEqual([96, 97, 98, 99]);
    expect(summary.problems).toEqual({ 'missing-time': 16, coordinate: 4 });
  });
});

describe('DAT', () => {
  const header = '% Version 2\n% Width 100\n% Height 50\n';

  it('counts rounds of 32 bits, and smaller steps back as such', () => {
    const words = bytes32(0xffffffff, 0, 5, 1, 4, 2);
    const { rows, summary } = decodeCut(
      datDecoder({ mode: 'recover' }),
      file(header, hex('0008'), words),
    );
    expect(rows.map(([t]) => t)).toEqual([2 ** 32 - 1, 2 ** 32 + 5, 2 ** 32 + 4]);
    expect(summary.problems).toEqual({ 'time-backward': 1 });
  });

  it('reads version 1 with its own fields, and files without any header', () => {
    const old = file('% Version 1\n', hex('0008'), bytes32(7, (1 << 17) | (200 << 9) | 300));
    expect(decodeCut(datDecoder({ geometry: 'none' }), old).rows).toEqual([[7, 300, 200, 1]]);
    const bare = bytes32(7, (1 << 28) | (20 << 14) | 30);
    expect(decodeCut(datDecoder(size), bare).rows).toEqual([[7, 30, 20, 1]]);
  });

  it('takes only the lowest bit of the polarity', () => {
    const words = bytes32(7, 0xe0000000, 8, 0xf0000000);
    const { rows } = decodeCut(datDecoder(), file(header, hex('0c08'), words));
    expect(rows.map(([, , , p]) => p)).toEqual([0, 1]);
  });

  it('counts records of triggers and refuses unknown ones', () => {
    const triggers = file(header, hex('0e0c'), new Uint8Array(36));
    expect(decodeCut(datDecoder(), triggers).summary).toMatchObject({
      events: 0,
      side: { trigger: 3 },
    });
    expect(() => datDecoder().push(file(header, hex('0d08')))).toThrow(/type 13 and 8 bytes/);
    expect(() => datDecoder().push(file('% Version 3\n', hex('0008')))).toThrow(/how large/);
    expect(() => datDecoder(size).push(file('% Version 3\n', hex('0008')))).toThrow(/version is 3/);
  });

  it('ends at an event outside of the sensor, with its place', () => {
    const words = bytes32(1, 3, 2, 100, 3, 4);
    const { rows, summary } = decodeCut(datDecoder(), file(header, hex('0008'), words));
    expect(rows).toEqual([[1, 3, 0, 0]]);
    expect(summary.damage?.message).toMatch(
      /recording, dat, byte 46: event at column 100, row 0 .*\. Read with mode 'recover'/,
    );
  });
});

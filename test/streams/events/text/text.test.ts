import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventBatch } from '../../../../src/core/event-batch.js';
import { type TextOptions, textDecoder } from '../../../../streams/events/text/decode.js';
import { textEncoder } from '../../../../streams/events/text/encode.js';
import { hasData } from '../../../support/shared.js';
import { batchOf, rowsOf } from '../batches.js';
import {
  asciiOf,
  dataFile,
  decoded,
  encoded,
  eventsIn,
  expectSameBytes,
  expectSameForAnyCut,
  expectSentences,
  expectTruncation,
  expectTruth,
} from '../kit/decoding.js';

const two = [
  [1000, 5, 7, 1],
  [2500, 6, 8, 0],
];

const read = (text: string, options: TextOptions = {}) =>
  decoded(textDecoder({ path: 'a.txt', ...options }), [asciiOf(text)]);

describe('a text of events', () => {
  it.each([
    ['names and commas', 't,x,y,p\n1000,5,7,1\n2500,6,8,0\n'],
    ['no names', '1000,5,7,1\n2500,6,8,0\n'],
    ['semicolons', '1000;5;7;1\n2500;6;8;0\n'],
    ['tabs', '1000\t5\t7\t1\n2500\t6\t8\t0\n'],
    ['seconds and spaces', '0.001 5 7 1\n0.0025 6 8 0\n'],
    ['exponents all over', '1.0e-03 5.0e+00 7.0e+00 1.0e+00\n2.5e-03 6.0e+00 8.0e+00 0.0e+00\n'],
    ['whole seconds among others', '0 0 0 1\n0.001 5 7 1\n0.0025 6 8 0\n'],
    ['another order by its names', 'x, y, polarity, timestamp\n5,7,1,1000\n6,8,0,2500\n'],
    ['a unit in its names', 'timestamp_ns x y on\n1000000 5 7 True\n2500000 6 8 False\n'],
    ['another order by its look', '5,7,1,1000\n6,8,0,2500\n'],
    ['its size in front', '%geometry:640,480\n5,7,1,1000\n6,8,0,2500\n'],
    ['comments and blank lines', '# made by v2e\n\n1000 5 7 1\n# more\n  \n2500 6 8 -1\n'],
    ['CR LF and a mark', '\ufefft,x,y,p\r\n1000,5,7,1\r\n2500,6,8,0\r\n'],
    ['columns nobody needs', 'id,t,x,y,p\n1,1000,5,7,1\n2,2500,6,8,0\n'],
    ['no end of its last line', '1000,5,7,1\n2500,6,8,0'],
  ])('with %s', (_, text) => {
    const { rows, summary } = read(text);
    expect(rows.slice(-2)).toEqual(two);
    expect(summary.problems).toEqual({});
  });

  it('is read as the options say', () => {
    const { rows } = read('9 1 7 5 1\n9 2.5 8 6 0\n', { order: '_tyxp', time: 'ms' });
    expect(rows).toEqual(two);
  });

  it('tells what was found', () => {
    const { summary } = read('%geometry:640,480\n5,7,1,1000\n6,8,0,2500');
    expect(summary.sensor).toEqual({ width: 640, height: 480 });
    expect(summary.side).toEqual({ comment: 1 });
    expect(summary.notes).toEqual([
      'columns xypt (,), t in us, by its digits',
      'no line end follows the last event; its last column may be cut off',
    ]);
  });

  it('says how many times were finer than a microsecond', () => {
    const { rows, summary } = read('0.0000014 1 1 1\n0.0000015 1 1 1\n0.0000020 1 1 1\n');
    expect(rows.map(([t]) => t)).toEqual([1, 2, 2]);
    expect(summary.notes).toContain('2 times were rounded to whole microseconds');
  });

  it('counts steps back in time and keeps them', () => {
    const { rows, summary } = read('9,1,1,1\n-7,1,1,1\n8,1,1,1\n');
    expect(rows.map(([t]) => t)).toEqual([9, -7, 8]);
    expect(summary.problems).toEqual({ 'time-backward': 1 });
  });

  it.each([
    ['5,1,1\n', 'invalid', 'has 3 columns, expected 4'],
    ['5,1,1,7\n', 'invalid', 'has no polarity (1, 0, -1, on, off)'],
    ['5,1,1.5,0\n', 'invalid', 'has no whole coordinates'],
    ['x,1,1,0\n', 'invalid', 'has no time'],
    ['5,-1,1,0\n', 'coordinate', 'is at column -1, row 1 of 65536x65536 pixels'],
    ['5,65536,1,0\n', 'coordinate', 'is at column 65536, row 1 of 65536x65536 pixels'],
    [`${'5'.repeat(70_000)},1,1,1\n`, 'invalid', 'has more than 65536 bytes'],
  ])('with a bad line (%#) ends there, or goes on without it', (line, code, what) => {
    const text = `t,x,y,p\n1000,5,7,1\n${line}2500,6,8,0\n`;
    const strict = read(text);
    expect(strict.rows).toEqual(two.slice(0, 1));
    expect(strict.summary.damage?.code).toBe(code);
    expect(strict.summary.damage?.message).toBe(`a.txt, byte 19: line 3 ${what}.`);
    const recovered = read(text, { mode: 'recover' });
    expect(recovered.rows).toEqual(two);
    expect(recovered.summary.problems).toEqual({ [code]: 1 });
  });

  it('does not take seconds for microseconds that come late', () => {
    const whole = Array.from({ length: 20 }, (_, i) => `${i},1,1,1\n`).join('');
    expect(read(`${whole}20.5,1,1,1\n`).summary.damage?.message).toMatch(
      /byte 170: line 21 has a time with a point.*Give `time`\.$/,
    );
    expect(read(`${whole}20.5,1,1,1\n`, { time: 's' }).rows.at(-1)![0]).toBe(20_500_000);
  });

  it.each([
    ['1,2,3\n4,5,6\n', {}, /its lines have 3 columns and no names/],
    ['1,2,3,4\n4,5,6,7\n', {}, /its lines have 4 columns and no names/],
    ['a,b,c,d\n4,5,6,7\n', {}, /names its columns a, b, c, d, expected t, x, y, p once each/],
    ['1,2,3,1\n', { order: 'txy' }, /order is "txy"/],
  ])('whose columns cannot be told is refused: %j', (text, options, message) => {
    expect(() => read(text, options)).toThrow(message);
  });

  it('without events has none', () => {
    for (const text of ['', '\n', '# nothing\n', 't,x,y,p\n']) {
      expect(read(text)).toMatchObject({ rows: [], summary: { problems: {}, damage: null } });
    }
  });

  const long = `t,x,y,p\n${Array.from({ length: 25 }, (_, i) => `${i * 7},${i},3,${i & 1}\n`).join('')}`;
  const short = '# a comment\n0.001 5 7 1\n0.0025 6 8 0\n0.003 6 8 1\n';

  it.each([
    [long, /(^|\n)(\d+,\d+,\d+,[01])?$/],
    [short, /(^|\n)(#.*|\d\.\d+ \d \d [01])?$/],
  ])('may come in any pieces, and may be cut off', (text, whole) => {
    expectSameForAnyCut(() => textDecoder(), asciiOf(text));
    expectTruncation(
      () => textDecoder(),
      asciiOf(text),
      (length) => whole.test(text.slice(0, length)),
    );
  });

  it('with endless lines may come in any pieces', () => {
    const text = `1,1,1,1\n${'x'.repeat(66_000)}\n2,1,1,1\n`;
    const pieces = (size: number) =>
      Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
        asciiOf(text.slice(i * size, (i + 1) * size)),
      );
    for (const mode of ['strict', 'recover'] as const) {
      const open = () => textDecoder({ mode, order: 'txyp', time: 'us' });
      const whole = decoded(open(), [asciiOf(text)]);
      expect(whole.rows).toHaveLength(mode === 'strict' ? 1 : 2);
      expect(decoded(open(), pieces(1000))).toEqual(whole);
      expect(decoded(open(), pieces(65_999))).toEqual(whole);
    }
  });

  it('damaged gives events, then a sentence', () => {
    expectSentences((mode) => textDecoder({ mode }), asciiOf(long));
  });
});

describe('a written text', () => {
  it.each(['csv', 'rpg', 'metavision'] as const)(
    'of dialect %s gives back its events',
    (dialect) => {
      const order = dialect === 'metavision' ? 'xypt' : 'txyp';
      const time = dialect === 'rpg' ? 's' : 'us';
      fc.assert(
        fc.property(eventsIn(1280, 720, 2 ** 40), fc.nat(2 ** 30), (batch, back) => {
          const shifted: EventBatch = { ...batch, t: batch.t.map((t) => t - back) };
          const bytes = encoded(textEncoder({ width: 1280, height: 720, dialect }), [shifted]);
          expect(decoded(textDecoder({ order, time }), [bytes]).rows).toEqual(rowsOf(shifted));
        }),
      );
    },
  );

  it('looks as its dialect has it', () => {
    const batch = batchOf([{ t: 1_002_500, x: 6, y: 8, p: 1 }]);
    const write = (dialect: 'csv' | 'rpg' | 'metavision') =>
      new TextDecoder().decode(encoded(textEncoder({ width: 9, height: 9, dialect }), [batch]));
    expect(write('csv')).toBe('t,x,y,p\n1002500,6,8,1\n');
    expect(write('rpg')).toBe('1.002500 6 8 1\n');
    expect(write('metavision')).toBe('%geometry:9,9\n6,8,1,1002500\n');
  });

  it('has no pixel outside and no broken time', () => {
    const push = (t: number, x: number) => () =>
      textEncoder({ width: 9, height: 9 }).push(batchOf([{ t, x, y: 0, p: 0 }]));
    expect(push(0, 9)).toThrow(/x is 9/);
    expect(push(0.5, 0)).toThrow(/t without its sign is 0\.5/);
  });
});

describe.skipIf(!hasData)('texts of others', () => {
  it.each([
    ['derived/dvs20k.csv', 'csv'],
    ['derived/dvs20k.txt', 'rpg'],
  ] as const)('%s has the events it should have', (name, dialect) => {
    const { batch, summary } = decoded(textDecoder(), [dataFile(name)]);
    expectTruth(batch, name);
    expect(summary.problems).toEqual({});
    const again = encoded(textEncoder({ width: 128, height: 128, dialect }), [batch]);
    expectSameBytes(again, dataFile(name));
  });
});

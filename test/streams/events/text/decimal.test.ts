import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalAt, polarityAt } from '../../../../streams/events/text/decimal.js';
import { asciiOf } from '../kit/decoding.js';

const kind = { inexact: false, point: false };
const read = (text: string, scale: number) => {
  const bytes = asciiOf(`x${text},`);
  return decimalAt(bytes, 1, bytes.length - 1, scale, kind);
};

describe('a decimal number', () => {
  it.each([
    ['0.000001', 6, 1],
    ['1468939993.067416', 6, 1468939993067416],
    ['1.4689399930674160e+09', 6, 1468939993067416],
    ['0.3', 6, 300000],
    ['.5', 0, 1],
    ['2.', 0, 2],
    ['-1.5e-3', 6, -1500],
    ['+12', 0, 12],
    ['1e3', 0, 1000],
    ['0e999', 0, 0],
    ['123456', -3, 123],
    ['123500', -3, 124],
    ['9', -3, 0],
    ['9007199254740991', 0, 2 ** 53 - 1],
  ])('%s times 10^%i is %d', (text, scale, value) => expect(read(text, scale)).toBe(value));

  it.each([
    '',
    '-',
    '.',
    'e5',
    '1e',
    '1x',
    '1.2.3',
    '--1',
    'nan',
    'inf',
    '1e+',
    '1e99999',
    '9007199254740992',
  ])('"%s" is none', (text) => expect(read(text, 0)).toBeNaN());

  it('is as its digits say, however many there are', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 53n - 1n), fc.nat(18), (whole, places) => {
        const digits = String(whole).padStart(places + 1, '0');
        const point = digits.length - places;
        const text = `${digits.slice(0, point)}.${digits.slice(point)}`;
        expect(read(text, places)).toBe(Number(whole));
        expect(kind).toEqual({ inexact: false, point: true });
      }),
    );
  });

  it('says when digits were rounded away', () => {
    read('0.0000015', 6);
    expect(kind.inexact).toBe(true);
    read('0.0000010', 6);
    expect(kind.inexact).toBe(false);
  });
});

describe('a polarity', () => {
  it.each([
    ['1', 1],
    ['0', 0],
    ['-1', 0],
    ['+1', 1],
    ['1.0', 1],
    ['true', 1],
    ['False', 0],
    ['ON', 1],
    ['off', 0],
    ['0.000e+00', 0],
  ])('%s is %d', (text, value) =>
    expect(polarityAt(asciiOf(text), 0, text.length, kind)).toBe(value),
  );

  it.each(['2', '', '0.5', 'yes', 'onn', 'falsely'])('"%s" is none', (text) =>
    expect(polarityAt(asciiOf(text), 0, text.length, kind)).toBeNaN(),
  );
});

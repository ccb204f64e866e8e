import { unzlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../src/core/crc32.js';
import { settledAt } from '../../../src/report/page/accuracy.js';
import {
  amount,
  grouped,
  hertz,
  physicalBand,
  smallPercent,
} from '../../../src/report/page/format.js';
import { html, rawHtml } from '../../../src/report/page/html.js';
import { pictureAddress } from '../../../src/report/page/picture.js';

describe('html', () => {
  it.each([
    ['escapes text', html`<b>${'<&>"\''}</b>`, '<b>&lt;&amp;&gt;&quot;&#39;</b>'],
    ['replaces characters that HTML forbids', html`${'a\u0000b\u001b'}`, 'a?b?'],
    ['leaves HTML as it is', html`<p>${html`<i>${'&'}</i>`}</p>`, '<p><i>&amp;</i></p>'],
    ['joins lists', html`${['a', rawHtml('<hr>'), 3]}`, 'a\n<hr>\n3'],
    ['writes nothing for null', html`(${null})`, '()'],
  ])('%s', (_, part, expected) => expect(part.html).toBe(expected));
});

describe('numbers for people', () => {
  it.each([
    [grouped(1234567), '1\u202f234\u202f567'],
    [grouped(0), '0'],
    [amount(0.234), '0.23'],
    [amount(36.17), '36.2'],
    [amount(16337.6), '16\u202f338'],
    [hertz(47.54), '47.5\u202fHz'],
    [hertz(999.6), '1\u202f000\u202fHz'],
    [smallPercent(0), '0\u202f%'],
    [smallPercent(0.00004), '<\u202f0.1\u202f%'],
    [smallPercent(0.0123), '1.2\u202f%'],
    [physicalBand(0.907e-6, 0.98e-6, 'J'), '0.91 to 0.98\u202f\u00b5J'],
    [physicalBand(6e-6, 1.8e-5, 'J'), '6.0 to 18\u202f\u00b5J'],
    [physicalBand(9.8e-4, 1.1e-3, 's'), '0.98 to 1.1\u202fms'],
    [physicalBand(0.0086, 0.0086, 'J'), '8.6\u202fmJ'],
    [physicalBand(0, 0, 'J'), '0\u202fJ'],
  ])('%s', (text, expected) => expect(text).toBe(expected));
});

describe('settledAt', () => {
  it.each([
    ['the first timestep that stays near the last', [0.1, 0.9, 0.5, 0.896, 0.9], 4],
    ['the last, if it jumps there', [0.1, 0.2, 0.9], 3],
    ['the first, if nothing changes', [0.9, 0.9], 1],
  ])('is %s', (_, shares, step) => expect(settledAt(Float64Array.from(shares))).toBe(step));
});

/** Name, content and checksum of every part of a PNG. */
function partsOf(address: string): { kind: string; data: Buffer; sound: boolean }[] {
  const bytes = Buffer.from(address.replace('data:image/png;base64,', ''), 'base64');
  const parts = [];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const body = bytes.subarray(at + 4, at + 8 + length);
    const sound = bytes.readUInt32BE(at + 8 + length) === crc32(body);
    parts.push({ kind: body.toString('latin1', 0, 4), data: body.subarray(4), sound });
    at += length + 12;
  }
  return parts;
}

describe('pictureAddress', () => {
  it.each([
    ['grey', [2, 3], [0, 1, 2, 3, 4, 5], [0, 0, 51, 102, 0, 153, 204, 255]],
    ['colour', [1, 2, 3], [0, 1, 2, 3, 4, 5], [0, 0, 51, 102, 153, 204, 255]],
    ['two channels, averaged', [1, 3, 2], [0, 1, 2, 3, 4, 5], [0, 26, 128, 230]],
  ])('writes a sound PNG of a picture in %s', (_, shape, values, lines) => {
    const parts = partsOf(pictureAddress(values, shape, [0, 5])!);
    expect(parts.map(({ kind, sound }) => [kind, sound])).toEqual([
      ['IHDR', true],
      ['IDAT', true],
      ['IEND', true],
    ]);
    const { data } = parts[0]!;
    expect([data.readUInt32BE(0), data.readUInt32BE(4)]).toEqual([shape[1], shape[0]]);
    expect([...unzlibSync(parts[1]!.data)]).toEqual(lines);
  });

  it('spreads values below 0 too, and cuts off what is beyond', () => {
    const parts = partsOf(pictureAddress([-3, -2, 0, 2, 3], [1, 5], [-2, 2])!);
    expect([...unzlibSync(parts[1]!.data)]).toEqual([0, 0, 0, 128, 255, 255]);
  });

  it('is nothing for what is no picture', () => {
    expect(pictureAddress([1, 2], [2], [0, 1])).toBeNull();
    expect(pictureAddress([1], [1, 1, 1, 1], [0, 1])).toBeNull();
  });
});

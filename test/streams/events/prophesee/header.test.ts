import { describe, expect, it } from 'vitest';
import type { PropheseeOptions } from '../../../../streams/events/prophesee/geometry.js';
import { evt3Decoder, rawDecoder } from '../../../../streams/events/prophesee/raw-decoder.js';
import { decodeCut, file, hex } from './support.js';

/** One event of EVT 3 at time 4096, column 1, row 0. */
const data = hex('01 80 00 00 01 20');

const read = (text: string, options: PropheseeOptions = {}, bytes = data) =>
  decodeCut(rawDecoder(options), file(text, bytes));

describe('the header of a RAW file', () => {
  it.each([
    ['% format EVT3;height=10;width=20\n% end\n', 20, 10],
    ['% format EVT3;height=10;width=20\n', 20, 10],
    ['% format EVT3.0\n% geometry 20x10\n% end\n', 20, 10],
    ['% evt 3.0\r\n% geometry 20x10\r\n% end\r\n', 20, 10],
    ['% evt 3.0\n% system_ID 48\n', 1280, 720],
    ['% system_ID 40\n% integrator_name Prophesee\n', 640, 480],
  ])('%j has a size of %d x %d', (text, width, height) => {
    const { rows, summary } = read(text);
    expect(summary).toMatchObject({ format: 'evt3', sensor: { width, height }, damage: null });
    expect(rows).toEqual([[4096, 1, 0, 0]]);
  });

  it('ends before data that begins with a percent sign', () => {
    const text = '% evt 3.0\n% geometry 100x100\n';
    for (const first of ['25 21', '25 20']) {
      const { rows, summary } = read(text, {}, file(hex(first), data));
      expect(summary.problems).toEqual({ 'missing-time': 1 });
      expect(rows.length).toBe(1);
    }
    const { rows } = read(`${text}% end\n`, {}, file(hex('25 20 41 20 0a 20'), data));
    expect(rows.length).toBe(1);
  });

  it.each([
    ['% format EVT3;height=10;width=20\n% geometry 20x11\n', /20x10, geometry 20x11/],
    ['% format EVT3\n% evt 2.0\n% geometry 20x10\n', /format EVT3 and evt 2\.0/],
    ['% format HISTO3D;height=10;width=20\n', /its format is HISTO3D, expected EVT2/],
    ['% evt 3.0\n', /does not say how large/],
    ['% evt 3.0\n% system_ID 48\n% integrator_name Somebody\n', /does not say how large/],
    ['% geometry 20x10\n', /names no format/],
    ['% evt 3.0\n% geometry 20x\n', /size is 20 x , expected whole pixels/],
    ['% evt 3.0\n% geometry 20x10\n% T0 -4\n', /T0 is -4/],
    [`% evt 3.0\n% ${'long '.repeat(14000)}`, /no end within 65536 bytes/],
  ])('is refused: %.60s', (text, sentence) => {
    expect(() => read(text, { path: 'a.raw' })).toThrow(sentence);
    expect(() => read(text, { path: 'a.raw' })).toThrow(/^a\.raw: .+\.$/);
  });

  it('of another format is refused by the decoder of one', () => {
    const bytes = file('% evt 2.0\n% geometry 20x10\n% end\n', data);
    expect(() => evt3Decoder().push(bytes)).toThrow(/its format is evt2, expected evt3/);
  });

  it('wins over the size of the caller, who wins over what is usual', () => {
    const said = read('% evt 3.0\n% geometry 20x10\n', { width: 30, height: 30 }).summary;
    expect(said.sensor).toEqual({ width: 20, height: 10 });
    expect(said.problems).toEqual({ invalid: 1 });
    expect(said.damage).toBe(null);
    const usual = read('% evt 3.0\n% system_ID 48\n', { width: 30, height: 30 }).summary;
    expect(usual).toMatchObject({ sensor: { width: 30, height: 30 }, problems: {} });
  });

  it('may be missing where the caller says all of it', () => {
    const { rows, summary } = decodeCut(evt3Decoder({ width: 20, height: 10 }), data);
    expect(rows).toEqual([[4096, 1, 0, 0]]);
    expect(summary.sensor).toEqual({ width: 20, height: 10 });
  });

  it('gives a start that is added to all times', () => {
    const { rows, summary } = read('% evt 3.0\n% geometry 20x10\n% T0 1000000\n% end\n');
    expect(rows).toEqual([[1004096, 1, 0, 0]]);
    expect(summary.notes.join()).toContain('T0');
  });
});

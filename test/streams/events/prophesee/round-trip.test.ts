import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PropheseeEncodeOptions } from '../../../../streams/events/prophesee/encoder.js';
import { propheseeFormats } from '../../../../streams/events/prophesee/formats.js';
import { evt21Encoder } from '../../../../streams/events/prophesee/raw-encoders.js';
import { batchOf, decodeCut, file, type Row } from './support.js';
import { bytesOf, vectors } from './vectors.js';

const size = { width: 640, height: 480 };

/** Steps of time: mostly small, some over a round of EVT 3, some over many of its words of time. */
const step = fc.oneof(
  { weight: 12, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: fc.nat(100) },
  { weight: 2, arbitrary: fc.nat(10_000) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 2 ** 28 }) },
  { weight: 1, arbitrary: fc.constantFrom(2 ** 23, 2 ** 24, 2 ** 24 - 1, 2 ** 26, 2 ** 30) },
);

/** Mostly neighbours to the right, as sensors give them. */
const pixel = fc.record({
  dx: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 5 }) }, fc.nat(639)),
  dy: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.nat(479)),
  flip: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.constant(1)),
  step,
});

const starts = fc.oneof(
  fc.nat(1000),
  fc.constantFrom(2 ** 24 - 2, 2 ** 32 - 2, 2 ** 34 - 2, 1_633_953_690_975_950),
);

const recordings = fc
  .tuple(starts, fc.array(pixel, { maxLength: 200 }))
  .map(([start, pixels]): Row[] => {
    let [t, x, y, p] = [start, 0, 0, 0];
    return pixels.map(({ dx, dy, flip, step }) => {
      [t, x, y, p] = [t + step, (x + dx) % 640, (y + dy) % 480, p ^ flip];
      return [t, x, y, p] as const;
    });
  });

const written = propheseeFormats.flatMap(({ format, decode, encode }) =>
  encode === undefined ? [] : [{ format, decode, encode }],
);

const withLegacy = [
  ...written,
  {
    ...written.find(({ format }) => format === 'evt21')!,
    format: 'evt21 legacy',
    encode: (options: PropheseeEncodeOptions) => evt21Encoder({ ...options, layout: 'legacy' }),
  },
];

describe.each(withLegacy)('$format written and read again', ({ format, decode, encode }) => {
  /** DAT cannot say a jump that is as long as its round. */
  const fits = (rows: readonly Row[]): boolean =>
    format !== 'dat' ||
    rows.every(([t], i) => {
      const before = i === 0 ? t : rows[i - 1]![0];
      const rounds = Math.floor(t / 2 ** 32) - Math.floor(before / 2 ** 32);
      return rounds === 0 || (before % 2 ** 32) - (t % 2 ** 32) >= 2 ** 31;
    });

  it('gives the same events, in whatever batches they come', () => {
    fc.assert(
      fc.property(recordings, fc.nat(200), (rows, cut) => {
        fc.pre(fits(rows));
        const encoder = encode(size);
        const bytes = file(
          encoder.push(batchOf(rows.slice(0, cut))),
          encoder.push(batchOf(rows.slice(cut))),
          encoder.end(),
        );
        const decoded = decodeCut(decode(), bytes, [Math.floor(bytes.length / 2)]);
        expect(decoded.rows).toEqual(rows);
        expect(decoded.summary).toMatchObject({ damage: null, problems: {}, sensor: size });
        expect(encoder.clamped()).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it('sets times that go back to the time before, counted, if it may', () => {
    const rows: Row[] = [
      [500, 1, 1, 0],
      [400, 2, 1, 0],
      [450, 3, 1, 1],
      [501, 4, 1, 1],
    ];
    expect(() => encode(size).push(batchOf(rows))).toThrow(/event 1 of the batch: time 400/);
    const encoder = encode({ ...size, nonMonotonic: 'clamp-and-count' });
    const { rows: found } = decodeCut(decode(), encoder.push(batchOf(rows)));
    expect(found.map(([t]) => t)).toEqual([500, 500, 500, 501]);
    expect(encoder.clamped()).toBe(2);
  });

  it('writes a header alone for no events', () => {
    const encoder = encode(size);
    expect(encoder.push(batchOf([])).length).toBe(0);
    const { rows, summary } = decodeCut(decode(), encoder.end());
    expect(rows).toEqual([]);
    expect(summary).toMatchObject({ sensor: size, damage: null });
  });

  it('refuses events that it cannot write, and sizes', () => {
    const push = (...row: Row) => encode(size).push(batchOf([row]));
    expect(() => push(0, 640, 0, 0)).toThrow(/column 640, row 0, expected inside of 640x480/);
    expect(() => push(0, 0, 480, 0)).toThrow(/column 0, row 480/);
    expect(() => push(0, 0, 0, 2)).toThrow(/polarity 2/);
    expect(() => push(-1, 0, 0, 0)).toThrow(/time -1/);
    expect(() => push(0.5, 0, 0, 0)).toThrow(/time 0\.5/);
    expect(() => encode({ width: 20000, height: 1 })).toThrow(/20000x1/);
    expect(() => encode({ width: 0, height: 1 })).toThrow(/0x1/);
  });

  it('refuses a jump of time that readers could not follow', () => {
    const rows: Row[] = [
      [0, 0, 0, 0],
      [2 ** 50, 0, 0, 0],
    ];
    expect(() => encode(size).push(batchOf(rows))).toThrow(/too long after the one before/);
  });

  it('keeps the events of the worked example', () => {
    const own = vectors.filter(({ decoder }) => decoder === decode);
    expect(own.length).toBeGreaterThan(0);
    for (const vector of own) {
      const { rows, summary } = decodeCut(decode(), bytesOf(vector));
      const encoder = encode(summary.sensor!);
      const again = decodeCut(decode(), encoder.push(batchOf(rows)));
      expect(again.rows).toEqual(rows);
    }
  });
});

it('writes neighbours of one row in EVT 3 as a whole group of vectors', () => {
  const { encode } = written.find(({ format }) => format === 'evt3')!;
  const rows = [3, 4, 9, 30].map((x): Row => [4096, x, 7, 1]);
  const bytes = encode(size).push(batchOf(rows));
  const words = new Uint16Array(bytes.slice(-14).buffer);
  expect([...words]).toEqual([0x8001, 0x6000, 0x0007, 0x3803, 0x4043, 0x4000, 0x5008]);
});

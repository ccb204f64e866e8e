import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PoolParams, poolParams } from '../../src/kernels/pool.js';
import { play } from './play.js';

describe('pooling', () => {
  it.each([
    {
      name: 'averages whole windows and drops the rest',
      kind: 'averagePool',
      given: poolParams('averagePool', { pool: 2 }),
      shape: [2, 3, 1],
      input: [1, 2, 100, 3, 4, 100],
      output: [2.5],
    },
    {
      name: 'does not count cells outside the picture',
      kind: 'averagePool',
      given: poolParams('averagePool', { pool: 2, padding: 'same' }),
      shape: [3, 3, 1],
      input: [1, 2, 3, 4, 5, 6, 7, 8, 9],
      output: [3, 4.5, 7.5, 9],
    },
    {
      name: 'finds the largest of negative values at an edge',
      kind: 'maxPool',
      given: poolParams('maxPool', { pool: 2, padding: 'same' }),
      shape: [1, 3, 1],
      input: [-3, -2, -1],
      output: [-2, -1],
    },
    {
      name: 'lets windows overlap',
      kind: 'maxPool',
      given: poolParams('maxPool', { pool: [1, 2], strides: 1 }),
      shape: [1, 4, 1],
      input: [1, 4, 2, 3],
      output: [4, 4, 3],
    },
    {
      name: 'pools each channel alone, channels first',
      kind: 'maxPool',
      given: poolParams('maxPool', { pool: [1, 2], channelsLast: false }),
      shape: [2, 1, 2],
      input: [1, 2, 30, 20],
      output: [2, 30],
    },
  ])('$name', ({ kind, given, shape, input, output }) => {
    expect(play(kind, given, shape, [input])).toEqual([output]);
  });

  it.each(['averagePool', 'maxPool'])('%s equals loops over every window', (kind) => {
    fc.assert(
      fc.property(geometries, ({ given, shape, input }) => {
        const [found] = play(kind, given, shape, [input]);
        const windows = naiveWindows(given, shape, input);
        const expected = windows.map((cells) =>
          kind === 'maxPool' ? Math.max(...cells) : cells.reduce((a, b) => a + b) / cells.length,
        );
        expect(found).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});

const size = (max: number) => fc.integer({ min: 1, max });

const geometries = fc
  .record({
    rows: size(7),
    columns: size(7),
    channels: size(3),
    pool: fc.tuple(size(4), size(4)),
    strides: fc.tuple(size(3), size(3)),
    padding: fc.constantFrom('valid' as const, 'same' as const),
    channelsLast: fc.boolean(),
  })
  .filter(({ rows, columns, pool, padding }) => {
    return padding === 'same' || (pool[0] <= rows && pool[1] <= columns);
  })
  .chain(({ rows, columns, channels, ...options }) => {
    const length = rows * columns * channels;
    return fc.record({
      shape: fc.constant(
        options.channelsLast ? [rows, columns, channels] : [channels, rows, columns],
      ),
      given: fc.constant(poolParams('pool', options)),
      input: fc.array(fc.integer({ min: 1, max: 99 }), { minLength: length, maxLength: length }),
    });
  });

/** The cells of every window, in the order of the output: each tested for lying in the picture. */
function naiveWindows(
  { pool, strides, padding, channelsLast }: PoolParams,
  shape: readonly number[],
  input: readonly number[],
): number[][] {
  const [rows, columns, channels] = channelsLast
    ? (shape as [number, number, number])
    : [shape[1]!, shape[2]!, shape[0]!];
  const starts = (length: number, k: number, s: number): number[] => {
    const count = padding === 'same' ? Math.ceil(length / s) : Math.floor((length - k) / s) + 1;
    const total = padding === 'same' ? Math.max((count - 1) * s + k - length, 0) : 0;
    return Array.from({ length: count }, (_, n) => n * s - Math.floor(total / 2));
  };
  const tops = starts(rows, pool[0]!, strides[0]!);
  const lefts = starts(columns, pool[1]!, strides[1]!);
  const cells = (top: number, left: number, k: number): number[] =>
    input.filter((_, at) => {
      const place = channelsLast ? Math.floor(at / channels) : at % (rows * columns);
      const channel = channelsLast ? at % channels : Math.floor(at / (rows * columns));
      const [r, c] = [Math.floor(place / columns), place % columns];
      const inside = r >= top && r < top + pool[0]! && c >= left && c < left + pool[1]!;
      return channel === k && inside;
    });
  const all = Array.from({ length: channels }, (_, k) => k);
  return channelsLast
    ? tops.flatMap((top) => lefts.flatMap((left) => all.map((k) => cells(top, left, k))))
    : all.flatMap((k) => tops.flatMap((top) => lefts.map((left) => cells(top, left, k))));
}

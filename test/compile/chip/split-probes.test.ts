import { expect, test } from 'vitest';
import type { ChipModel, ChipProbe, ProbeTarget } from '../../../src/compile/chip/model.js';
import { splitBlocks } from '../../../src/compile/chip/split.js';
import { blockOf, modelOf } from '../../support/chip-blocks.js';

/** One recorded row of a probe when neuron c of block b holds `values[b][c]`. */
function record(probe: ChipProbe, values: readonly (readonly number[])[]): number[] {
  const parts = probe.targets.map(({ block, select, weights }) => {
    const picked =
      select === null ? [...values[block]] : Array.from(select, (c) => values[block][c]);
    if (weights === null) return picked;
    if (typeof weights === 'number') return picked.map((v) => v * weights);
    return Array.from({ length: weights.columns }, (_, column) =>
      picked.reduce((sum, v, row) => sum + v * weights.values[row * weights.columns + column], 0),
    );
  });
  const summed = probe.targets.some(
    ({ weights }) => typeof weights === 'object' && weights !== null,
  );
  if (summed) return parts[0].map((_, k) => parts.reduce((sum, part) => sum + part[k], 0));
  const all = parts.flat();
  return probe.reindexing === null ? all : Array.from(probe.reindexing, (k) => all[k]);
}

const sizes = [6, 5, 4];
const values = sizes.map((n, b) => Array.from({ length: n }, (_, c) => 100 * b + c + 1));
const shapes = [{ shape: [2, 2], ensembleShape: [2, 3] }, null, { shape: [3], ensembleShape: [4] }];

function cut(probe: ChipProbe): { model: ChipModel; values: number[][] } {
  const { model, positions, tiles } = splitBlocks(
    modelOf(
      sizes.map((n) => blockOf(n)),
      [],
      [probe],
    ),
    shapes,
  );
  const owners = positions.flatMap((list, old) => list.map(() => old));
  return { model, values: tiles.map((tile, i) => Array.from(tile, (c) => values[owners[i]][c])) };
}

const all = (block: number): ProbeTarget => ({ block, select: null, weights: null });
const matrix = (rows: number, columns: number) => ({
  values: Float64Array.from({ length: rows * columns }, (_, i) => (i % 7) - 3),
  rows,
  columns,
});

const cases: [string, ProbeTarget[], Int32Array | null][] = [
  ['a whole block', [all(0)], null],
  ['a block that was not cut', [all(1)], null],
  ['several blocks', [all(0), all(1), all(2)], null],
  ['a selection out of order', [{ ...all(0), select: Int32Array.of(5, 0, 3) }], null],
  ['a selection inside one tile', [{ ...all(2), select: Int32Array.of(3) }], null],
  ['an order of its own', [all(0), all(2)], Int32Array.of(9, 0, 5, 5)],
  ['a factor', [{ ...all(0), weights: 0.5 }], null],
  ['a matrix', [{ ...all(0), weights: matrix(6, 3) }], null],
  [
    'a matrix over a selection',
    [{ block: 0, select: Int32Array.of(4, 1), weights: matrix(2, 3) }],
    null,
  ],
  [
    'matrices of two blocks that are summed',
    [
      { ...all(0), weights: matrix(6, 2) },
      { ...all(2), weights: matrix(4, 2) },
    ],
    null,
  ],
  [
    'plain values that are summed with a matrix',
    [all(2), { ...all(1), weights: matrix(5, 4) }],
    null,
  ],
  [
    'scaled values that are summed with a matrix',
    [
      { ...all(2), weights: 3 },
      { ...all(1), weights: matrix(5, 4) },
    ],
    null,
  ],
];

test.each(cases)('a probe of %s records the same after the cut', (_, targets, reindexing) => {
  const probe: ChipProbe = { key: 'voltage', targets, reindexing, synapse: null };
  const { model, values: cutValues } = cut(probe);
  expect(record(model.probes[0], cutValues)).toEqual(record(probe, values));
});

test('a probe touches only the tiles it selects from', () => {
  const target = { ...all(0), select: Int32Array.of(2, 5) };
  const probe: ChipProbe = { key: 'spiked', targets: [target], reindexing: null, synapse: null };
  expect(cut(probe).model.probes[0].targets.map(({ block }) => block)).toEqual([1]);
});

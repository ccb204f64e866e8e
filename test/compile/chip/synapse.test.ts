import { expect, test } from 'vitest';
import { axonSlots } from '../../../src/compile/chip/axon.js';
import type { PopType } from '../../../src/compile/chip/model.js';
import {
  denseSynapse,
  populationSynapse,
  sparseSynapse,
  withLearning,
} from '../../../src/compile/chip/synapse.js';
import {
  atomBits,
  axonBits,
  extraAtomBits,
  indexBitsCode,
  realWeightExp,
  shiftBits,
  synapseBits,
  weightSetBits,
} from '../../../src/compile/chip/synapse-bits.js';
import { describeGolden, goldenJson } from '../../support/chip-golden.js';

interface Table {
  bits_per_axon: {
    weight_bits: number;
    compression: number;
    idx_bits: number;
    tag_bits: number;
    delay_bits: number;
    n_synapses: number;
    n_weights: number[];
    bits: number[];
  }[];
  idx_bits: { max_index: number[]; code: number[] };
  atom_bits: {
    pop_type: PopType;
    atoms: number;
    atom_bits: number;
    atom_bits_extra: number;
    axon_bits: number;
    slots_of_7_axons: number;
  }[];
}

describeGolden('chip', 'table_weight_functions', () => {
  const table = goldenJson<Table>('chip', 'table_weight_functions');

  test.each(table.bits_per_axon)(
    'memory at weight bits $weight_bits, compression $compression, index bits $idx_bits, tag $tag_bits, delay $delay_bits, chunk $n_synapses',
    (row) => {
      const format = {
        weightBits: row.weight_bits,
        compression: row.compression,
        idxBits: row.idx_bits,
        tagBits: row.tag_bits,
        delayBits: row.delay_bits,
        nSynapses: row.n_synapses,
      };
      expect(row.n_weights.map((count) => weightSetBits(format, count))).toEqual(row.bits);
    },
  );

  test('codes of index widths', () => {
    expect(table.idx_bits.max_index.map(indexBitsCode)).toEqual(table.idx_bits.code);
  });

  test.each(table.atom_bits)('pop$pop_type with $atoms atoms', (row) => {
    const { pop_type: popType, atoms } = row;
    expect([atomBits(atoms), extraAtomBits(popType, atoms), axonBits(popType, atoms)]).toEqual([
      row.atom_bits,
      row.atom_bits_extra,
      row.axon_bits,
    ]);
    expect(axonSlots(7, popType)).toBe(row.slots_of_7_axons);
  });
});

test('a dense group holds one row per axon over all compartments', () => {
  const group = denseSynapse([1, 2, 3, 4, 5, 6], 2, 3);
  expect(group.weights.map(({ values }) => [...values])).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect(group.weights.map(({ indices }) => [...indices])).toEqual([
    [0, 1, 2],
    [0, 1, 2],
  ]);
  const { compression, idxBits, fanoutType, nSynapses, weightBits } = group.format;
  expect([compression, idxBits, fanoutType, nSynapses, weightBits]).toEqual([3, 1, 1, 63, 7]);
  expect([shiftBits(group.format), realWeightExp(group.format)]).toEqual([1, 6]);
});

test('a sparse group stores only what is there, and is not charged for its indices', () => {
  const group = sparseSynapse([
    { columns: [4, 900], values: [0.5, -0.5] },
    { columns: [], values: [] },
  ]);
  expect(group.weights.map(({ entries }) => entries)).toEqual([2, 0]);
  expect([group.format.compression, group.format.idxBits, synapseBits(group)]).toEqual([3, 5, 64]);
});

test('a population group counts 0, 1, 2 ... without indices and is pop16', () => {
  const group = populationSynapse([{ atoms: 2, entries: 3, values: [1, 2, 3, 4, 5, 6] }]);
  expect([...group.weights[0].indices]).toEqual([0, 1, 2, 0, 1, 2]);
  expect([group.popType, group.nAxons, group.format.compression]).toEqual([16, 1, 0]);
});

test('shared weight arrays count once in the memory of a group', () => {
  const array = { atoms: 1, entries: 10, values: new Float32Array(10) };
  const group = populationSynapse([array], { axonToWeightMap: Int32Array.of(0, 0, 0) });
  expect([group.nAxons, synapseBits(group)]).toEqual([3, weightSetBits(group.format, 10)]);
});

test('learning stores the rate per learn epoch of four steps', () => {
  const { learning, format } = withLearning(denseSynapse([0], 1, 1), { learningRate: 0.25 });
  expect([learning?.learningRate, learning?.learnEpoch, format.learningCfg]).toEqual([1, 4, 1]);
});

test.each([
  ['too few dense weights', () => denseSynapse([1], 2, 3), /1 weights given.*need 6/],
  [
    'a sparse row of unequal lengths',
    () => sparseSynapse([{ columns: [1], values: [] }]),
    /sparse row 0: 0 numbers given, 1 expected/,
  ],
  [
    'arrays with different atoms',
    () =>
      populationSynapse([
        { atoms: 1, entries: 1, values: [1] },
        { atoms: 2, entries: 1, values: [1, 2] },
      ]),
    /arrays of 1 and 2 atoms/,
  ],
  ['a pop16 group of 513 atoms', () => extraAtomBits(16, 513), /at most 512/],
  [
    'a trace time constant of half a step',
    () => withLearning(denseSynapse([0], 1, 1), { tracingTau: 0.5 }),
    /tracingTau is 0.5/,
  ],
])('refuses %s', (_, build, message) => {
  expect(build).toThrow(message);
});

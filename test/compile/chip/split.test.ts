import { expect, test } from 'vitest';
import type { ConvGeometry } from '../../../src/compile/chip/conv-geometry.js';
import { convOutputSize } from '../../../src/compile/chip/conv-geometry.js';
import { convLayout, convSynapse } from '../../../src/compile/chip/conv-layout.js';
import { discretizeModel } from '../../../src/compile/chip/discretize/discretize-model.js';
import type { ChipModel, PopType } from '../../../src/compile/chip/model.js';
import { splitBlocks } from '../../../src/compile/chip/split.js';
import { denseSynapse, sparseSynapse, withLearning } from '../../../src/compile/chip/synapse.js';
import { axonsTo, blockOf, modelOf } from '../../support/chip-blocks.js';
import { effect, numbering } from '../../support/chip-effect.js';

/** Whole numbers -4 .. 4 that look random; sums of them are exact. */
function weightsOf(count: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return ((state >>> 16) % 9) - 4;
  });
}

/** A picture input, a convolution, a second one, and a dense layer that feeds back. */
function loopNetwork(channelsLast: boolean, popType: PopType): ChipModel {
  const image = (rows: number, cols: number, channels: number) =>
    channelsLast ? ([rows, cols, channels] as const) : ([channels, rows, cols] as const);
  const geometry = (
    [rows, cols, channels]: [number, number, number],
    filters: number,
    padding: 'same' | 'valid',
  ): ConvGeometry => ({
    inputShape: image(rows, cols, channels),
    outputShape: image(
      convOutputSize(rows, 3, 2, padding),
      convOutputSize(cols, 3, 2, padding),
      filters,
    ),
    kernelShape: [3, 3, channels, filters],
    strides: [2, 2],
    padding,
    channelsLast,
  });
  const first = geometry([9, 11, 2], 6, 'valid'); // -> 4x5x6 = 120
  const second = geometry([4, 5, 6], 5, 'same'); // -> 2x3x5 = 30
  const [a, b] = [convLayout(first, weightsOf(108, 1)), convLayout(second, weightsOf(270, 2))];
  const back = sparseSynapse(
    Array.from({ length: 7 }, (_, axon) => ({
      columns: [axon, 3 * axon + 9, 119 - axon],
      values: weightsOf(3, axon),
    })),
  );
  const blocks = [
    blockOf(120, {
      label: 'a',
      synapses: [convSynapse(a, first, popType), back],
      axons: [axonsTo(1, 0, b.nAxons, b.compartmentMap, b.compartmentAtoms)],
    }),
    blockOf(30, {
      label: 'b',
      synapses: [convSynapse(b, second, popType)],
      axons: [axonsTo(2, 0, 30)],
    }),
    blockOf(7, {
      synapses: [denseSynapse(weightsOf(210, 5), 30, 7), denseSynapse(weightsOf(49, 6), 7, 7)],
      axons: [axonsTo(0, 1, 7), axonsTo(2, 1, 7)],
    }),
  ];
  const input = {
    label: null,
    nNeurons: 198,
    axons: [axonsTo(0, 0, a.nAxons, a.compartmentMap, a.compartmentAtoms)],
  };
  return modelOf(blocks, [input]);
}

const shapesLast = [
  { shape: [3, 2, 4], ensembleShape: [4, 5, 6] },
  { shape: [2, 2, 5], ensembleShape: [2, 3, 5] },
  { shape: [3], ensembleShape: [7] },
];
const shapesFirst = [
  { shape: [4, 3, 2], ensembleShape: [6, 4, 5] },
  { shape: [2, 2, 2], ensembleShape: [5, 2, 3] },
  { shape: [3], ensembleShape: [7] },
];

test.each([
  ['every layer, channels last', true, shapesLast],
  ['every layer, channels first', false, shapesFirst],
  ['only the first layer', true, [shapesLast[0], null, null]],
  ['only the middle layer', true, [null, shapesLast[1], null]],
  ['only the last layer', false, [null, null, shapesFirst[2]]],
  ['nothing', true, [null, null, null]],
] as const)(
  'keeps every weight between every pair of neurons when cutting %s',
  (_, last, shapes) => {
    const whole = loopNetwork(last, 32);
    const { model, positions, tiles } = splitBlocks(whole, shapes);
    const owners = positions.flatMap((list, old) => list.map(() => old));
    const got = effect(model, numbering(model, tiles, owners));
    const want = effect(whole, numbering(whole));
    expect(got.length).toBe(want.length);
    expect(got.findIndex((weight, i) => weight !== want[i])).toBe(-1);
  },
);

test('leaves the given model as it was', () => {
  const model = loopNetwork(true, 32);
  splitBlocks(model, shapesLast);
  expect(model).toEqual(loopNetwork(true, 32));
});

test('copies what belongs to a neuron and what belongs to the block', () => {
  const whole = blockOf(5, { label: 'x' });
  whole.compartments.bias.set([10, 11, 12, 13, 14]);
  whole.compartments.enableNoise.set([0, 1, 0, 1, 0]);
  whole.compartments.vmin = -3;
  const { model, tiles } = splitBlocks(modelOf([whole]), [{ shape: [2], ensembleShape: [5] }]);
  expect(tiles.map((tile) => [...tile])).toEqual([[0, 1], [2, 3], [4]]);
  expect(model.blocks.map(({ label }) => label)).toEqual(['x[0]', 'x[1]', 'x[2]']);
  expect(model.blocks.map(({ compartments }) => [...compartments.bias])).toEqual([
    [10, 11],
    [12, 13],
    [14],
  ]);
  expect(model.blocks.map(({ compartments }) => [...compartments.enableNoise])).toEqual([
    [0, 1],
    [0, 1],
    [0],
  ]);
  expect(model.blocks.map(({ compartments }) => compartments.vmin)).toEqual([-3, -3, -3]);
});

test('a tile that is the whole block leaves the block as it is, unused axons included', () => {
  const geometry: ConvGeometry = {
    inputShape: [4, 4, 1],
    outputShape: [2, 2, 1],
    kernelShape: [1, 1, 1, 1],
    strides: [2, 2],
    padding: 'valid',
    channelsLast: true,
  };
  const block = blockOf(4, { synapses: [convSynapse(convLayout(geometry, [1]), geometry)] });
  const { model } = splitBlocks(modelOf([block]), [{ shape: [8, 8, 1], ensembleShape: [2, 2, 1] }]);
  expect(model.blocks).toEqual([block]);
});

test('axons that write the same weights to the same numbers share them after the cut', () => {
  const rows = [
    [1, 2, 3, 4],
    [1, 2, 9, 9],
    [1, 2, 3, 4],
  ];
  const block = blockOf(4, { synapses: [denseSynapse(rows.flat(), 3, 4)] });
  const { model } = splitBlocks(modelOf([block]), [{ shape: [2], ensembleShape: [4] }]);
  const groups = model.blocks.map(({ synapses }) => synapses[0]);
  expect(groups.map(({ weights }) => weights.map(({ values }) => [...values]))).toEqual([
    [[1, 2]],
    [
      [3, 4],
      [9, 9],
    ],
  ]);
  expect(groups.map(({ axonToWeightMap }) => [...axonToWeightMap!])).toEqual([
    [0, 0, 0],
    [0, 1, 0],
  ]);
});

test('a tile that no axon reaches has no group, and its sources no axons to it', () => {
  const synapses = [
    sparseSynapse([
      { columns: [0], values: [1] },
      { columns: [], values: [] },
    ]),
  ];
  const target = blockOf(4, { synapses });
  const source = blockOf(2, { axons: [axonsTo(0, 0, 2)] });
  const { model } = splitBlocks(modelOf([target, source]), [
    { shape: [2], ensembleShape: [4] },
    null,
  ]);
  expect(model.blocks.map((block) => block.synapses.length)).toEqual([1, 0, 0]);
  expect(model.blocks[2].axons).toEqual([axonsTo(0, 0, 1, Int32Array.of(0, -1))]);
});

test('refuses to cut a block that learns', () => {
  const group = withLearning(denseSynapse(new Float32Array(8), 2, 4));
  const model = modelOf([blockOf(4, { label: 'err', synapses: [group] })]);
  expect(() => splitBlocks(model, [{ shape: [2], ensembleShape: [4] }])).toThrow(
    /block "err": it learns/,
  );
});

test('refuses synapses that reach beyond the block', () => {
  const model = modelOf([
    blockOf(4, { synapses: [sparseSynapse([{ columns: [4], values: [1] }])] }),
  ]);
  expect(() => splitBlocks(model, [{ shape: [2], ensembleShape: [4] }])).toThrow(
    /axon 0 drives compartment 4, the block has 4/,
  );
});

test('refuses a model that holds integers', () => {
  const model = modelOf([blockOf(1)]);
  model.blocks[0].compartments.vth.fill(1);
  expect(() => splitBlocks(discretizeModel(model), [null])).toThrow(/Cut the float model/);
});

test.each([
  [
    'unequal lengths',
    { shape: [2], ensembleShape: [2, 2] },
    /1 dimensions, the layer \[2,2\] has 2/,
  ],
  [
    'another number of neurons',
    { shape: [2], ensembleShape: [5] },
    /of 5 neurons, the layer has 4/,
  ],
  ['a size of 0', { shape: [0], ensembleShape: [4] }, /whole numbers above 0/],
  ['a broken size', { shape: [1.5], ensembleShape: [4] }, /whole numbers above 0/],
])('refuses a block shape with %s', (_, shape, message) => {
  expect(() => splitBlocks(modelOf([blockOf(4)]), [shape])).toThrow(message);
});

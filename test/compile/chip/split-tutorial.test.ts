import { expect, test } from 'vitest';
import type { BlockShape } from '../../../src/compile/chip/split/tiles.js';
import { type SplitModel, splitBlocks } from '../../../src/compile/chip/split.js';
import { utilization, utilizationSummary } from '../../../src/compile/chip/utilization.js';
import { validateModel } from '../../../src/compile/chip/validate.js';
import { tutorialChip } from '../../support/tutorial-chip.js';

const layers = tutorialChip();
const shaped: BlockShape[] = [
  { shape: [16, 16, 4], ensembleShape: [13, 13, 32] },
  { shape: [8, 8, 16], ensembleShape: [6, 6, 64] },
  { shape: [50], ensembleShape: [100] },
];

/** Compartments, input axons, weight sets, bits, output groups and slots of a layer's blocks. */
function figures({ model, positions }: SplitModel, layer: number): number[][] {
  return positions[layer].map((position) => {
    const block = model.blocks[position];
    const { compartments, inAxons, outAxons, synapses } = utilization(model, block);
    const sets = block.synapses.reduce((sum, { weights }) => sum + weights.length, 0);
    return [
      compartments.used,
      inAxons.used,
      sets,
      synapses.used,
      block.axons.length,
      outAxons.used,
    ];
  });
}

const byShape = splitBlocks(layers, shaped);
const automatic = splitBlocks(layers, [null, null, null]);

test.each([
  ['conv0', 0, 8, [676, 729, 32, 12800, 4, 1352]],
  ['conv1', 1, 4, [576, 169, 29, 457216, 2, 1152]],
  ['dense0', 2, 2, [50, 2304, 2304, 1032192, 0, 0]],
])('%s cut by shape has equal blocks of the published size', (_, layer, blocks, expected) => {
  expect(figures(byShape, layer)).toEqual(Array.from({ length: blocks }, () => expected));
});

test('the input gets one axon group per conv0 tile, with the pixels the kernel reaches', () => {
  expect(byShape.model.inputs[0].axons.map(({ nAxons }) => nAxons)).toEqual(new Array(8).fill(729));
});

test('axons of the cut network know their kind', () => {
  const { axons } = byShape.model.blocks[0];
  expect([axons[0].nAxons, axons[0].compartmentAtoms?.length]).toEqual([169, 676]);
  const { axons: toDense } = byShape.model.blocks[8];
  expect(toDense.map(({ nAxons }) => nAxons)).toEqual([576, 576]);
});

test('prints the published utilization', () => {
  const lines = utilizationSummary(byShape.model);
  expect([lines[0], lines[8], lines[12], lines[14]]).toEqual([
    'conv0[0]: 66.0% compartments, 17.8% in-axons, 33.0% out-axons, 1.2% synapses',
    'conv1[0]: 56.2% compartments, 4.1% in-axons, 28.1% out-axons, 43.6% synapses',
    'dense0[0]: 4.9% compartments, 56.2% in-axons, 0.0% out-axons, 98.4% synapses',
    'Average (14 blocks): 54.5% compartments, 19.4% in-axons, 26.9% out-axons, 27.2% synapses',
  ]);
});

test('the automatic cut of conv0 has the published sizes', () => {
  const rows = figures(automatic, 0).map(([n, axons, , bits, , slots]) => [n, axons, bits, slots]);
  expect(rows).toEqual([
    [902, 149, 111488, 64],
    [902, 149, 142912, 90],
    [902, 149, 142592, 90],
    [902, 149, 142336, 90],
    [902, 149, 142080, 90],
    [898, 149, 114688, 64],
  ]);
});

test.each([
  ['conv1', 1, 6, [384, 39, 884736, 768]],
  ['dense0', 2, 2, [50, 2304, 1032192, 0]],
])('the automatic cut of %s has the published sizes', (_, layer, blocks, expected) => {
  const rows = figures(automatic, layer).map(([n, axons, , bits, , slots]) => [
    n,
    axons,
    bits,
    slots,
  ]);
  expect(rows).toEqual(Array.from({ length: blocks }, () => expected));
});

test('both cuts fit the chip', () => {
  validateModel(byShape.model);
  validateModel(automatic.model);
});

test.each([
  [576, 1556480],
  [461, 1431360],
  [512, 1327104],
  [768, 1751040],
])('conv1 in runs of %d neurons needs up to %d synapse bits and is refused', (run, bits) => {
  const shapes = [shaped[0], { shape: [run], ensembleShape: [2304] }, shaped[2]];
  const split = splitBlocks(layers, shapes);
  expect(Math.max(...figures(split, 1).map((row) => row[3]))).toBeGreaterThanOrEqual(bits);
  expect(figures(split, 1).map((row) => row[3])).toContain(bits);
  expect(() => validateModel(split.model)).toThrow(/^block "conv1\[\d\]" needs \d+ synapse bits/);
});

test('dense0 on one core and conv0 tiles of 13x13x8 are refused with their numbers', () => {
  const whole = splitBlocks(layers, [shaped[0], shaped[1], { shape: [100], ensembleShape: [100] }]);
  expect(() => validateModel(whole.model)).toThrow(
    /needs 2064384 synapse bits, a core has 1048576/,
  );
  const wide = { shape: [13, 13, 8], ensembleShape: [13, 13, 32] };
  const split = splitBlocks(layers, [wide, shaped[1], shaped[2]]);
  expect(() => validateModel(split.model)).toThrow(/needs 1352 compartments, a core has 1024/);
});

test('cutting the tutorial network takes well under a second', () => {
  const start = performance.now();
  splitBlocks(layers, shaped);
  expect(performance.now() - start).toBeLessThan(1000);
});

import { describe, expect, it, vi } from 'vitest';
import { convAxons, convOutput, convTiles } from '../../bench/emulator/conv-tiles.js';
import { openEngine, PLAIN } from '../../bench/emulator/engines.js';
import { factsOf } from '../../bench/emulator/facts.js';
import { deepWorkload } from '../../bench/emulator/w2.js';
import { watched } from '../../bench/emulator/watched.js';
import { neuronsOf } from '../../bench/emulator/workload.js';
import { convLayout, convSynapse } from '../../src/compile/chip/conv-layout.js';
import { splitBlocks } from '../../src/compile/chip/split.js';
import { validateModel } from '../../src/compile/chip/validate.js';
import type { Session } from '../../src/run/device.js';
import { axonsTo, blockOf, modelOf } from '../support/chip-blocks.js';

// The benchmark imports the package as users do; here it stands for the sources.
vi.mock('rxspike', () => import('../../src/index.js'));
vi.mock('rxspike/chip', () => import('../../src/chip/index.js'));
vi.mock('rxspike/compile', () => import('../../src/compile/index.js'));

const whole = deepWorkload();
const small = () => deepWorkload({ side: 8, thinner: 8 });

describe('the deep network', () => {
  it('has the stated layers and neurons', () => {
    const { populations, chip } = whole.program;
    expect(populations.map(({ size }) => size)).toEqual([
      65_536, 65_536, 32_768, 32_768, 12_288, 12_288, 12_288, 4096, 4096, 10,
    ]);
    expect(neuronsOf(whole.program)).toBe(241_674);
    expect(chip.inputs.map(({ nNeurons }) => nNeurons)).toEqual([32 * 32 * 3]);
  });

  it('fits cores, block by block', () => {
    expect(() => validateModel(whole.program.chip)).not.toThrow();
    for (const { nCompartments } of whole.program.chip.blocks) {
      expect(nCompartments).toBeLessThanOrEqual(1024);
    }
  });

  it('has every neuron of a layer in one block, under the tile its synapses name', () => {
    for (const { size, blocks, tiles } of whole.program.populations) {
      const neurons = tiles.flatMap((tile) => [...tile]).sort((a, b) => a - b);
      expect(neurons).toEqual(Array.from({ length: size }, (_, i) => i));
      for (const [t, block] of blocks.entries()) {
        const { origin } = whole.program.chip.blocks[block]!.synapses[0]!;
        if (origin!.kind === 'conv2d') expect(origin!.tile).toBe(tiles[t]);
      }
    }
  });

  it('stores equal weights and indices once', () => {
    const groups = whole.program.chip.blocks.flatMap(({ synapses }) => synapses);
    const sets = groups.flatMap(({ weights }) => weights);
    const bytes = (arrays: Iterable<ArrayBufferLike>) =>
      [...new Set(arrays)].reduce((sum, { byteLength }) => sum + byteLength, 0);
    const stored = bytes(sets.flatMap(({ values, indices }) => [values.buffer, indices.buffer]));
    const apart = sets.reduce((sum, { atoms, entries }) => sum + 8 * atoms * entries, 0);
    expect(stored).toBeLessThan(apart / 2);
  });

  it('is the same whenever it is built, and spikes in every layer', async () => {
    const [a, b] = [small(), small()];
    expect(b.program.chip).toEqual(a.program.chip);
    expect(b.input).toEqual(a.input);
    const facts = await factsOf(a, (await openEngine(watched(a.program), PLAIN))!);
    for (const [layer, density] of Object.entries(facts.layers)) {
      expect(density, layer).toBeGreaterThan(0.01);
      expect(density, layer).toBeLessThan(0.3);
    }
    expect(deepWorkload({ side: 8, thinner: 8, seed: 9 }).program.chip).not.toEqual(a.program.chip);
  });
});

describe('loops over whole layers', () => {
  const yardstick = small();
  const facts = async (session: Session) => await factsOf(yardstick, session);

  it('give the spikes and operations of the blocks', async () => {
    const blocks = await facts((await openEngine(watched(yardstick.program), PLAIN))!);
    expect(await facts(yardstick.scatter!())).toEqual(blocks);
  });

  it('go back to what they saved', async () => {
    const session = yardstick.scatter!();
    const rest = session.save();
    const before = await facts(session);
    const later = await facts(session);
    expect(later.hash).not.toBe(before.hash);
    session.restore(rest);
    expect(await facts(session)).toEqual(before);
  });
});

describe('the cut of a convolution', () => {
  it.each([
    { name: 'stride 1', input: [6, 6, 4], filters: 6, kernel: 3, stride: 1, tile: [4, 3, 4] },
    { name: 'stride 2', input: [8, 8, 3], filters: 7, kernel: 3, stride: 2, tile: [4, 2, 3] },
    { name: 'odd size', input: [7, 9, 2], filters: 5, kernel: 3, stride: 2, tile: [2, 5, 4] },
    { name: '1x1', input: [5, 5, 6], filters: 8, kernel: 1, stride: 1, tile: [3, 5, 5] },
    { name: 'large indices', input: [9, 9, 2], filters: 8, kernel: 3, stride: 1, tile: [8, 9, 8] },
  ] as const)('is the compiler’s own ($name)', ({ name: _, ...shape }) => {
    const outputShape = convOutput(shape);
    const neurons = outputShape[0] * outputShape[1] * outputShape[2];
    const { input, kernel, filters, stride, tile } = shape;
    const count = kernel * kernel * input[2] * filters;
    const weights = Int32Array.from({ length: count }, (_, i) => 127 - ((i * 101) % 251));
    const geometry = {
      inputShape: input,
      outputShape,
      kernelShape: [kernel, kernel, input[2], filters] as const,
      strides: [stride, stride] as const,
      padding: 'same' as const,
      channelsLast: true,
    };
    const layout = convLayout(geometry, weights);
    const { nAxons, compartmentMap, compartmentAtoms } = layout;
    const size = input[0] * input[1] * input[2];
    const axons = [axonsTo(0, 0, nAxons, compartmentMap, compartmentAtoms)];
    const model = modelOf(
      [blockOf(neurons, { synapses: [convSynapse(layout, geometry)] })],
      [{ label: 'input', nNeurons: size, axons }],
    );
    const cut = splitBlocks(model, [{ shape: tile, ensembleShape: outputShape }]);

    const tiles = convTiles(shape, weights);
    const ours = tiles.map(({ group }) => group);
    const values = (groups: typeof ours) =>
      groups.map(({ weights }) => weights.map((set) => Array.from(set.values)));
    const rest = (groups: typeof ours) =>
      groups.map((group) => ({
        ...group,
        weights: group.weights.map(({ atoms, entries, indices }) => ({ atoms, entries, indices })),
      }));
    const theirs = cut.model.blocks.map(({ synapses }) => synapses[0]!);
    expect(tiles.map(({ neurons }) => neurons)).toEqual(cut.tiles);
    expect(rest(ours)).toEqual(rest(theirs));
    expect(values(ours)).toEqual(values(theirs));
    const source = Int32Array.from({ length: size }, (_, i) => i);
    expect(convAxons(source, input[2], tiles, 0)).toEqual(cut.model.inputs[0]!.axons);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ConvGeometry, convOutputSize } from '../../../src/compile/chip/conv-geometry.js';
import { convLayout, convSynapse } from '../../../src/compile/chip/conv-layout.js';
import { shapesByTiles } from '../../../src/compile/chip/search/candidates.js';
import { demandOf } from '../../../src/compile/chip/search/demand.js';
import { groupReach } from '../../../src/compile/chip/search/reach.js';
import { searchShapes } from '../../../src/compile/chip/search/search.js';
import { tileMap } from '../../../src/compile/chip/split/synapses.js';
import { shapeTiles } from '../../../src/compile/chip/split/tiles.js';
import { splitBlocks } from '../../../src/compile/chip/split.js';
import { denseSynapse } from '../../../src/compile/chip/synapse.js';
import { utilization } from '../../../src/compile/chip/utilization.js';
import { validateModel } from '../../../src/compile/chip/validate.js';
import { blockOf, modelOf } from '../../support/chip-blocks.js';
import { different, tutorialChip } from '../../support/tutorial-chip.js';

const tutorialShapes = [[13, 13, 32], [6, 6, 64], [100]];

describe('the search for block shapes', () => {
  test('fits the tutorial into fewer cores than the hand-made shapes, within every limit', () => {
    const model = tutorialChip();
    const shapes = searchShapes(
      model,
      tutorialShapes.map((shape) => ({ shape, given: null })),
    );
    const { model: cut } = splitBlocks(model, shapes);
    expect(() => validateModel(cut)).not.toThrow();
    expect(cut.blocks.length).toBeLessThan(14);
  });

  test('gives the same shapes for the same model', () => {
    const layers = tutorialShapes.map((shape) => ({ shape, given: null }));
    expect(searchShapes(tutorialChip(), layers)).toEqual(searchShapes(tutorialChip(), layers));
  });

  test('keeps the shapes that are given', () => {
    const given = { shape: [16, 16, 4], ensembleShape: [13, 13, 32] };
    const layers = tutorialShapes.map((shape, i) => ({ shape, given: i === 0 ? given : null }));
    expect(searchShapes(tutorialChip(), layers)[0]).toEqual(given);
  });

  test('names number, limit and nearest shape for a given shape that does not fit', () => {
    const given = { shape: [13, 13, 8], ensembleShape: [13, 13, 32] };
    const layers = tutorialShapes.map((shape, i) => ({ shape, given: i === 0 ? given : null }));
    expect(() => searchShapes(tutorialChip(), layers)).toThrow(
      /"conv0" needs 1352 compartments with block shape 13,13,8, a core has 1024\. The nearest shape that fits is /,
    );
  });

  test('counts what tiles need exactly as the splitter makes them', () => {
    fc.assert(
      fc.property(
        convolutions,
        fc.integer({ min: 1, max: 4 }),
        fc.boolean(),
        (geometry, cut, dense) => {
          const neurons = geometry.outputShape.reduce((a, b) => a * b, 1);
          const synapses = [
            convSynapse(convLayout(geometry, different(kernelSize(geometry))), geometry),
          ];
          if (dense) synapses.push(denseSynapse(different(7 * neurons), 7, neurons));
          const model = modelOf([blockOf(neurons, { synapses })]);
          const shape = geometry.outputShape.map((n) => Math.ceil(n / cut));
          const blockShape = { shape, ensembleShape: geometry.outputShape };
          const { model: split } = splitBlocks(model, [blockShape]);
          const uses = split.blocks.map((block) => utilization(split, block));
          const fits = uses.every((use) =>
            Object.values(use).every(({ used, max }) => used <= max),
          );
          const demand = demandOf(
            synapses.map(groupReach),
            tileMap(shapeTiles(blockShape), neurons),
          );
          expect(demand !== null).toBe(fits);
          if (demand === null || split.blocks.length === 1) return;
          expect(demand.bits).toBe(uses.reduce((sum, use) => sum + use.synapses.used, 0));
        },
      ),
      { numRuns: 100 },
    );
  });

  test('finds the fewest cores: no shape of equal tiles that fits has fewer tiles', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 30, max: 400 }),
        fc.integer({ min: 200, max: 3000 }),
        (n, axons) => {
          const model = modelOf([
            blockOf(n, {
              synapses: [denseSynapse(different(axons * n), axons, n)],
            }),
          ]);
          const [found] = searchShapes(model, [{ shape: [n], given: null }]);
          const fewest = shapesByTiles([n]).find(({ shape }) => {
            const { model: cut } = splitBlocks(model, [{ shape, ensembleShape: [n] }]);
            try {
              validateModel(cut);
              return true;
            } catch {
              return false;
            }
          })!;
          expect(Math.ceil(n / found.shape[0])).toBe(fewest.tiles);
        },
      ),
      { numRuns: 20 },
    );
  });
});

const convolutions = fc
  .record({
    rows: fc.integer({ min: 3, max: 9 }),
    cols: fc.integer({ min: 3, max: 9 }),
    channels: fc.integer({ min: 1, max: 4 }),
    filters: fc.integer({ min: 1, max: 24 }),
    kernel: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 2 }),
    padding: fc.constantFrom('valid' as const, 'same' as const),
    channelsLast: fc.boolean(),
  })
  .map((c): ConvGeometry => {
    const rows = convOutputSize(c.rows, c.kernel, c.stride, c.padding);
    const cols = convOutputSize(c.cols, c.kernel, c.stride, c.padding);
    return {
      inputShape: c.channelsLast ? [c.rows, c.cols, c.channels] : [c.channels, c.rows, c.cols],
      outputShape: c.channelsLast ? [rows, cols, c.filters] : [c.filters, rows, cols],
      kernelShape: [c.kernel, c.kernel, c.channels, c.filters],
      strides: [c.stride, c.stride],
      padding: c.padding,
      channelsLast: c.channelsLast,
    };
  });

function kernelSize({ kernelShape }: ConvGeometry): number {
  return kernelShape.reduce((a, b) => a * b, 1);
}

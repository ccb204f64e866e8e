import fc from 'fast-check';
import { expect, it } from 'vitest';
import { convert } from '../../src/convert/convert.js';
import { floatForm } from '../../src/convert/float-form.js';
import type { LayerModel } from '../../src/convert/model.js';
import { wholeChip } from '../support/whole-chip.js';
import { convLayer, denseLayer, layerChain, picture } from './models.js';
import { playPicture } from './play.js';

const pairs = fc.tuple(fc.nat(3), fc.nat(3));
const twice = (low: number, high: number) =>
  fc.tuple(fc.integer({ min: low, max: high }), fc.integer({ min: low, max: high }));

const cases = fc.record({
  size: twice(4, 9),
  margins: fc.tuple(pairs, pairs),
  window: twice(1, 4),
  strides: twice(1, 3),
  first: fc.boolean(),
  fits: fc.boolean(),
});

type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

/** Margins as they come, or as many in all as leave a window for every place. */
function marginsOf({ margins, window, fits }: Case) {
  return margins.map(([before, after], axis) => {
    const front = Math.min(before, window[axis]! - 1);
    return fits ? [front, window[axis]! - 1 - front] : [before, after];
  });
}

function model(one: Case): LayerModel {
  const { size, window, strides, first } = one;
  const margins = marginsOf(one);
  const data_format = first ? 'channels_first' : 'channels_last';
  return layerChain(first ? [2, ...size] : [...size, 2], [
    { kind: 'ZeroPadding2D', name: 'pad', config: { padding: margins, data_format } },
    convLayer([...window, 2, 3], 1, { strides, data_format }, { name: 'conv' }),
  ]);
}

const becomes = (one: LayerModel) =>
  convert(one).report.layers.find(({ layer }) => layer === 'pad')!.became;

async function outputOf(one: LayerModel, size: number) {
  const { network } = convert(one, { precision: 64 });
  return (await playPicture(floatForm(network), ['conv'], picture(size), 1)).conv![0]!;
}

it('gives what padding and convolution give apart, whatever the margins', async () => {
  let folded = 0;
  await fc.assert(
    fc.asyncProperty(cases, async (one) => {
      const together = model(one);
      // A padding that is an output too stays a layer of its own.
      const apart = { ...together, outputs: ['conv', 'pad'] };
      expect(becomes(apart)).not.toContain('folded');
      if (becomes(together) === 'folded into conv') folded++;
      const size = one.size[0] * one.size[1] * 2;
      const [got, wanted] = [await outputOf(together, size), await outputOf(apart, size)];
      expect(got).toHaveLength(wanted.length);
      for (const [i, v] of wanted.entries()) expect(got[i]).toBeCloseTo(v, 12);
    }),
    { numRuns: 150 },
  );
  expect(folded).toBeGreaterThan(10);
});

it('leaves the chip one kernel for all places, where the margins are uneven too', () => {
  const relu = { activation: 'relu' };
  for (const padding of [
    [1, 1],
    [
      [0, 1],
      [0, 1],
    ],
    [
      [2, 0],
      [1, 1],
    ],
  ]) {
    const one = layerChain(
      [8, 8, 2],
      [
        convLayer([1, 1, 2, 2], 1, {}, { ...relu, name: 'eye' }),
        { kind: 'ZeroPadding2D', name: 'pad', config: { padding } },
        convLayer([3, 3, 2, 3], 3, { strides: [2, 2] }, { ...relu, name: 'conv' }),
        { kind: 'Flatten' },
        denseLayer(48, 3, 5, { name: 'answer' }),
      ],
    );
    expect(becomes(one)).toBe('folded into conv');
    const { model: chip, block } = wholeChip(convert(one).network);
    expect(chip.blocks[block('conv')]!.synapses.map((s) => s.origin?.kind)).toEqual(['conv2d']);
  }
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AugmentOptions, augmenter } from '../../../src/train/augment/augmenter.js';

const shape = [9, 9, 1];

/** One bright pixel in the middle of 9 x 9. */
const dot = Uint8Array.from({ length: 81 }, (_, i) => (i === 40 ? 200 : 0));

function augmented(
  options: AugmentOptions,
  { seed = 1, epoch = 0, index = 0, input = dot as Uint8Array | Float32Array, scale = 1 } = {},
) {
  const output = new Float32Array(input.length).fill(Number.NaN);
  augmenter(options, input.length === 81 ? shape : [input.length], seed).augmentInto(
    output,
    input,
    epoch,
    index,
    scale,
  );
  return output;
}

const everything: AugmentOptions = { shift: 1.5, rotate: 20, scale: 0.2, flip: true, noise: 0.1 };

describe('an augmenter', () => {
  it.each([{}, { shift: 0, rotate: 0, scale: 0, flip: false, noise: 0 }])(
    'with the options %j changes nothing',
    (options) => expect(augmented(options)).toEqual(Float32Array.from(dot)),
  );

  it('brings stored numbers to their scale', () => {
    expect(augmented({}, { scale: 1 / 255 })[40]).toBe(Math.fround(200 / 255));
  });

  it('does the same for the same seed, epoch and sample, in any order', () => {
    const one = augmenter(everything, shape, 3);
    const places = Array.from({ length: 20 }, (_, i) => [i % 4, i] as const);
    const all = (order: (typeof places)[number][]) =>
      new Map(
        order.map(([epoch, index]) => {
          const output = new Float32Array(81);
          one.augmentInto(output, dot, epoch, index);
          return [`${epoch} ${index}`, output];
        }),
      );
    const [forth, back] = [all(places), all([...places].reverse())];
    for (const [place, output] of forth) expect(back.get(place)).toEqual(output);
  });

  it.each([
    ['seed', { seed: 2 }],
    ['epoch', { epoch: 1 }],
    ['sample', { index: 1 }],
  ])('does something else for another %s', (_, other) => {
    expect(augmented(everything, other)).not.toEqual(augmented(everything));
  });

  it('reaches every whole shift within the option and none outside', () => {
    const reached = new Set<number>();
    for (let index = 0; index < 500; index++) {
      reached.add(augmented({ shift: 2 }, { index }).indexOf(200));
    }
    const allowed = [-2, -1, 0, 1, 2].flatMap((y) => [-2, -1, 0, 1, 2].map((x) => 40 + 9 * y + x));
    expect([...reached].sort((a, b) => a - b)).toEqual(allowed);
  });

  it('keeps the sum of what stays inside when shifted by parts of a pixel', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0.1, max: 2.9, noNaN: true }), (index, shift) => {
        const output = augmented({ shift }, { index });
        expect(output.reduce((sum, v) => sum + v)).toBeCloseTo(200, 2);
      }),
    );
  });

  it('does not move pictures otherwise when noise or another option is added', () => {
    const input = Uint8Array.from({ length: 81 }, (_, i) => i);
    const plain = augmented({ shift: 2 }, { input });
    const noisy = augmented({ shift: 2, noise: 1e-3 }, { input });
    expect(noisy).not.toEqual(plain);
    for (const [i, v] of noisy.entries()) expect(Math.abs(v - plain[i]!)).toBeLessThan(0.01);
  });

  it('mirrors about half of the pictures', () => {
    const input = Uint8Array.from({ length: 81 }, (_, i) => i % 9);
    let mirrored = 0;
    for (let index = 0; index < 1000; index++) {
      if (augmented({ flip: true }, { input, index })[0] === 8) mirrored++;
    }
    // Six standard deviations of a fair coin thrown 1000 times.
    expect(Math.abs(mirrored - 500)).toBeLessThan(95);
  });

  it('adds noise of the standard deviation asked for, also to samples that are no pictures', () => {
    const output = augmented({ noise: 0.5 }, { input: new Float32Array(10_000) });
    const mean = output.reduce((sum, v) => sum + v) / 10_000;
    const variance = output.reduce((sum, v) => sum + (v - mean) ** 2) / 10_000;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(Math.sqrt(variance) - 0.5)).toBeLessThan(0.03);
  });

  it.each([
    [{ shift: -1 }, shape, 'shift is -1, expected at least 0.'],
    [{ rotate: Number.NaN }, shape, 'rotate is NaN'],
    [{ scale: 1 }, shape, 'scale is 1, expected at least 0 and below 1.'],
    [{ noise: Number.POSITIVE_INFINITY }, shape, 'noise is Infinity'],
    [{ shift: 1, flip: true }, [20, 4], 'shift, flip need pictures (rows x columns x channels)'],
  ])('refuses the options %j for samples of %j', (options, of, message) => {
    expect(() => augmenter(options, of, 1)).toThrow(message);
  });

  it('refuses arrays of another size', () => {
    const { augmentInto } = augmenter({}, [4], 1);
    expect(() => augmentInto(new Float32Array(8), new Float32Array(8), 0, 0)).toThrow(
      'augmenter: 8 values into 8, a sample has 4.',
    );
  });
});

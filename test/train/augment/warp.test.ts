import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Movement, moveInto, type PictureSize } from '../../../src/train/augment/warp.js';

const still: Movement = { flip: false, angle: 0, factor: 1, down: 0, right: 0 };

/** A picture of random bytes, of random size. */
const pictures = fc
  .record({
    rows: fc.integer({ min: 1, max: 9 }),
    columns: fc.integer({ min: 1, max: 9 }),
    channels: fc.integer({ min: 1, max: 3 }),
  })
  .chain((size) => {
    const length = size.rows * size.columns * size.channels;
    const values = fc.uint8Array({ minLength: length, maxLength: length });
    return values.map((input) => ({ size, input: Float32Array.from(input) }));
  });

function moved(input: Float32Array, size: PictureSize, move: Partial<Movement>, scale = 1) {
  const output = new Float32Array(input.length).fill(Number.NaN);
  moveInto(output, input, size, { ...still, ...move }, scale);
  return output;
}

/** A value by row, column and channel; 0 outside. */
function at(input: Float32Array, size: PictureSize, row: number, column: number, k: number) {
  const inside = row >= 0 && row < size.rows && column >= 0 && column < size.columns;
  return inside ? input[(row * size.columns + column) * size.channels + k]! : 0;
}

function pictureOf(size: PictureSize, value: (row: number, column: number, k: number) => number) {
  const { rows, columns, channels } = size;
  return Float32Array.from({ length: rows * columns * channels }, (_, i) => {
    const [k, pixel] = [i % channels, Math.floor(i / channels)];
    return value(Math.floor(pixel / columns), pixel % columns, k);
  });
}

const pixels = fc.integer({ min: -10, max: 10 });

describe('a moved picture', () => {
  it('is the picture times the scale when nothing moves', () => {
    fc.assert(
      fc.property(pictures, ({ size, input }) => {
        expect(moved(input, size, {}, 0.5)).toEqual(input.map((v) => v * 0.5));
      }),
    );
  });

  it('is the picture again when flipped twice', () => {
    fc.assert(
      fc.property(pictures, ({ size, input }) => {
        const once = moved(input, size, { flip: true });
        expect(moved(once, size, { flip: true })).toEqual(input);
      }),
    );
  });

  it('follows index arithmetic when shifted by whole pixels, flipped before or not', () => {
    fc.assert(
      fc.property(pictures, pixels, pixels, fc.boolean(), ({ size, input }, down, right, flip) => {
        const column = (c: number) => (flip ? size.columns - 1 - (c - right) : c - right);
        const expected = pictureOf(size, (r, c, k) => at(input, size, r - down, column(c), k));
        expect(moved(input, size, { flip, down, right })).toEqual(expected);
      }),
    );
  });

  it('mixes neighbours by their share when shifted by parts of a pixel', () => {
    const part = fc.integer({ min: -400, max: 400 }).map((n) => n / 100 + 0.001);
    fc.assert(
      fc.property(pictures, part, part, ({ size, input }, down, right) => {
        const share = (n: number) => Math.max(0, 1 - Math.abs(n));
        const expected = pictureOf(size, (r, c, k) => {
          let sum = 0;
          for (let y = 0; y < size.rows; y++) {
            for (let x = 0; x < size.columns; x++) {
              sum += share(y - (r - down)) * share(x - (c - right)) * at(input, size, y, x, k);
            }
          }
          return sum;
        });
        const output = moved(input, size, { down, right });
        for (const [i, v] of output.entries()) expect(v).toBeCloseTo(expected[i]!, 3);
      }),
    );
  });

  it('goes quarter turns by index arithmetic', () => {
    const size = { rows: 5, columns: 5, channels: 2 };
    const input = pictureOf(size, (r, c, k) => 1 + r * 10 + c * 2 + k);
    const output = moved(input, size, { angle: Math.PI / 2 });
    // Clockwise: what was on the left is on top.
    const expected = pictureOf(size, (r, c, k) => at(input, size, 4 - c, r, k));
    for (const [i, v] of output.entries()) expect(v).toBeCloseTo(expected[i]!, 4);
  });

  it('reads a plane exactly wherever all four neighbours are inside', () => {
    const size = { rows: 12, columns: 15, channels: 1 };
    const plane = (y: number, x: number) => 3 + 2 * y - 0.5 * x;
    const input = pictureOf(size, plane);
    const turn = fc.integer({ min: -314, max: 314 }).map((n) => n / 100);
    const factors = fc.integer({ min: 50, max: 200 }).map((n) => n / 100);
    fc.assert(
      fc.property(turn, factors, fc.boolean(), (angle, factor, flip) => {
        const output = moved(input, size, { angle, factor, flip });
        for (let i = 0; i < output.length; i++) {
          const [y, x] = [Math.floor(i / 15) - 5.5, (i % 15) - 7];
          const sourceY = 5.5 + (Math.cos(angle) * y - Math.sin(angle) * x) / factor;
          const along = (Math.cos(angle) * x + Math.sin(angle) * y) / factor;
          const sourceX = 7 + (flip ? -along : along);
          const inside = sourceY >= 0 && sourceY <= 11 && sourceX >= 0 && sourceX <= 14;
          if (inside) expect(output[i]).toBeCloseTo(plane(sourceY, sourceX), 3);
        }
      }),
    );
  });

  it('turned back is near the smooth picture it was', () => {
    const size = { rows: 28, columns: 28, channels: 1 };
    const bump = (y: number, x: number) => Math.exp(-((y - 13) ** 2 + (x - 15) ** 2) / 30);
    const input = pictureOf(size, bump);
    const back = moved(moved(input, size, { angle: 0.4 }), size, { angle: -0.4 });
    for (const [i, v] of back.entries()) expect(Math.abs(v - input[i]!)).toBeLessThan(0.03);
  });
});

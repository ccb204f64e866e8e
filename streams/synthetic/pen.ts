import type { PenPath } from './handwriting.js';

/** Side of the square picture, in pixels. */
export const PICTURE_SIZE = 28;

/** Side of the box the ink is fitted into, in pixels. */
const BOX_SIZE = 20;

/** Thinnest half width of a line after fitting, in pixels: thinner lines vanish between pixels. */
const THINNEST = 0.75;

/** Farthest the box may move from the middle, in pixels, so that no ink leaves the picture. */
const FARTHEST_SHIFT = 2.75;

/** Where a point of the pen's path comes to lie: pixel = shift + scale * point. */
interface Fit {
  readonly scale: number;
  readonly shiftX: number;
  readonly shiftY: number;
}

/**
 * Renders pen strokes the way the MNIST pictures were prepared (LeCun, Cortes, Burges): the ink fills a
 * 20 x 20 box without changing its aspect, and its centre of mass lies in the centre of 28 x 28 pixels (as
 * near as it can without touching the border, which only a tall seven with a long bar notices).
 * Returns 784 bytes row by row, 0 = paper, 255 = full ink. `softness` is the width of a line's edge in pixels.
 */
export function renderStrokes(strokes: readonly PenPath[], softness = 1): Uint8Array {
  const fit = fitToBox(strokes);
  const ink = new Float64Array(PICTURE_SIZE * PICTURE_SIZE);
  layInk(ink, strokes, fit, softness);
  const centre = centreOfMass(ink);
  const shiftX = fit.shiftX + recentre(centre.column);
  const shiftY = fit.shiftY + recentre(centre.row);
  ink.fill(0);
  layInk(ink, strokes, { scale: fit.scale, shiftX, shiftY }, softness);
  return Uint8Array.from(ink, (amount) => Math.round(255 * amount));
}

/** Mean column and row of the ink, in pixels; pixel 0 has its centre at 0. */
export function centreOfMass(ink: ArrayLike<number>): { column: number; row: number } {
  let [total, columns, rows] = [0, 0, 0];
  for (let i = 0; i < ink.length; i++) {
    total += ink[i]!;
    columns += ink[i]! * (i % PICTURE_SIZE);
    rows += ink[i]! * Math.floor(i / PICTURE_SIZE);
  }
  return { column: columns / total, row: rows / total };
}

/** Shift that brings a centre of mass to the middle of the picture, within bounds. */
function recentre(centre: number): number {
  const shift = (PICTURE_SIZE - 1) / 2 - centre;
  return Math.max(-FARTHEST_SHIFT, Math.min(FARTHEST_SHIFT, shift));
}

function fitToBox(strokes: readonly PenPath[]): Fit {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y, halfWidth } of strokes) {
    for (let i = 0; i < x.length; i++) {
      left = Math.min(left, x[i]! - halfWidth[i]!);
      right = Math.max(right, x[i]! + halfWidth[i]!);
      top = Math.min(top, y[i]! - halfWidth[i]!);
      bottom = Math.max(bottom, y[i]! + halfWidth[i]!);
    }
  }
  const scale = BOX_SIZE / Math.max(right - left, bottom - top);
  const middle = (PICTURE_SIZE - 1) / 2;
  return {
    scale,
    shiftX: middle - (scale * (left + right)) / 2,
    shiftY: middle - (scale * (top + bottom)) / 2,
  };
}

/** Every piece of a stroke is a capsule; where two overlap the darker one counts. */
function layInk(ink: Float64Array, strokes: readonly PenPath[], fit: Fit, softness: number): void {
  for (const { x, y, halfWidth } of strokes) {
    for (let i = 0; i + 1 < x.length; i++) {
      layPiece(
        ink,
        fit.shiftX + fit.scale * x[i]!,
        fit.shiftY + fit.scale * y[i]!,
        fit.shiftX + fit.scale * x[i + 1]!,
        fit.shiftY + fit.scale * y[i + 1]!,
        Math.max(THINNEST, (fit.scale * (halfWidth[i]! + halfWidth[i + 1]!)) / 2),
        softness,
      );
    }
  }
}

function layPiece(
  ink: Float64Array,
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
  radius: number,
  softness: number,
): void {
  const reach = radius + softness;
  const alongX = toX - fromX;
  const alongY = toY - fromY;
  const square = alongX * alongX + alongY * alongY;
  const lastRow = Math.min(PICTURE_SIZE - 1, Math.floor(Math.max(fromY, toY) + reach));
  const lastColumn = Math.min(PICTURE_SIZE - 1, Math.floor(Math.max(fromX, toX) + reach));
  const firstColumn = Math.max(0, Math.ceil(Math.min(fromX, toX) - reach));
  for (let row = Math.max(0, Math.ceil(Math.min(fromY, toY) - reach)); row <= lastRow; row++) {
    for (let column = firstColumn; column <= lastColumn; column++) {
      const dot = (column - fromX) * alongX + (row - fromY) * alongY;
      const along = square > 0 ? Math.min(1, Math.max(0, dot / square)) : 0;
      const distance = Math.hypot(column - fromX - along * alongX, row - fromY - along * alongY);
      const amount = Math.min(1, Math.max(0, (radius - distance) / softness + 0.5));
      const pixel = row * PICTURE_SIZE + column;
      if (amount > ink[pixel]!) ink[pixel] = amount;
    }
  }
}

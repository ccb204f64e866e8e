import type { Geometry } from './geometry.js';
import type { Piece } from './pieces.js';

/** From this length on, the engine's own copy beats a loop. */
const longRow = 24;

/**
 * Writes the window under each output position of some pictures of `x` as one row of `columns`:
 * `[batch, height, width, in]` to `[rows, windowHeight * windowWidth * in]`, zero where a window
 * hangs over the edge.
 */
export function columnsInto(
  columns: Float32Array,
  x: Float32Array,
  g: Geometry,
  { from, count }: Piece,
): void {
  const { inHeight, inWidth, inChannels, windowHeight, windowWidth } = g;
  const row = windowWidth * inChannels;
  let to = 0;
  for (let n = from; n < from + count; n++) {
    for (let oy = 0; oy < g.outHeight; oy++) {
      const top = oy * g.strideY - g.padTop;
      for (let ox = 0; ox < g.outWidth; ox++) {
        const left = ox * g.strideX - g.padLeft;
        const skip = Math.max(0, -left) * inChannels;
        const end = Math.max(skip, Math.min(windowWidth, inWidth - left) * inChannels);
        for (let ky = 0; ky < windowHeight; ky++, to += row) {
          const y = top + ky;
          if (y < 0 || y >= inHeight) {
            columns.fill(0, to, to + row);
            continue;
          }
          const at = ((n * inHeight + y) * inWidth + left) * inChannels;
          if (end - skip < row) columns.fill(0, to, to + row);
          if (end - skip >= longRow) columns.set(x.subarray(at + skip, at + end), to + skip);
          else for (let i = skip; i < end; i++) columns[to + i] = x[at + i]!;
        }
      }
    }
  }
}

/** Adds the rows of `columns` back into the windows of the pictures they belong to. */
export function addColumnsInto(
  x: Float32Array,
  columns: Float32Array,
  g: Geometry,
  { from, count }: Piece,
): void {
  const { inHeight, inWidth, inChannels, windowHeight, windowWidth } = g;
  const row = windowWidth * inChannels;
  let at = 0;
  for (let n = from; n < from + count; n++) {
    for (let oy = 0; oy < g.outHeight; oy++) {
      const top = oy * g.strideY - g.padTop;
      for (let ox = 0; ox < g.outWidth; ox++) {
        const left = ox * g.strideX - g.padLeft;
        const skip = Math.max(0, -left) * inChannels;
        const end = Math.min(windowWidth, inWidth - left) * inChannels;
        for (let ky = 0; ky < windowHeight; ky++, at += row) {
          const y = top + ky;
          if (y < 0 || y >= inHeight) continue;
          const to = ((n * inHeight + y) * inWidth + left) * inChannels;
          for (let i = skip; i < end; i++) x[to + i]! += columns[at + i]!;
        }
      }
    }
  }
}

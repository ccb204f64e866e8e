import type { Geometry } from './geometry.js';

/** Numbers in one piece: a few hundred kilobytes stay in a core's cache. */
const pieceNumbers = 2 ** 16;

/** Some pictures of a batch. */
export interface Piece {
  readonly from: number;
  readonly count: number;
  /** Output positions of these pictures, over all of them. */
  readonly rows: number;
}

/**
 * Cuts a batch into runs of pictures whose windows, `width` numbers at each output position, stay in
 * the cache while they are made and multiplied.
 */
export function piecesOf(g: Geometry, width: number, numbers = pieceNumbers): Piece[] {
  const positions = g.outHeight * g.outWidth;
  const size = Math.max(1, Math.floor(numbers / Math.max(1, positions * width)));
  const pieces: Piece[] = [];
  for (let from = 0; from < g.batch; from += size) {
    const count = Math.min(size, g.batch - from);
    pieces.push({ from, count, rows: count * positions });
  }
  return pieces;
}

/** Cores of a tile, and tiles of a chip in rows and columns. */
const CORES_OF_TILE = 4;
const COLUMNS = 8;
const ROWS = 4;
const TILES = COLUMNS * ROWS;

/** Kinds of ways of a message: 32 distances on one chip, and one kind without a known distance. */
export const WAYS = TILES + 1;

/** The way of messages that no mesh distance is known for: from the host, and between chips. */
export const UNKNOWN_WAY = TILES;

/**
 * The way from core to core, when cores are placed in order, 4 to a tile, tiles row by row on a grid of
 * 8 x 4: columns apart + 8 times rows apart. Distances between two chips are not modelled.
 */
export function wayBetween(from: number, to: number): number {
  const [a, b] = [tileOf(from), tileOf(to)];
  if (Math.floor(a / TILES) !== Math.floor(b / TILES)) return UNKNOWN_WAY;
  const columns = Math.abs((a % COLUMNS) - (b % COLUMNS));
  const rows = Math.abs(Math.floor((a % TILES) / COLUMNS) - Math.floor((b % TILES) / COLUMNS));
  return columns + COLUMNS * rows;
}

/** Hops of a way: east-west and north-south. */
export function hopsOf(way: number): { readonly eastWest: number; readonly northSouth: number } {
  if (way === UNKNOWN_WAY) return { eastWest: 0, northSouth: 0 };
  return { eastWest: way % COLUMNS, northSouth: Math.floor(way / COLUMNS) };
}

/** Tiles and chips that so many cores take. */
export function tilesOf(cores: number): number {
  return Math.ceil(cores / CORES_OF_TILE);
}

export function chipsOf(cores: number): number {
  return Math.ceil(tilesOf(cores) / TILES);
}

function tileOf(core: number): number {
  return Math.floor(core / CORES_OF_TILE);
}

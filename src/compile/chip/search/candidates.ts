import { MAX_COMPARTMENTS } from '../limits.js';
import { type TileMap, tileMap } from '../split/synapses.js';
import { type BlockShape, shapeTiles } from '../split/tiles.js';
import { type Demand, demandOf } from './demand.js';
import type { GroupReach } from './reach.js';

/** A block shape whose tiles fit their cores, output axons aside. */
export interface Candidate {
  readonly shape: BlockShape;
  readonly map: TileMap;
  readonly demand: Demand;
}

/**
 * The block shapes of a layer that fit, fewest tiles first, then fewest synapse bits: at most so many,
 * or all that have the fewest tiles. Tiles are as equal as can be along each dimension: other sizes
 * give as many tiles and larger ones.
 */
export function candidatesOf(
  ensembleShape: readonly number[],
  groups: readonly GroupReach[],
  most: number | 'fewest tiles',
): Candidate[] {
  const found: Candidate[] = [];
  for (const { shape, tiles } of shapesByTiles(ensembleShape)) {
    const fewest = found[0]?.map.tiles.length ?? tiles;
    if (most === 'fewest tiles' ? tiles > fewest : found.length >= most) break;
    const candidate = tryShape({ shape, ensembleShape }, groups);
    if (candidate !== null) found.push(candidate);
  }
  return found.sort(
    (a, b) => a.map.tiles.length - b.map.tiles.length || a.demand.bits - b.demand.bits,
  );
}

/** A shape as a candidate, or `null` if one of its tiles does not fit. */
export function tryShape(shape: BlockShape, groups: readonly GroupReach[]): Candidate | null {
  const neurons = shape.ensembleShape.reduce((a, b) => a * b, 1);
  const map = tileMap(shapeTiles(shape), neurons);
  const demand = demandOf(groups, map);
  return demand === null ? null : { shape, map, demand };
}

/** Every shape of equal tiles that respects the number of compartments, fewest tiles first. */
export function shapesByTiles(
  ensembleShape: readonly number[],
): { readonly shape: number[]; readonly tiles: number }[] {
  let shapes: { shape: number[]; tiles: number }[] = [{ shape: [], tiles: 1 }];
  for (const size of ensembleShape) {
    const cuts = equalCuts(size);
    shapes = shapes.flatMap(({ shape, tiles }) =>
      cuts.map((length) => ({
        shape: [...shape, length],
        tiles: tiles * Math.ceil(size / length),
      })),
    );
  }
  return shapes
    .filter(({ shape }) => shape.reduce((a, b) => a * b, 1) <= MAX_COMPARTMENTS)
    .sort((a, b) => a.tiles - b.tiles || spread(a.shape) - spread(b.shape));
}

/** Lengths that cut a dimension into 1, 2, 3 ... runs as equal as can be. */
function equalCuts(size: number): number[] {
  const lengths = Array.from({ length: size }, (_, k) => Math.ceil(size / (k + 1)));
  return [...new Set(lengths)];
}

/** Small for tiles that are compact in all dimensions; settles ties the same way everywhere. */
function spread(shape: readonly number[]): number {
  return Math.max(...shape) / Math.min(...shape);
}

import { COMPARTMENT_BASES, MAX_COMPARTMENTS, MAX_IN_AXONS, MAX_SYNAPSE_BITS } from '../limits.js';
import type { TileMap } from '../split/synapses.js';
import { indexBitsCode, weightSetBits } from '../synapse-bits.js';
import type { GroupReach } from './reach.js';

/** What the tiles of a layer ask of their cores, found without cutting the layer. */
export interface Demand {
  /** Synapse bits of all tiles together. */
  readonly bits: number;
  /** Per synapse group and axon the number of tiles it reaches. */
  readonly touched: readonly Uint16Array[];
}

/** Synapse memory and axons of one tile while they are being counted. */
interface TileCount {
  axons: number;
  bits: number;
  /** Weight arrays of the group at hand: what tells them apart -> entries over all atoms. */
  sets: Map<string, number>;
  maxIndex: number;
}

/**
 * Counts what the tiles of a layer need as the splitter would make them (network-to-chip.md 7.2),
 * or gives `null` at the first tile that does not fit a core. A single tile keeps unused axons.
 */
export function demandOf(groups: readonly GroupReach[], map: TileMap): Demand | null {
  if (map.tiles.some((tile) => tile.length > MAX_COMPARTMENTS)) return null;
  const counts = map.tiles.map((): TileCount => {
    return { axons: 0, bits: 0, sets: new Map(), maxIndex: -1 };
  });
  const touched: Uint16Array[] = [];
  for (const reach of groups) {
    const reached = reach.dense ? countDense(reach, map, counts) : countGroup(reach, map, counts);
    if (reached === null) return null;
    touched.push(reached);
  }
  const axons = groups.reduce((sum, { group }) => sum + group.nAxons, 0);
  if (map.tiles.length === 1 && axons > MAX_IN_AXONS) return null;
  return { bits: counts.reduce((sum, count) => sum + count.bits, 0), touched };
}

/** Every axon of a dense group reaches all of every tile; no two of its arrays are taken as equal. */
function countDense(
  { group }: GroupReach,
  map: TileMap,
  counts: readonly TileCount[],
): Uint16Array | null {
  for (const [t, tile] of map.tiles.entries()) {
    const count = counts[t];
    count.axons += group.nAxons;
    const format = { ...group.format, idxBits: indexBitsCode(tile.length - 1) };
    count.bits += group.nAxons * weightSetBits(format, tile.length);
    if (count.axons > MAX_IN_AXONS || count.bits > MAX_SYNAPSE_BITS) return null;
  }
  return new Uint16Array(group.nAxons).fill(map.tiles.length);
}

function countGroup(
  reach: GroupReach,
  map: TileMap,
  counts: readonly TileCount[],
): Uint16Array | null {
  const touched = new Uint16Array(reach.group.nAxons);
  const parts = openParts(map.tiles.length);
  for (let axon = 0; axon < reach.group.nAxons; axon++) {
    touched[axon] = dealAxon(reach, axon, map, parts);
    for (let k = 0; k < touched[axon]; k++) {
      if (!countPart(reach, parts, parts.list[k], counts)) return null;
    }
  }
  for (const count of counts) if (!closeGroup(reach, count)) return null;
  return touched;
}

/** The entries of one axon by tile; reused from axon to axon. */
interface Parts {
  /** Tiles reached, in order of their first entry. */
  readonly list: Uint32Array;
  /** Axon that the other columns of a tile belong to. */
  readonly owner: Int32Array;
  readonly entries: Uint32Array;
  readonly first: Uint32Array;
  readonly least: Uint32Array;
  readonly most: Uint32Array;
  /** Two hashes over the weights and where they go, counted from the first entry. */
  readonly hashA: Uint32Array;
  readonly hashB: Uint32Array;
}

function openParts(tiles: number): Parts {
  const column = (): Uint32Array => new Uint32Array(tiles);
  return {
    list: column(),
    owner: new Int32Array(tiles).fill(-1),
    entries: column(),
    first: column(),
    least: column(),
    most: column(),
    hashA: column(),
    hashB: column(),
  };
}

/** Deals the entries of an axon out to the tiles they fall into; the number of tiles reached. */
function dealAxon(reach: GroupReach, axon: number, map: TileMap, parts: Parts): number {
  const { ptr, targets, weightHash } = reach;
  const { list, owner, entries, first, least, most, hashA, hashB } = parts;
  let reached = 0;
  for (let at = ptr[axon]; at < ptr[axon + 1]; at++) {
    const tile = map.tileOf[targets[at]];
    const number = map.numberOf[targets[at]];
    if (owner[tile] !== axon) {
      owner[tile] = axon;
      list[reached++] = tile;
      entries[tile] = 0;
      first[tile] = number;
      least[tile] = number;
      most[tile] = number;
      hashA[tile] = 0;
      hashB[tile] = 0;
    }
    const step = number - first[tile];
    entries[tile] += 1;
    if (number < least[tile]) least[tile] = number;
    if (number > most[tile]) most[tile] = number;
    hashA[tile] = Math.imul(hashA[tile] ^ weightHash[at], 0x01000193) + step;
    hashB[tile] = Math.imul(hashB[tile] + step, 0x85ebca6b) ^ weightHash[at];
  }
  return reached;
}

/** Adds the part of an axon that falls into a tile; false when the tile no longer fits. */
function countPart(
  { group, atoms, shared }: GroupReach,
  parts: Parts,
  tile: number,
  counts: readonly TileCount[],
): boolean {
  const count = counts[tile];
  count.axons += 1;
  const base = shared ? parts.least[tile] % COMPARTMENT_BASES : 0;
  if (group.popType === 16 && base % 4 !== 0) return false;
  count.maxIndex = Math.max(count.maxIndex, parts.most[tile] - base);
  const start = parts.first[tile] - base;
  const key = `${parts.hashA[tile]} ${parts.hashB[tile]} ${parts.entries[tile]} ${start}`;
  if (!count.sets.has(key)) count.sets.set(key, atoms * parts.entries[tile]);
  return count.axons <= MAX_IN_AXONS;
}

/** Ends a group for a tile: its index width is known now, and with it its memory. */
function closeGroup({ group }: GroupReach, count: TileCount): boolean {
  const idxBits = indexBitsCode(Math.max(count.maxIndex, 0));
  if (idxBits < 0) return false;
  const format = { ...group.format, idxBits };
  for (const weights of count.sets.values()) count.bits += weightSetBits(format, weights);
  count.sets = new Map();
  count.maxIndex = -1;
  return count.bits <= MAX_SYNAPSE_BITS;
}

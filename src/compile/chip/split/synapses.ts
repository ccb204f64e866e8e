import { CompileError } from '../../../core/errors.js';
import { COMPARTMENT_BASES } from '../limits.js';
import type { SynapseGroup, WeightSet } from '../model.js';
import { maxIndex } from '../synapse.js';
import { indexBitsCode } from '../synapse-bits.js';
import { type WeightSetTable, weightSetTable } from './weight-sets.js';

/** Where the neurons of a layer went. */
export interface TileMap {
  /** Per tile, the neuron numbers of the layer in block order. */
  readonly tiles: readonly Int32Array[];
  /** Layer's neuron -> tile. */
  readonly tileOf: Int32Array;
  /** Layer's neuron -> number inside its tile. */
  readonly numberOf: Int32Array;
}

/** The part of a synapse group that drives one tile. */
export interface CutGroup {
  readonly group: SynapseGroup;
  /** Old input axon -> new one; -1: it does not reach the tile. `null`: unchanged. */
  readonly axonMap: Int32Array | null;
}

/** Tile and number of every neuron of a layer. */
export function tileMap(tiles: readonly Int32Array[], neurons: number): TileMap {
  const tileOf = new Int32Array(neurons);
  const numberOf = new Int32Array(neurons);
  tiles.forEach((tile, t) => {
    tile.forEach((neuron, number) => {
      tileOf[neuron] = t;
      numberOf[neuron] = number;
    });
  });
  return { tiles, tileOf, numberOf };
}

/** Cuts a synapse group; `null` for tiles that none of its axons reaches. */
export function cutSynapses(group: SynapseGroup, map: TileMap, name: string): (CutGroup | null)[] {
  refuseLearning(group, name);
  const shared = group.axonToWeightMap !== null || group.axonCompartmentBases !== null;
  const parts = map.tiles.map(() => partOf(group.nAxons));
  const checked = new Set<WeightSet>();
  for (let axon = 0; axon < group.nAxons; axon++) {
    const base = group.axonCompartmentBases?.[axon] ?? 0;
    if (base < 0) continue;
    const set = group.weights[group.axonToWeightMap?.[axon] ?? axon];
    if (!checked.has(set)) checkEqualRows(set, name);
    checked.add(set);
    cutAxon(parts, axon, set, base, map, shared);
  }
  return parts.map((part, t) =>
    part.sets.length === 0 ? null : cutGroup(group, part, shared, map.tiles[t]),
  );
}

/** What is collected for one tile. */
interface Part {
  readonly table: WeightSetTable;
  /** Per new axon. */
  readonly sets: number[];
  readonly bases: number[];
  readonly axonMap: Int32Array;
}

function partOf(nAxons: number): Part {
  const axonMap = new Int32Array(nAxons).fill(-1);
  return { table: weightSetTable(), sets: [], bases: [], axonMap };
}

/** Deals the entries of one axon out to the tiles they fall into. */
function cutAxon(
  parts: readonly Part[],
  axon: number,
  set: WeightSet,
  base: number,
  { tileOf, numberOf }: TileMap,
  shared: boolean,
): void {
  const columnsOf = new Map<number, number[]>();
  for (let column = 0; column < set.entries; column++) {
    const tile = tileOf[base + set.indices[column]];
    if (tile === undefined) throw outsideBlock(axon, base + set.indices[column], tileOf.length);
    const columns = columnsOf.get(tile);
    if (columns === undefined) columnsOf.set(tile, [column]);
    else columns.push(column);
  }
  for (const [tile, columns] of columnsOf) {
    const part = parts[tile];
    const numbers = Int32Array.from(columns, (column) => numberOf[base + set.indices[column]]);
    const newBase = shared ? smallest(numbers) % COMPARTMENT_BASES : 0;
    for (let i = 0; i < numbers.length; i++) numbers[i] -= newBase;
    part.axonMap[axon] = part.sets.length;
    part.sets.push(part.table.add({ set, columns: Int32Array.from(columns), indices: numbers }));
    part.bases.push(newBase);
  }
}

function cutGroup(old: SynapseGroup, part: Part, shared: boolean, tile: Int32Array): CutGroup {
  const weights = part.table.sets;
  const everyOwn = !shared && part.sets.every((set, axon) => set === axon);
  const group: SynapseGroup = {
    nAxons: part.sets.length,
    popType: old.popType,
    weights,
    axonToWeightMap: everyOwn ? null : Int32Array.from(part.sets),
    axonCompartmentBases: shared ? Int32Array.from(part.bases) : null,
    format: { ...old.format, idxBits: indexBitsCode(maxIndex(weights)) },
    learning: null,
    ...(old.origin === undefined ? {} : { origin: { ...old.origin, tile } }),
  };
  return { group, axonMap: part.axonMap };
}

function refuseLearning(group: SynapseGroup, name: string): void {
  if (group.learning === null) return;
  throw new CompileError(
    `${name}: it learns and does not fit one core; a learning block cannot be cut. Use fewer neurons or dimensions.`,
    { code: 'split-learning' },
  );
}

function checkEqualRows({ atoms, entries, indices }: WeightSet, name: string): void {
  for (let i = entries; i < atoms * entries; i++) {
    if (indices[i] === indices[i - entries]) continue;
    throw new CompileError(
      `${name}: atoms of one weight array reach different compartments, such a block cannot be cut. Use the same indices for every atom.`,
      { code: 'split-atoms-differ' },
    );
  }
}

function smallest(values: Int32Array): number {
  let min = values[0];
  for (let i = 1; i < values.length; i++) if (values[i] < min) min = values[i];
  return min;
}

function outsideBlock(axon: number, target: number, n: number): CompileError {
  return new CompileError(
    `input axon ${axon} drives compartment ${target}, the block has ${n}. Correct the indices or bases of its synapses.`,
    { code: 'index-outside-block' },
  );
}

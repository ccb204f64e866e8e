import type { ChipArray, WeightSet } from '../model.js';

/** Entries of one axon that fall into a tile. */
export interface CutAxon {
  readonly set: WeightSet;
  /** Columns of the set, in their order. */
  readonly columns: Int32Array;
  /** New indices, one per column, the same for all atoms. */
  readonly indices: Int32Array;
}

/** Weight sets in order of first use; equal ones are stored once. */
export interface WeightSetTable {
  readonly sets: WeightSet[];
  /** Position of the set that equals the cut axon byte by byte; added when it is new. */
  add(cut: CutAxon): number;
}

/** Makes an empty table. */
export function weightSetTable(): WeightSetTable {
  const sets: WeightSet[] = [];
  const byHash = new Map<number, number[]>();
  let scratch = new Float32Array(64);
  return {
    sets,
    add(cut) {
      const size = cut.set.atoms * cut.columns.length;
      if (scratch.length < size) scratch = new Float32Array(2 * size);
      const values = scratch.subarray(0, size);
      gather(values, cut);
      const hash = hashWords(wordsOf(cut.indices), hashWords(wordsOf(values), size));
      const candidates = byHash.get(hash) ?? [];
      const known = candidates.find((i) => equals(sets[i], values, cut.indices));
      if (known !== undefined) return known;
      byHash.set(hash, [...candidates, sets.length]);
      sets.push(newSet(cut, values));
      return sets.length - 1;
    },
  };
}

function gather(values: Float32Array, { set, columns }: CutAxon): void {
  let to = 0;
  for (let atom = 0; atom < set.atoms; atom++) {
    const row = atom * set.entries;
    for (let i = 0; i < columns.length; i++) values[to++] = set.values[row + columns[i]];
  }
}

function newSet({ set, indices }: CutAxon, values: Float32Array): WeightSet {
  const repeated = new Int32Array(set.atoms * indices.length);
  for (let atom = 0; atom < set.atoms; atom++) repeated.set(indices, atom * indices.length);
  return { atoms: set.atoms, entries: indices.length, values: values.slice(), indices: repeated };
}

/** The first index row stands for all: tiles only hold sets with equal rows. */
function equals(set: WeightSet, values: Float32Array, indices: Int32Array): boolean {
  return (
    set.entries === indices.length &&
    sameWords(wordsOf(set.values), wordsOf(values)) &&
    sameWords(wordsOf(set.indices.subarray(0, set.entries)), wordsOf(indices))
  );
}

function sameWords(a: Uint32Array, b: Uint32Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Bits rather than numbers: 0 and -0 differ. */
function wordsOf(values: ChipArray): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length);
}

/** FNV-1a over 32-bit words. */
function hashWords(words: Uint32Array, seed: number): number {
  let hash = (seed ^ 0x811c9dc5) | 0;
  for (let i = 0; i < words.length; i++) {
    hash = Math.imul(hash ^ words[i], 0x01000193);
    hash ^= hash >>> 15; // floats differ mostly in their high bits
  }
  return hash;
}

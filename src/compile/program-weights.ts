import type { ChipArray, ChipDtype, WeightSet } from './chip/model.js';
import { arrayOf, fieldsOf, requireRange, wrong } from './program-fields.js';

/**
 * The weight sets of a synapse group as four arrays: a file names every array it holds, and a dense
 * layer has a set per axon.
 */
export interface PackedWeights {
  /** Per set. */
  readonly atoms: Int32Array;
  readonly entries: Int32Array;
  /** All sets one behind the other. */
  readonly values: ChipArray;
  readonly indices: Int32Array;
}

/** Joins the weight sets of a group. */
export function packWeights(sets: readonly WeightSet[], dtype: ChipDtype): PackedWeights {
  const total = sets.reduce((sum, set) => sum + set.values.length, 0);
  const values = dtype === 'int32' ? new Int32Array(total) : new Float32Array(total);
  const indices = new Int32Array(total);
  let at = 0;
  for (const set of sets) {
    values.set(set.values, at);
    indices.set(set.indices, at);
    at += set.values.length;
  }
  return {
    atoms: Int32Array.from(sets, (set) => set.atoms),
    entries: Int32Array.from(sets, (set) => set.entries),
    values,
    indices,
  };
}

/**
 * Takes packed weights apart; every set gets arrays of its own.
 *
 * @throws CodecError if sizes do not fit or an index leaves a block of `nCompartments`
 */
export function unpackWeights(
  json: unknown,
  where: string,
  dtype: ChipDtype,
  nCompartments: number,
): WeightSet[] {
  const packed = fieldsOf(json, where);
  const atoms = arrayOf(packed.atoms, `${where}.atoms`, Int32Array);
  const entries = arrayOf(packed.entries, `${where}.entries`, Int32Array, atoms.length);
  requireRange(atoms, `${where}.atoms`, 1, 2 ** 31);
  requireRange(entries, `${where}.entries`, 0, 2 ** 31);
  const total = atoms.reduce((sum, n, i) => sum + n * entries[i], 0);
  const values =
    dtype === 'int32'
      ? arrayOf(packed.values, `${where}.values`, Int32Array, total)
      : arrayOf(packed.values, `${where}.values`, Float32Array, total);
  const indices = arrayOf(packed.indices, `${where}.indices`, Int32Array, total);
  if (nCompartments > 0) requireRange(indices, `${where}.indices`, 0, nCompartments);
  else if (total > 0) throw wrong(where, values, 'no weights in an empty block');
  let at = 0;
  return Array.from(atoms, (n, i) => {
    const from = at;
    at += n * entries[i];
    const set = { atoms: n, entries: entries[i] };
    return { ...set, values: values.slice(from, at), indices: indices.slice(from, at) };
  });
}

import { axonOf } from '../axon.js';
import type { AxonGroup } from '../model.js';

/** Where an old synapse group went: its parts in tile order, or itself when it was not cut. */
export interface NewTarget {
  readonly block: number;
  readonly synapse: number;
  /** Old input axon -> new one, -1 for none; `null`: unchanged. */
  readonly axonMap: Int32Array | null;
}

/**
 * Axon groups of one new source for one old axon group: one per part of the target that the source
 * reaches. `tile` holds the source's old compartment numbers; `null` for a source that was not cut.
 */
export function cutAxons(
  old: AxonGroup,
  targets: readonly NewTarget[],
  tile: Int32Array | null,
  compartments: number,
): AxonGroup[] {
  return targets.flatMap(({ block, synapse, axonMap }) => {
    const target = { block, synapse };
    if (tile === null && axonMap === null) return [{ ...old, target }];
    const compartmentMap = new Int32Array(tile?.length ?? compartments);
    const used = new Set<number>();
    for (let c = 0; c < compartmentMap.length; c++) {
      const axon = axonOf(old, tile === null ? c : tile[c]);
      const moved = axon < 0 || axonMap === null ? axon : axonMap[axon];
      compartmentMap[c] = moved < 0 ? -1 : moved;
      if (moved >= 0) used.add(moved);
    }
    if (used.size === 0) return [];
    const compartmentAtoms = cutAtoms(old.compartmentAtoms, tile);
    return [{ nAxons: used.size, target, compartmentMap, compartmentAtoms }];
  });
}

function cutAtoms(atoms: Int32Array | null, tile: Int32Array | null): Int32Array | null {
  if (atoms === null || tile === null) return atoms;
  return Int32Array.from(tile, (compartment) => atoms[compartment]);
}

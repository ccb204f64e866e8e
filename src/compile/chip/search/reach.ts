import type { SynapseGroup, WeightSet } from '../model.js';

/** A synapse group spread out: which compartments each axon drives, in stored order. */
export interface GroupReach {
  readonly group: SynapseGroup;
  /** Axon k drives `targets[ptr[k]] .. targets[ptr[k + 1] - 1]`; unused axons none. */
  readonly ptr: Uint32Array;
  readonly targets: Uint32Array;
  /** Per entry of an axon, a hash of its weights over all atoms: equal weights, equal hash. */
  readonly weightHash: Uint32Array;
  readonly atoms: number;
  /** Every axon drives every compartment. */
  readonly dense: boolean;
  /** Weight arrays are shared between axons and moved by bases. */
  readonly shared: boolean;
}

/** Spreads out a group; all atoms of a weight array drive the same compartments. */
export function groupReach(group: SynapseGroup): GroupReach {
  const dense = group.origin?.kind === 'dense';
  const atoms = group.weights[0]?.atoms ?? 1;
  if (dense) {
    const none = new Uint32Array(0);
    return { group, ptr: none, targets: none, weightHash: none, atoms, dense, shared: false };
  }
  const setOf = (axon: number): WeightSet | undefined => {
    const used = (group.axonCompartmentBases?.[axon] ?? 0) >= 0;
    return used ? group.weights[group.axonToWeightMap?.[axon] ?? axon] : undefined;
  };
  const ptr = new Uint32Array(group.nAxons + 1);
  for (let axon = 0; axon < group.nAxons; axon++) {
    ptr[axon + 1] = ptr[axon] + (setOf(axon)?.entries ?? 0);
  }
  const targets = new Uint32Array(ptr[group.nAxons]);
  const weightHash = new Uint32Array(ptr[group.nAxons]);
  const hashes = new Map(group.weights.map((set) => [set, columnHashes(set)]));
  for (let axon = 0; axon < group.nAxons; axon++) {
    const set = setOf(axon);
    if (set === undefined) continue;
    const base = group.axonCompartmentBases?.[axon] ?? 0;
    for (let i = 0; i < set.entries; i++) targets[ptr[axon] + i] = base + set.indices[i];
    weightHash.set(hashes.get(set)!, ptr[axon]);
  }
  const shared = group.axonToWeightMap !== null || group.axonCompartmentBases !== null;
  return { group, ptr, targets, weightHash, atoms, dense, shared };
}

/** A hash of every column of a weight array, over its atoms. */
function columnHashes({ atoms, entries, values }: WeightSet): Uint32Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const hashes = new Uint32Array(entries).fill(0x811c9dc5);
  for (let atom = 0; atom < atoms; atom++) {
    for (let i = 0; i < entries; i++) {
      hashes[i] = Math.imul(hashes[i] ^ bits[atom * entries + i], 0x01000193);
    }
  }
  return hashes;
}

import type { AxonGroup, ChipModel, SynapseGroup } from '../compile/chip/model.js';
import { UNKNOWN_WAY, wayBetween } from './placement.js';

/** Formats of synapses that cost differently to read. */
export const formats = ['dense', 'sparse', 'convolution'] as const;
export type SynapseKind = (typeof formats)[number];

/** Numbers of an entry, and where each of them is. */
export const ENTRY = 5;
export enum Entry {
  /** The core that is reached. */
  CORE,
  /** The format of its synapses, a position in `formats`. */
  FORMAT,
  /** Synapses read, and those of them whose weight is not zero. */
  STORED,
  NON_ZERO,
  /** How the message goes, see `wayBetween`; -1 if it was another entry's already. */
  WAY,
}

/**
 * What one spike of each neuron of a source sets off: entries `start[c] .. start[c + 1] - 1` for neuron
 * c, one for each core and format that it reaches. A spike is one message to a core, whatever it
 * reaches there.
 */
export interface Reach {
  readonly start: Uint32Array;
  /** `ENTRY` numbers each. */
  readonly entries: Int32Array;
}

/** The reach of every block and every host input of a chip. */
export interface ChipReach {
  readonly blocks: readonly Reach[];
  readonly inputs: readonly Reach[];
}

/** Follows every axon of a chip to its synapses, once. Weights that learn count as they are at first. */
export function openReach({ blocks, inputs }: Pick<ChipModel, 'blocks' | 'inputs'>): ChipReach {
  const groups = blocks.map(({ synapses }) => synapses.map(rowsOf));
  return {
    blocks: blocks.map(({ axons, nCompartments }, b) =>
      reachOf(axons, nCompartments, groups, (core) => wayBetween(b, core)),
    ),
    inputs: inputs.map(({ axons, nNeurons }) =>
      reachOf(axons, nNeurons, groups, () => UNKNOWN_WAY),
    ),
  };
}

/** Synapses of every row of a group, and where the rows of an axon begin. */
interface Rows {
  readonly group: SynapseGroup;
  readonly format: number;
  readonly setStart: readonly number[];
  readonly stored: Float64Array;
  readonly nonZero: Float64Array;
}

/** A row that names a compartment twice has one synapse there: the last. */
function rowsOf(group: SynapseGroup): Rows {
  const count = group.weights.reduce((sum, { atoms }) => sum + atoms, 0);
  const stored = new Float64Array(count);
  const nonZero = new Float64Array(count);
  const setStart: number[] = [];
  const last = new Map<number, number>();
  let row = 0;
  for (const { atoms, entries, indices, values } of group.weights) {
    setStart.push(row);
    for (let atom = 0; atom < atoms; atom++, row++) {
      last.clear();
      for (let e = atom * entries; e < (atom + 1) * entries; e++) last.set(indices[e]!, values[e]!);
      stored[row] = last.size;
      for (const value of last.values()) if (value !== 0) nonZero[row]! += 1;
    }
  }
  return { group, format: formats.indexOf(kindOf(group)), setStart, stored, nonZero };
}

function kindOf({ origin, popType, format }: SynapseGroup): SynapseKind {
  if (origin !== undefined) return origin.kind === 'conv2d' ? 'convolution' : origin.kind;
  if (popType !== 0) return 'convolution';
  return format.compression === 3 ? 'dense' : 'sparse';
}

function reachOf(
  axons: readonly AxonGroup[],
  n: number,
  groups: readonly (readonly Rows[])[],
  way: (core: number) => number,
): Reach {
  const start = new Uint32Array(n + 1);
  const entries: number[] = [];
  for (let c = 0; c < n; c++) {
    const from = entries.length;
    for (const axon of axons) follow(axon, c, groups, entries, from);
    for (let e = from; e < entries.length; e += ENTRY) {
      const core = entries[e + Entry.CORE]!;
      if (place(entries, from, (other) => entries[other + Entry.CORE] === core) < e) continue;
      entries[e + Entry.WAY] = way(core);
    }
    start[c + 1] = entries.length / ENTRY;
  }
  return { start, entries: Int32Array.from(entries) };
}

/** Adds what a spike of compartment `c` reaches through one axon group. */
function follow(
  { target, compartmentMap, compartmentAtoms }: AxonGroup,
  c: number,
  groups: readonly (readonly Rows[])[],
  entries: number[],
  from: number,
): void {
  const axon = compartmentMap === null ? c : compartmentMap[c]!;
  const { group, format, setStart, stored, nonZero } = groups[target.block]![target.synapse]!;
  if (axon < 0 || (group.axonCompartmentBases?.[axon] ?? 0) < 0) return;
  const set = group.axonToWeightMap?.[axon] ?? axon;
  const row = setStart[set]! + (compartmentAtoms?.[c] ?? 0);
  const core = target.block;
  const same = (e: number): boolean =>
    entries[e + Entry.CORE] === core && entries[e + Entry.FORMAT] === format;
  const at = place(entries, from, same);
  if (at === entries.length) entries.push(core, format, 0, 0, -1);
  entries[at + Entry.STORED]! += stored[row]!;
  entries[at + Entry.NON_ZERO]! += nonZero[row]!;
}

/** The first entry from `from` on that is meant, else the end. */
function place(entries: readonly number[], from: number, meant: (e: number) => boolean): number {
  let e = from;
  while (e < entries.length && !meant(e)) e += ENTRY;
  return e;
}

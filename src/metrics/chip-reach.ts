import type { AxonGroup, ChipModel, SynapseGroup } from '../compile/chip/model.js';
import { UNKNOWN_WAY, wayBetween } from './placement.js';

/** Formats of synapses that cost differently to read. */
export const formats = ['dense', 'sparse', 'convolution'] as const;
export type SynapseKind = (typeof formats)[number];

/**
 * What one spike of each compartment of a source sets off, a run of entries for every compartment:
 * those of compartment c are `start[c] .. start[c + 1] - 1`, one for each core and format it reaches.
 */
export interface Reach {
  readonly start: Uint32Array;
  readonly core: Uint32Array;
  /** Position in `formats`. */
  readonly format: Uint8Array;
  /** Synapses read, and those of them whose weight is not zero. */
  readonly stored: Float64Array;
  readonly nonZero: Float64Array;
  /** 1 for the first entry to a core: the spike is one message to it, whatever it reaches there. */
  readonly message: Uint8Array;
  /** How a message to this core goes, see `wayBetween`. */
  readonly way: Uint8Array;
  /** Per compartment all synapses that one spike reads. */
  readonly synapses: Float64Array;
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
  let row = 0;
  for (const { atoms, entries, indices, values } of group.weights) {
    setStart.push(row);
    for (let atom = 0; atom < atoms; atom++, row++) {
      const last = new Map<number, number>();
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

interface Entry {
  readonly core: number;
  readonly format: number;
  stored: number;
  nonZero: number;
}

function reachOf(
  axons: readonly AxonGroup[],
  n: number,
  groups: readonly (readonly Rows[])[],
  way: (core: number) => number,
): Reach {
  const perSource = Array.from({ length: n }, (_, c) => entriesOf(axons, c, groups));
  const all = perSource.flat();
  const start = new Uint32Array(n + 1);
  for (const [c, entries] of perSource.entries()) start[c + 1] = start[c]! + entries.length;
  const first = perSource.flatMap((entries) =>
    entries.map(({ core }, i) => Number(entries.findIndex((e) => e.core === core) === i)),
  );
  return {
    start,
    core: Uint32Array.from(all, ({ core }) => core),
    format: Uint8Array.from(all, ({ format }) => format),
    stored: Float64Array.from(all, ({ stored }) => stored),
    nonZero: Float64Array.from(all, ({ nonZero }) => nonZero),
    message: Uint8Array.from(first),
    way: Uint8Array.from(all, ({ core }) => way(core)),
    synapses: Float64Array.from(perSource, (entries) =>
      entries.reduce((sum, { stored }) => sum + stored, 0),
    ),
  };
}

function entriesOf(
  axons: readonly AxonGroup[],
  c: number,
  groups: readonly (readonly Rows[])[],
): Entry[] {
  const entries: Entry[] = [];
  for (const { target, compartmentMap, compartmentAtoms } of axons) {
    const axon = compartmentMap === null ? c : compartmentMap[c]!;
    const { group, format, setStart, stored, nonZero } = groups[target.block]![target.synapse]!;
    if (axon < 0 || (group.axonCompartmentBases?.[axon] ?? 0) < 0) continue;
    const set = group.axonToWeightMap?.[axon] ?? axon;
    const row = setStart[set]! + (compartmentAtoms?.[c] ?? 0);
    let entry = entries.find((e) => e.core === target.block && e.format === format);
    if (entry === undefined) {
      entry = { core: target.block, format, stored: 0, nonZero: 0 };
      entries.push(entry);
    }
    entry.stored += stored[row]!;
    entry.nonZero += nonZero[row]!;
  }
  return entries;
}

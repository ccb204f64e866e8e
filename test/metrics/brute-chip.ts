import type { AxonGroup, ChipModel } from '../../src/compile/chip/model.js';

/** Spikes as lists: per timestep, per source, neuron numbers. */
export type Spikes = readonly (readonly (readonly number[])[])[];

/** What a chip did, added up by looking at every synapse of every spike. */
export interface BruteCounts {
  readonly spikes: number[];
  readonly arrived: number[];
  readonly sent: number[];
  readonly stored: number[];
  readonly nonZero: number[];
  /** Messages and hops between tiles. */
  readonly messages: number;
  readonly eastWest: number;
  readonly northSouth: number;
}

/** Synapses behind one spike, as [target core, compartment, weight]; only the last of twins counts. */
function synapsesOf(model: ChipModel, axons: readonly AxonGroup[], c: number): [number, number][] {
  const found: [number, number][] = [];
  for (const { target, compartmentMap, compartmentAtoms } of axons) {
    const group = model.blocks[target.block]!.synapses[target.synapse]!;
    const axon = compartmentMap?.[c] ?? c;
    if (axon < 0 || (group.axonCompartmentBases?.[axon] ?? 0) < 0) continue;
    const set = group.weights[group.axonToWeightMap?.[axon] ?? axon]!;
    const atom = compartmentAtoms?.[c] ?? 0;
    const weights: (number | undefined)[] = [];
    for (let e = atom * set.entries; e < (atom + 1) * set.entries; e++) {
      weights[set.indices[e]!] = set.values[e]!;
    }
    for (const weight of weights) if (weight !== undefined) found.push([target.block, weight]);
    if (set.entries === 0) found.push([target.block, Number.NaN]); // a message without a synapse
  }
  return found;
}

/** Counts again from recorded spikes: spikes of timestep s arrive in s + 1, those of the last never. */
export function bruteCounts(model: ChipModel, sent: Spikes, spiked: Spikes): BruteCounts {
  const zeros = () => model.blocks.map(() => 0);
  const counts = {
    spikes: zeros(),
    arrived: zeros(),
    sent: zeros(),
    stored: zeros(),
    nonZero: zeros(),
    messages: 0,
    eastWest: 0,
    northSouth: 0,
  };
  const spike = (axons: readonly AxonGroup[], c: number, from: number, arrives: boolean): void => {
    const synapses = synapsesOf(model, axons, c);
    for (const core of new Set(synapses.map(([to]) => to))) {
      counts.messages += 1;
      if (arrives) counts.arrived[core]! += 1;
      if (from < 0) continue;
      counts.sent[from]! += 1;
      const [a, b] = [Math.floor(from / 4), Math.floor(core / 4)];
      counts.eastWest += Math.abs((a % 8) - (b % 8));
      counts.northSouth += Math.abs(Math.floor(a / 8) - Math.floor(b / 8));
    }
    for (const [core, weight] of arrives ? synapses : []) {
      if (Number.isNaN(weight)) continue;
      counts.stored[core]! += 1;
      if (weight !== 0) counts.nonZero[core]! += 1;
    }
  };
  for (let s = 0; s < sent.length; s++) {
    const arrives = s + 1 < sent.length;
    for (const [i, list] of sent[s]!.entries()) {
      for (const c of list) spike(model.inputs[i]!.axons, c, -1, arrives);
    }
    for (const [b, list] of spiked[s]!.entries()) {
      counts.spikes[b]! += list.length;
      for (const c of list) spike(model.blocks[b]!.axons, c, b, arrives);
    }
  }
  return counts;
}

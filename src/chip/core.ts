import type { Block } from '../compile/chip/model.js';
import type { Axon } from './axon.js';
import { type CompartmentState, openCompartments } from './compartment.js';
import { accumulate, openSynapse, type Synapse } from './synapse.js';

/** The spikes of one block in the last step; lent until the next step. */
export interface SpikeList {
  /** Ascending compartment numbers; only the first `count` are meant. */
  readonly indices: Int32Array;
  readonly count: number;
}

/** One block opened for stepping: what a core of the chip holds. */
export interface Core {
  readonly compartments: CompartmentState;
  readonly synapses: Synapse[];
  /** Filled by the board once every core is open, because axons point at other cores. */
  axons: Axon[];
}

/** Opens a block, without its axons. */
export function openCore(block: Block, where: string): Core {
  return {
    compartments: openCompartments(block),
    synapses: block.synapses.map((group, s) =>
      openSynapse(group, block.nCompartments, `${where}, synapse group ${s}`),
    ),
    axons: [],
  };
}

/** Forgets the input and the queued spikes of the last step. */
export function clearInput(core: Core): void {
  core.compartments.q.fill(0);
  for (const synapse of core.synapses) synapse.queued = 0;
}

/** Adds all queued spikes to the synaptic input; returns the number of weights added. */
export function accumulateAll(core: Core): number {
  let added = 0;
  for (const synapse of core.synapses) added += accumulate(synapse, core.compartments.q);
  return added;
}

import type { Block, ChipArray, ChipDtype } from '../compile/chip/model.js';
import type { RandomState } from '../core/mt19937.js';
import type { Axon } from './axon.js';
import type { LearningGroup } from './learning.js';
import type { Synapse } from './synapse.js';

/** The spikes of one block in the last step; lent until the next step. */
export interface SpikeList {
  /** Ascending compartment numbers; only the first `count` are meant. */
  readonly indices: Int32Array;
  readonly count: number;
}

/** State of the `n` compartments of a block, one array per quantity. */
export interface Registers<Values> {
  readonly n: number;
  /** Synaptic input; written by the synapses and the noise, wrapped by the step. */
  readonly q: Values;
  readonly u: Values;
  readonly v: Values;
  /** Steps for which the voltage is still held at 0. */
  readonly r: Int32Array;
  /** Spikes since the start. */
  readonly count: Int32Array;
  /** Compartments that spiked in the last step, ascending; the first `nSpiked` entries count. */
  readonly spiked: Int32Array;
  nSpiked: number;
}

/**
 * One block opened for stepping: what a core of the chip holds, and the parts of a step in its own
 * kind of number. The board calls them in the order in which they stand here.
 */
export interface Core<Values extends ChipArray> {
  readonly compartments: Registers<Values>;
  readonly synapses: readonly Synapse<Values>[];
  /** Parallel to `synapses`; `null` where a group does not learn. */
  readonly learning: readonly (LearningGroup<Values> | null)[];
  /** Filled by the board once every core is open, because axons point at other cores. */
  axons: readonly Axon[];
  /** Whether draws of the generator change anything here. */
  readonly needsRandom: boolean;
  /** Adds all queued spikes to the synaptic input; returns the number of weights added. */
  accumulate(): number;
  /** Lets the spikes of step `t` into the traces; returns warning flags. */
  updateTraces(t: number, random: RandomState): number;
  /** Learns from traces and errors in step `t`; returns warning flags. */
  updateWeights(t: number, random: RandomState): number;
  /** Draws for every compartment and adds the noise of those that have it. */
  addNoise(random: RandomState): void;
  /** Current, voltage and spikes of every compartment; returns warning flags. */
  stepCompartments(): number;
}

/** A kind of number a board computes in. */
export interface Numbers<Values extends ChipArray> {
  readonly dtype: ChipDtype;
  /** Opens a block, without its axons; throws a DeviceError that begins with `where`. */
  openCore(block: Block, where: string): Core<Values>;
}

/** The learning groups of all blocks, in order. */
export function learningIn<Values extends ChipArray>(
  cores: readonly Pick<Core<Values>, 'learning'>[],
): LearningGroup<Values>[] {
  return cores.flatMap(({ learning }) => learning.filter((group) => group !== null));
}

/** Forgets the input and the queued spikes of the last step. */
export function clearInput(core: Core<ChipArray>): void {
  core.compartments.q.fill(0);
  for (const synapse of core.synapses) synapse.queued = 0;
}

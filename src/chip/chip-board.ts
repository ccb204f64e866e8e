import type { ChipArray } from '../compile/chip/model.js';
import type { SpikeList } from './core.js';
import type { PesErrors } from './pes-batch.js';
import type { BoardState } from './state.js';

/**
 * One emulated chip, whatever plays it. Steps count from 1; host inputs and neurons act one step
 * after their spike. All arrays handed out are lent: the next step overwrites them.
 */
export interface ChipBoard<Values extends ChipArray = ChipArray> {
  /** Steps played so far. */
  readonly t: number;
  /** Weights added in the last step. */
  readonly synapticOps: number;
  /** Spikes of every compartment since the start, per block. */
  readonly spikeCount: readonly Int32Array[];
  /** Hands over spikes of a host input for step t + 1; they act in step t + 2. */
  send(input: number, indices: ArrayLike<number>, count?: number): void;
  /** Hands over learning errors for step t + 1; a batch replaces all errors. */
  setErrors(batch: readonly PesErrors[]): void;
  step(): void;
  /** Compartments of a block that spiked in the last step. */
  spikes(block: number): SpikeList;
  voltage(block: number): Values;
  current(block: number): Values;
  /** Wrapped synaptic input of the last step. */
  synapticInput(block: number): Values;
  refractory(block: number): Int32Array;
  /** Traces, weights and errors of a learning group. */
  traces(block: number, synapse: number): Values;
  weights(block: number, synapse: number): Values;
  errors(block: number, synapse: number): Int32Array;
  /** The next outputs of the generator, which stays where it is. */
  peekRandom(count: number): Uint32Array;
  save(): BoardState<Values>;
  restore(state: BoardState<Values>): void;
}

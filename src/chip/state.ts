import type { ChipArray } from '../compile/chip/model.js';
import type { Mt19937State, RandomState } from '../core/mt19937.js';
import { type Core, learningIn } from './core.js';
import type { InputQueue } from './input.js';
import type { LearningGroup } from './learning.js';
import { checkState } from './state-check.js';

/** State of one block between two steps. */
export interface BlockState<Values extends ChipArray = Int32Array> {
  current: Values;
  voltage: Values;
  refractory: Int32Array;
  /** Spikes since the start; absent on a board that does not count them. */
  spikeCount?: Int32Array;
  /** Compartments that spiked in the last step. */
  spikes: Int32Array;
}

/** State of one learning group between two steps. */
export interface LearningState<Values extends ChipArray = Int32Array> {
  traces: Values;
  /** 1 for every axon that spiked in the current train epoch. */
  spiked: Uint8Array;
  errors: Int32Array;
  weights: Values;
}

/** Everything that decides how a board goes on; plain typed arrays, owned by the caller. */
export interface BoardState<Values extends ChipArray = Int32Array> {
  t: number;
  synapticOps: number;
  blocks: BlockState<Values>[];
  /** Host spikes that act in the next step, and those that act one step later. */
  inputs: { arriving: Int32Array; incoming: Int32Array }[];
  /** Learning groups of all blocks, in order; absent if there are none. */
  learning?: LearningState<Values>[];
  /** Absent on a board that does not draw. */
  random?: Mt19937State;
}

/** The parts of a board that have state. */
export interface Parts<Values extends ChipArray> {
  readonly cores: readonly Core<Values>[];
  readonly inputs: readonly InputQueue[];
  /** `null` on a board that does not draw. */
  readonly random: RandomState | null;
}

/** Copies the state of a board. */
export function saveState<Values extends ChipArray>(
  board: Parts<Values> & { readonly t: number; readonly synapticOps: number },
): BoardState<Values> {
  const learning = learningIn(board.cores).map(saveLearning);
  return {
    t: board.t,
    synapticOps: board.synapticOps,
    blocks: board.cores.map(saveCore),
    inputs: board.inputs.map(saveInput),
    ...(learning.length === 0 ? {} : { learning }),
    ...(board.random === null ? {} : { random: board.random.save() }),
  };
}

/**
 * Puts a saved state back into the same arrays, so that lent views stay valid. Throws a DeviceError
 * before anything is changed if the state was saved from another model.
 */
export function restoreState<Values extends ChipArray>(
  { cores, inputs, random }: Parts<Values>,
  state: BoardState<Values>,
): void {
  checkState(state, { cores, inputs, random });
  state.blocks.forEach((block, b) => {
    restoreCore(cores[b], block);
  });
  state.inputs.forEach((input, i) => {
    restoreInput(inputs[i], input);
  });
  learningIn(cores).forEach((group, g) => {
    restoreLearning(group, state.learning![g]);
  });
  random?.restore(state.random!);
}

/** A copy of an array, of its own type. */
function copy<Values extends ChipArray>(values: Values): Values {
  return values.slice() as Values;
}

function saveCore<Values extends ChipArray>({ compartments }: Core<Values>): BlockState<Values> {
  const { u, v, r, count, spiked, nSpiked } = compartments;
  return {
    current: copy(u),
    voltage: copy(v),
    refractory: r.slice(),
    spikeCount: count.slice(),
    spikes: spiked.slice(0, nSpiked),
  };
}

function restoreCore({ compartments }: Core<ChipArray>, state: BlockState<ChipArray>): void {
  compartments.q.fill(0);
  compartments.u.set(state.current);
  compartments.v.set(state.voltage);
  compartments.r.set(state.refractory);
  if (state.spikeCount === undefined) compartments.count.fill(0);
  else compartments.count.set(state.spikeCount);
  compartments.spiked.set(state.spikes);
  compartments.nSpiked = state.spikes.length;
}

function saveInput(input: InputQueue): { arriving: Int32Array; incoming: Int32Array } {
  return {
    arriving: input.arriving.slice(0, input.nArriving),
    incoming: input.incoming.slice(0, input.nIncoming),
  };
}

function restoreInput(
  input: InputQueue,
  state: { arriving: Int32Array; incoming: Int32Array },
): void {
  const capacity = Math.max(input.nNeurons, 16, state.arriving.length, state.incoming.length);
  input.arriving = new Int32Array(capacity);
  input.incoming = new Int32Array(capacity);
  input.arriving.set(state.arriving);
  input.incoming.set(state.incoming);
  input.nArriving = state.arriving.length;
  input.nIncoming = state.incoming.length;
}

function saveLearning<Values extends ChipArray>(
  group: LearningGroup<Values>,
): LearningState<Values> {
  const { traces, spiked, errors, synapse } = group;
  return {
    traces: copy(traces),
    spiked: spiked.slice(),
    errors: errors.slice(),
    weights: copy(synapse.weights),
  };
}

function restoreLearning(group: LearningGroup<ChipArray>, state: LearningState<ChipArray>): void {
  group.traces.set(state.traces);
  group.spiked.set(state.spiked);
  group.errors.set(state.errors);
  group.synapse.weights.set(state.weights);
}

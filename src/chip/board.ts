import type { ChipArray, ChipModel } from '../compile/chip/model.js';
import { DeviceError } from '../core/errors.js';
import { RandomState } from '../core/mt19937.js';
import type { Axon } from './axon.js';
import type { ChipBoard } from './chip-board.js';
import { type Core, clearInput, type Numbers, type SpikeList } from './core.js';
import { advanceInput, type InputQueue, openInput, receive } from './input.js';
import { integers } from './integers.js';
import type { LearningGroup } from './learning.js';
import { learningAt, type PesErrors, takeErrors } from './pes-batch.js';
import { deliverSpikes, openRoutes } from './routes.js';
import { type BoardState, restoreState, saveState } from './state.js';
import { type BoardWarning, raise } from './warnings.js';

export type { SpikeList } from './core.js';
export type { PesErrors } from './pes-batch.js';
export type { BoardState } from './state.js';
export type { BoardWarning, BoardWarningKind } from './warnings.js';

/** How a board plays its model. */
export interface BoardOptions {
  /** Throw a DeviceError at the end of a step in which a register overflowed; default false. */
  readonly strict?: boolean;
  /** Called at most once a step for every kind of warning. */
  readonly onWarning?: (warning: BoardWarning) => void;
  /** Seed of noise and of learning's rounding, 0 to 2^32 - 1, as numpy's RandomState; default 0. */
  readonly seed?: number;
  /**
   * Draw in every step as the reference does, even where no draw can change anything; default false.
   * Only `peekRandom` shows the difference.
   */
  readonly keepRandomInPhase?: boolean;
}

/**
 * One emulated chip: plays a model bit for bit as nengo-loihi 1.1 does, a discretized one in
 * integers. `openBoard` also opens models that are not discretized, in float32.
 *
 * Steps count from 1. Neurons and host inputs act one step after their spike: what is sent before
 * step n is played changes compartments in step n + 1. All arrays handed out are lent: the next
 * step overwrites them.
 *
 *     const board = new Board(model);
 *     board.send(0, [3, 7]);
 *     board.step();
 *     const { indices, count } = board.spikes(0);
 */
export class Board<Values extends ChipArray = Int32Array> implements ChipBoard<Values> {
  /** Spikes of every compartment since the start, per block; lent. */
  readonly spikeCount: readonly Int32Array[];
  private readonly cores: readonly Core<Values>[];
  private readonly inputs: readonly InputQueue[];
  private readonly inputAxons: readonly (readonly Axon[])[];
  private readonly spikeLists: readonly SpikeList[];
  private readonly random: RandomState;
  private readonly draws: boolean;
  private readonly pesErrorScale: number;
  private readonly options: BoardOptions;
  private steps = 0;
  private ops = 0;

  /** Opens a model at rest; throws a DeviceError if it cannot be played exactly. */
  constructor(
    model: ChipModel,
    options: BoardOptions = {},
    // Values is Int32Array unless a caller says otherwise, and then it gives its numbers.
    numbers: Numbers<Values> = integers as Numbers<ChipArray> as Numbers<Values>,
  ) {
    requireDtype(model, numbers);
    this.options = options;
    this.pesErrorScale = model.pesErrorScale;
    this.cores = model.blocks.map((block, b) => {
      return numbers.openCore(block, `block ${block.label ?? b}`);
    });
    this.inputs = model.inputs.map((input) => openInput(input.nNeurons));
    this.inputAxons = openRoutes(model, this.cores);
    this.spikeCount = this.cores.map((core) => core.compartments.count);
    this.spikeLists = this.cores.map((core) => lendSpikes(core));
    this.random = new RandomState(options.seed ?? 0);
    this.draws = options.keepRandomInPhase === true || this.cores.some((core) => core.needsRandom);
  }

  /** Steps played so far. */
  get t(): number {
    return this.steps;
  }

  /** Weights added in the last step. */
  get synapticOps(): number {
    return this.ops;
  }

  /**
   * Hands over spikes of a host input for step t + 1; they act in step t + 2. Several calls add up,
   * and an index given k times is k spikes.
   */
  send(input: number, indices: ArrayLike<number>, count = indices.length): void {
    const queue = this.inputs[input];
    if (queue === undefined) {
      throw new DeviceError(
        `emulator: there is no input ${input} (the model has ${this.inputs.length}). Send to an input of the model.`,
        { code: 'no-such-input' },
      );
    }
    receive(queue, indices, count, `emulator, input ${input}`);
  }

  /**
   * Hands over learning errors for step t + 1. A batch replaces the errors of all learning groups:
   * those it leaves out become 0, entries for the same group add up. Without a batch the old errors
   * stay. Only the errors present at the end of a learn epoch (every fourth step) have an effect.
   */
  setErrors(batch: readonly PesErrors[]): void {
    takeErrors(this.cores, batch, this.pesErrorScale, (kind) => {
      this.options.onWarning?.({ t: this.steps + 1, kind });
    });
  }

  /** Plays step t + 1: spikes arrive and add up, groups learn, noise is drawn, compartments move. */
  step(): void {
    const { cores, random } = this;
    const t = this.steps + 1;
    for (const core of cores) clearInput(core);
    deliverSpikes(this.inputs, this.inputAxons, cores);
    this.ops = 0;
    for (const core of cores) this.ops += core.accumulate();
    let flags = 0;
    for (const core of cores) flags |= core.updateTraces(t, random);
    for (const core of cores) flags |= core.updateWeights(t, random);
    if (this.draws) for (const core of cores) core.addNoise(random);
    for (const core of cores) flags |= core.stepCompartments();
    for (const input of this.inputs) advanceInput(input);
    this.steps = t;
    if (flags !== 0) raise(flags, t, this.options);
  }

  /** Compartments of a block that spiked in the last step; lent. */
  spikes(block: number): SpikeList {
    return this.spikeLists[block];
  }

  /** Voltages after the reset: 0 where a compartment spiked; lent. */
  voltage(block: number): Values {
    return this.cores[block].compartments.v;
  }

  /** Wrapped currents, without bias; lent. */
  current(block: number): Values {
    return this.cores[block].compartments.u;
  }

  /** Wrapped synaptic input (q0) of the last step, with noise; 0 after a restore; lent. */
  synapticInput(block: number): Values {
    return this.cores[block].compartments.q;
  }

  /** Steps for which compartments stay at 0; lent. */
  refractory(block: number): Int32Array {
    return this.cores[block].compartments.r;
  }

  /** Traces of a learning group, one per input axon; lent. */
  traces(block: number, synapse: number): Values {
    return this.learning(block, synapse).traces;
  }

  /** Weights of a learning group, axons x compartments; lent. */
  weights(block: number, synapse: number): Values {
    return this.learning(block, synapse).synapse.weights;
  }

  /** Errors of a learning group, scaled and clipped; lent. */
  errors(block: number, synapse: number): Int32Array {
    return this.learning(block, synapse).errors;
  }

  /** The next outputs of the generator, which stays where it is; for comparing with a reference. */
  peekRandom(count: number): Uint32Array {
    const state = this.random.save();
    const outputs = Uint32Array.from({ length: count }, () => this.random.u32());
    this.random.restore(state);
    return outputs;
  }

  /** Copies everything that decides how the board goes on, spikes on their way included. */
  save(): BoardState<Values> {
    const { steps: t, ops: synapticOps, cores, inputs } = this;
    return saveState({ t, synapticOps, cores, inputs, random: this.draws ? this.random : null });
  }

  /** Goes back to a saved state of the same model; throws a DeviceError if it does not fit. */
  restore(state: BoardState<Values>): void {
    const { cores, inputs } = this;
    restoreState({ cores, inputs, random: this.draws ? this.random : null }, state);
    this.steps = state.t;
    this.ops = state.synapticOps;
  }

  private learning(block: number, synapse: number): LearningGroup<Values> {
    return learningAt(this.cores, block, synapse);
  }
}

function requireDtype(model: ChipModel, numbers: Numbers<ChipArray>): void {
  if (model.dtype === numbers.dtype) return;
  throw new DeviceError(
    `emulator: the model has ${model.dtype} numbers, this board plays ${numbers.dtype}. Discretize the model, or open it with openBoard.`,
    { code: 'dtype' },
  );
}

function lendSpikes({ compartments }: Core<ChipArray>): SpikeList {
  return {
    indices: compartments.spiked,
    get count() {
      return compartments.nSpiked;
    },
  };
}

import type { AxonGroup, ChipModel } from '../compile/chip/model.js';
import { DeviceError } from '../core/errors.js';
import { type Axon, deliver, openAxon } from './axon.js';
import { OVERFLOW_CURRENT, OVERFLOW_Q0, OVERFLOW_U2, stepCompartments } from './compartment.js';
import { accumulateAll, type Core, clearInput, openCore, type SpikeList } from './core.js';
import { advanceInput, type InputQueue, openInput, receive } from './input.js';
import {
  type BoardState,
  checkState,
  restoreCore,
  restoreInput,
  saveCore,
  saveInput,
} from './state.js';
import { requireSupported } from './supported.js';

export type { SpikeList } from './core.js';
export type { BoardState } from './state.js';

/** How a board treats integers that leave their registers. */
export interface BoardOptions {
  /** Throw a DeviceError at the end of a step in which a register overflowed; default false. */
  readonly strict?: boolean;
  /** Called once a step for every kind of register that overflowed. */
  readonly onWarning?: (warning: { t: number; kind: string }) => void;
}

/** Kinds of overflow, in the order in which a step meets them. */
const OVERFLOWS: readonly (readonly [flag: number, kind: string])[] = [
  [OVERFLOW_Q0, 'overflow_q0'],
  [OVERFLOW_CURRENT, 'overflow_current'],
  [OVERFLOW_U2, 'overflow_u2'],
];

/**
 * One emulated chip: plays a discretized model in integers, bit for bit as nengo-loihi 1.1 does.
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
export class Board {
  /** Spikes of every compartment since the start, per block; lent. */
  readonly spikeCount: readonly Int32Array[];
  private readonly cores: Core[];
  private readonly inputs: InputQueue[];
  private readonly inputAxons: Axon[][];
  private readonly spikeLists: SpikeList[];
  private readonly options: BoardOptions;
  private steps = 0;
  private ops = 0;

  /** Opens a discretized model at rest; throws a DeviceError if it cannot be played exactly. */
  constructor(model: ChipModel, options: BoardOptions = {}) {
    requireSupported(model);
    this.options = options;
    this.cores = model.blocks.map((block, b) => openCore(block, `block ${block.label ?? b}`));
    this.spikeCount = this.cores.map((core) => core.compartments.count);
    this.inputs = model.inputs.map((input) => openInput(input.nNeurons));
    const connect = (groups: readonly AxonGroup[], n: number, where: string) =>
      groups.map((group, a) => connectAxon(model, this.cores, group, n, `${where}, axons ${a}`));
    this.inputAxons = model.inputs.map((input, i) =>
      connect(input.axons, input.nNeurons, `input ${input.label ?? i}`),
    );
    model.blocks.forEach((block, b) => {
      this.cores[b].axons = connect(block.axons, block.nCompartments, `block ${block.label ?? b}`);
    });
    this.spikeLists = this.cores.map((core) => lendSpikes(core));
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

  /** Plays step t + 1. */
  step(): void {
    const { cores, inputs, inputAxons } = this;
    for (const core of cores) clearInput(core);
    for (let i = 0; i < inputs.length; i++) {
      for (const axon of inputAxons[i]) deliver(axon, inputs[i].arriving, inputs[i].nArriving);
    }
    for (const { axons, compartments } of cores) {
      for (const axon of axons) deliver(axon, compartments.spiked, compartments.nSpiked);
    }
    this.ops = 0;
    for (const core of cores) this.ops += accumulateAll(core);
    let overflows = 0;
    for (const core of cores) overflows |= stepCompartments(core.compartments);
    for (const input of inputs) advanceInput(input);
    this.steps += 1;
    if (overflows !== 0) this.report(overflows);
  }

  /** Compartments of a block that spiked in the last step; lent. */
  spikes(block: number): SpikeList {
    return this.spikeLists[block];
  }

  /** Voltages after the reset: 0 where a compartment spiked; lent. */
  voltage(block: number): Int32Array {
    return this.cores[block].compartments.v;
  }

  /** Wrapped currents, without bias; lent. */
  current(block: number): Int32Array {
    return this.cores[block].compartments.u;
  }

  /** Wrapped synaptic input (q0) of the last step; lent. */
  synapticInput(block: number): Int32Array {
    return this.cores[block].compartments.q;
  }

  /** Steps for which compartments stay at 0; lent. */
  refractory(block: number): Int32Array {
    return this.cores[block].compartments.r;
  }

  /** Copies everything that decides how the board goes on, spikes on their way included. */
  save(): BoardState {
    return {
      t: this.steps,
      synapticOps: this.ops,
      blocks: this.cores.map(saveCore),
      inputs: this.inputs.map(saveInput),
    };
  }

  /** Goes back to a saved state of the same model; throws a DeviceError if it does not fit. */
  restore(state: BoardState): void {
    checkState(state, this.cores, this.inputs);
    state.blocks.forEach((block, b) => {
      restoreCore(this.cores[b], block);
    });
    state.inputs.forEach((input, i) => {
      restoreInput(this.inputs[i], input);
    });
    this.steps = state.t;
    this.ops = state.synapticOps;
  }

  private report(overflows: number): void {
    const kinds = OVERFLOWS.filter(([flag]) => (overflows & flag) !== 0).map(([, kind]) => kind);
    for (const kind of kinds) this.options.onWarning?.({ t: this.steps, kind });
    if (this.options.strict !== true) return;
    throw new DeviceError(
      `emulator, step ${this.steps}: ${kinds.join(', ')} (a register ran past its end and wrapped). Lower the weights or the input, or run without strict.`,
      { code: 'overflow' },
    );
  }
}

function connectAxon(
  model: ChipModel,
  cores: readonly Core[],
  group: AxonGroup,
  nSources: number,
  where: string,
): Axon {
  const { block, synapse } = group.target;
  const target = cores[block]?.synapses[synapse];
  if (target === undefined) {
    throw new DeviceError(
      `${where}: the target, synapse group ${synapse} of block ${block}, does not exist. Correct the target.`,
      { code: 'no-such-target', path: where },
    );
  }
  return openAxon(group, nSources, target, model.blocks[block].synapses[synapse], where);
}

function lendSpikes(core: Core): SpikeList {
  const { compartments } = core;
  return {
    indices: compartments.spiked,
    get count() {
      return compartments.nSpiked;
    },
  };
}

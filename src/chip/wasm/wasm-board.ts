import type { ChipModel } from '../../compile/chip/model.js';
import type { SpikeTrain } from '../../core/chunk.js';
import { RandomState } from '../../core/mt19937.js';
import { Board, type BoardOptions } from '../board.js';
import type { ChipBoard } from '../chip-board.js';
import type { SpikeList } from '../core.js';
import { learningAt, type PesErrors, takeErrors } from '../pes-batch.js';
import type { BoardState } from '../state.js';
import { checkState } from '../state-check.js';
import { alone, type Runner, together } from '../threads/runner.js';
import { raise } from '../warnings.js';
import { type Engine, openEngine } from './engine.js';
import { type Entries, openEntries } from './entries.js';
import { openCounts, takeCounts } from './member-area.js';
import { openModel } from './opened.js';
import type { Members } from './plan/layers.js';
import type { BoardPlan } from './plan/plan.js';
import { openReadings, type Readings } from './readings.js';
import { fitsPlanes, loadSpikes, saveBoard, shapeOf } from './wasm-state.js';

/** How a fast board plays. */
export interface WasmBoardOptions extends BoardOptions {
  /** Blocks that belong together, in which order of neurons; default every block by itself. */
  readonly populations?: readonly Members[];
  /** Keep what `synapticInput` and `spikeCount` show; default false: they stay 0. */
  readonly keepAll?: boolean;
  /** Threads, this one among them; default 1. */
  readonly threads?: number;
  /** Layers whose spikes are looked at while several steps are played at once; default all. */
  readonly leaving?: (plan: BoardPlan) => readonly number[];
}

/** Steps of the kernels count anew after so many; a multiple of every number of slots. */
const ROUND = 2 ** 30;

/**
 * One emulated chip on WASM SIMD kernels, bit for bit as the plain `Board`, for models that neither
 * learn nor draw. What the kernels cannot hold (a host neuron that spikes twice in a step, a state
 * that no run of this model reaches) is noticed, and a plain board goes on from there.
 */
export class WasmBoard implements ChipBoard<Int32Array> {
  readonly engine: Engine;
  readonly threads: number;
  private readonly runner: Runner;
  private readonly entries: Entries;
  private readonly readings: Readings;
  private readonly random: RandomState;
  private readonly counts: Int32Array[];
  private plain: Board | null = null;
  private steps = 0;
  private ops = 0;

  constructor(
    private readonly model: ChipModel,
    private readonly options: WasmBoardOptions = {},
  ) {
    const { populations = [], keepAll = false, threads = 1, leaving } = options;
    this.engine = openEngine(openModel(model), {
      populations,
      keepInput: keepAll,
      strict: this.listens,
      threads,
      ...(leaving === undefined ? {} : { leaving }),
    });
    this.entries = openEntries(this.engine, model);
    this.readings = openReadings(this.engine, model);
    this.random = new RandomState(options.seed ?? 0);
    this.counts = model.blocks.map(({ nCompartments }) => new Int32Array(nCompartments));
    this.threads = threads;
    this.runner = threads === 1 ? alone(this.engine) : together(this.engine, threads);
  }

  /** True if a plain board has taken over. */
  get isPlain(): boolean {
    return this.plain !== null;
  }

  /** True if somebody wants to know of every register that runs over. */
  get listens(): boolean {
    return this.options.strict === true || this.options.onWarning !== undefined;
  }

  get t(): number {
    return this.plain?.t ?? this.steps;
  }

  get synapticOps(): number {
    return this.plain?.synapticOps ?? this.ops;
  }

  get spikeCount(): readonly Int32Array[] {
    return this.counts;
  }

  send(input: number, indices: ArrayLike<number>, count = indices.length): void {
    if (this.plain !== null) this.plain.send(input, indices, count);
    else this.entries.send(input, indices, count);
  }

  setErrors(batch: readonly PesErrors[]): void {
    takeErrors([], batch, this.model.pesErrorScale, () => {});
  }

  step(): void {
    if (this.plain === null && !this.entries.fits()) this.takeOver(this.save());
    if (this.plain === null) this.play(1, (t) => this.entries.enter(t));
    else this.stepPlain(this.plain);
  }

  /** True if `run` can play so many steps, faster than `step` by `step`. */
  runsAhead(steps: number): boolean {
    const { plain, listens, entries } = this;
    // Spikes sent before are not known to be different ones.
    const waiting = entries.queues.some(({ nIncoming }) => nIncoming > 0);
    return steps > 1 && plain === null && !listens && !waiting;
  }

  /**
   * Plays `steps` steps at once on one train for every input, ascending in each step and no neuron
   * twice. `taken(s)` may look at `spikes` and `layerSpikes` of step s, not at registers.
   *
   * @returns the weights added in all of them
   */
  run(steps: number, trains: readonly SpikeTrain[], taken: (s: number) => void): number {
    const { entries } = this;
    return this.play(steps, (t, s) => entries.enterStep(t, trains, s, s === steps - 1), taken);
  }

  /** Ascending neurons of a layer that spiked in the last step; `null` once a plain board plays. */
  layerSpikes(layer: number): Uint32Array | null {
    if (this.plain !== null) return null;
    return this.readings.layerSpikes(layer, this.kernelStep(this.steps));
  }

  spikes(block: number): SpikeList {
    if (this.plain !== null) return this.plain.spikes(block);
    return this.readings.spikes(block, this.kernelStep(this.steps));
  }

  voltage(block: number): Int32Array {
    return this.plain?.voltage(block) ?? this.readings.register(block, 'v');
  }

  current(block: number): Int32Array {
    return this.plain?.current(block) ?? this.readings.register(block, 'u');
  }

  synapticInput(block: number): Int32Array {
    return this.plain?.synapticInput(block) ?? this.readings.register(block, 'q');
  }

  refractory(block: number): Int32Array {
    return this.plain?.refractory(block) ?? this.readings.register(block, 'r');
  }

  traces(block: number, synapse: number): Int32Array {
    return learningAt<Int32Array>([], block, synapse).traces;
  }

  weights(block: number, synapse: number): Int32Array {
    return learningAt<Int32Array>([], block, synapse).synapse.weights;
  }

  errors(block: number, synapse: number): Int32Array {
    return learningAt<Int32Array>([], block, synapse).errors;
  }

  peekRandom(count: number): Uint32Array {
    if (this.plain !== null) return this.plain.peekRandom(count);
    const state = this.random.save();
    const outputs = Uint32Array.from({ length: count }, () => this.random.u32());
    this.random.restore(state);
    return outputs;
  }

  save(): BoardState {
    if (this.plain !== null) return this.plain.save();
    const { readings, entries, steps: t, ops: synapticOps } = this;
    const spikes = this.model.blocks.map((_, b) => this.spikes(b));
    const counts = this.options.keepAll === true ? this.counts : null;
    const saved = saveBoard({ readings, queues: entries.queues, t, synapticOps, spikes, counts });
    return this.draws ? { ...saved, random: this.random.save() } : saved;
  }

  restore(state: BoardState): void {
    const { queues } = this.entries;
    checkState(state, shapeOf(this.model, queues, this.draws ? this.random : null));
    for (const [b, counts] of this.counts.entries()) {
      const saved = state.blocks[b]!.spikeCount;
      if (saved === undefined) counts.fill(0);
      else counts.set(saved);
    }
    if (!fitsPlanes(state, this.engine)) {
      this.takeOver(state);
      return;
    }
    this.plain = null;
    this.steps = state.t;
    this.ops = state.synapticOps;
    const step = this.kernelStep(state.t);
    loadSpikes(state, step, this.engine, this.readings, this.entries);
    this.readings.forget();
    this.runner.settle(step);
    if (this.draws) this.random.restore(state.random!);
  }

  /** Ends the threads, if there are any. */
  close(): void {
    this.runner.close();
  }

  private get draws(): boolean {
    return this.options.keepRandomInPhase === true;
  }

  private kernelStep(t: number): number {
    return t % ROUND;
  }

  /** Plays `count` steps on the kernels; returns the weights added in all of them. */
  private play(
    count: number,
    enter: (t: number, s: number) => void,
    taken: (s: number) => void = () => {},
  ): number {
    const { runner, threads } = this;
    const { buffer } = this.engine.memory;
    const before = this.steps;
    const from = this.kernelStep(before) + 1;
    openCounts(buffer, threads, from + count - 1);
    runner.play(from, count, {
      enter: (t) => enter(t, t - from),
      leave: (t) => {
        this.steps = before + t - from + 1;
        if (this.draws) this.draw();
        if (this.options.keepAll === true) this.count();
        taken(t - from);
      },
    });
    if (from + count > ROUND) {
      runner.settle(this.kernelStep(this.steps));
      this.readings.forget();
    }
    const { ops, lastOps, flags } = takeCounts(buffer, threads);
    this.ops = lastOps;
    if (flags !== 0) raise(flags, this.steps, this.options);
    return ops;
  }

  private stepPlain(plain: Board): void {
    try {
      plain.step();
    } finally {
      if (this.options.keepAll === true) this.count();
    }
  }

  private takeOver(state: BoardState): void {
    this.plain = new Board(this.model, this.options);
    this.plain.restore(state);
  }

  /** Draws as the reference does for every compartment, though nothing comes of it. */
  private draw(): void {
    for (const { length } of this.counts) {
      this.random.integersInto(new Int32Array(length), -127, 128);
    }
  }

  private count(): void {
    for (const [b, counts] of this.counts.entries()) {
      const { indices, count } = this.spikes(b);
      for (let i = 0; i < count; i++) counts[indices[i]!]! += 1;
    }
  }
}

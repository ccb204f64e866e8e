import type { Program } from '../compile/program.js';
import type { SpikeTrain } from '../core/chunk.js';
import { openReach, type Reach } from './chip-reach.js';
import type { IdleRule } from './energy.js';
import type { ChipProfile } from './profile.js';
import { loihi2018, loihiFitted } from './profiles.js';
import { addCounts, clearCounts, type StepCounts, zeroCounts } from './step-counts.js';
import { type StepTimes, stepTimer } from './step-time.js';

/** How often the neurons of one population spiked. */
export interface PopulationSpikes {
  readonly name: string;
  /** Spikes per neuron since the meter was opened. */
  readonly perNeuron: Float64Array;
}

/** Everything counted on a chip. */
export interface ChipCounts {
  readonly steps: number;
  readonly cores: number;
  /** Allocated compartments per core. */
  readonly allocated: Float64Array;
  /** Sums over all timesteps, per core. */
  readonly total: StepCounts;
  /** Spikes that the host sent. */
  readonly hostSpikes: number;
  readonly populations: readonly PopulationSpikes[];
  readonly times: readonly ProfileTimes[];
  /**
   * Weights added that no recorded spike explains: spikes that were on their way when a saved state was
   * taken up. 0 otherwise.
   */
  readonly unexplained: number;
}

/** How long the timesteps take in a profile, with all idle compartments paid for or none. */
export interface ProfileTimes extends StepTimes {
  readonly profile: string;
  readonly idle: IdleRule;
}

export interface MeterOptions {
  /** Profiles whose time is added up timestep by timestep; default those of the chip. */
  readonly profiles?: readonly ChipProfile[];
}

/** Counts what a chip does from its spikes alone. */
export interface ChipMeter {
  /**
   * Adds timesteps: what the host sent and what spiked in each of them.
   *
   * @param blocks per block of the chip the compartments that spiked
   * @param synapticOps weights that the device says it added, if it does
   */
  add(
    steps: number,
    inputs: readonly SpikeTrain[],
    blocks: readonly SpikeTrain[],
    synapticOps?: number,
  ): void;
  /** Drops what is on its way: the device went to another state. */
  forget(): void;
  counts(): ChipCounts;
}

/** Opens a meter at rest: no spikes are on their way. */
export function openChipMeter(
  program: Program,
  { profiles = [loihi2018, loihiFitted] }: MeterOptions = {},
): ChipMeter {
  const { chip, dt } = program;
  const timers = profiles.flatMap((profile) =>
    (['none', 'all'] as const).map((idle) => {
      return { profile: profile.name, idle, timer: stepTimer(profile, idle, dt) };
    }),
  );
  const cores = chip.blocks.length;
  const reach = openReach(chip);
  const allocated = Float64Array.from(chip.blocks, ({ nCompartments }) => nCompartments);
  const perBlock = chip.blocks.map(({ nCompartments }) => new Float64Array(nCompartments));
  const total = zeroCounts(cores);
  // What leaves in this timestep is counted as arriving in the next.
  let now = zeroCounts(cores);
  let next = zeroCounts(cores);
  let steps = 0;
  let hostSpikes = 0;
  let unexplained = 0;
  const send = (source: Reach, c: number, core: number): void => {
    for (let e = source.start[c]!; e < source.start[c + 1]!; e++) {
      const to = source.core[e]!;
      next.synapses[source.format[e]! * cores + to]! += source.stored[e]!;
      next.nonZero[to]! += source.nonZero[e]!;
      if (source.message[e] === 0) continue;
      next.arrived[to]! += 1;
      now.ways[source.way[e]!]! += 1;
      if (core >= 0) now.sent[core]! += 1;
    }
  };
  const playStep = (
    s: number,
    inputs: readonly SpikeTrain[],
    blocks: readonly SpikeTrain[],
  ): void => {
    for (const [i, { offsets, indices }] of inputs.entries()) {
      const source = reach.inputs[i]!;
      hostSpikes += offsets[s + 1]! - offsets[s]!;
      for (let k = offsets[s]!; k < offsets[s + 1]!; k++) send(source, indices[k]!, -1);
    }
    for (const [b, { offsets, indices }] of blocks.entries()) {
      const source = reach.blocks[b]!;
      now.spikes[b] = offsets[s + 1]! - offsets[s]!;
      for (let k = offsets[s]!; k < offsets[s + 1]!; k++) {
        perBlock[b]![indices[k]!]! += 1;
        send(source, indices[k]!, b);
      }
    }
  };
  return {
    add(count, inputs, blocks, synapticOps) {
      const before = sumOf(total.synapses);
      for (let s = 0; s < count; s++) {
        playStep(s, inputs, blocks);
        addCounts(total, now);
        for (const { timer } of timers) timer.add(now, allocated);
        clearCounts(now);
        [now, next] = [next, now];
      }
      steps += count;
      if (synapticOps !== undefined) unexplained += synapticOps - (sumOf(total.synapses) - before);
    },
    // Ways and messages that left are counted already; only their arrival is taken back.
    forget: () => clearCounts(now),
    counts: () => ({
      steps,
      cores,
      allocated: allocated.slice(),
      total: structuredClone(total),
      hostSpikes,
      populations: populationSpikes(program, perBlock),
      times: timers.map(({ timer, ...what }) => ({ ...what, ...timer.times() })),
      unexplained,
    }),
  };
}

/** Gathers the compartments of every population in its own numbering. */
function populationSpikes(
  { populations }: Program,
  perBlock: readonly Float64Array[],
): PopulationSpikes[] {
  return populations.map(({ name, size, blocks, tiles }) => {
    const perNeuron = new Float64Array(size);
    for (const [k, block] of blocks.entries()) {
      for (const [c, neuron] of tiles[k]!.entries()) perNeuron[neuron]! += perBlock[block]![c]!;
    }
    return { name, perNeuron };
  });
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

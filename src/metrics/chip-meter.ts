import type { Program } from '../compile/program.js';
import type { SpikeTrain } from '../core/chunk.js';
import { ENTRY, Entry } from './chip-reach.js';
import { openSources, type Source } from './chip-sources.js';
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

/** How long the timesteps take in a profile, with all idle compartments paid for or none. */
export interface ProfileTimes extends StepTimes {
  readonly profile: string;
  readonly idle: IdleRule;
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

export interface MeterOptions {
  /** Profiles whose time is added up timestep by timestep; default those of the chip. */
  readonly profiles?: readonly ChipProfile[];
}

/** Counts what a chip does from its spikes alone. */
export interface ChipMeter {
  /**
   * Adds timesteps: what the host sent and what spiked in each of them.
   *
   * @param populations trains of `allPopulations`, those of the program first
   * @param synapticOps weights that the device says it added, if it does
   */
  add(
    steps: number,
    inputs: readonly SpikeTrain[],
    populations: readonly SpikeTrain[],
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
  const sources = openSources(program);
  const cores = chip.blocks.length;
  const allocated = Float64Array.from(chip.blocks, ({ nCompartments }) => nCompartments);
  const hostSpikes = sources.inputs.map(({ size }) => new Float64Array(size));
  const perNeuron = sources.populations.map(({ size }) => new Float64Array(size));
  const total = zeroCounts(cores);
  // What leaves in this timestep is counted as arriving in the next.
  let now = zeroCounts(cores);
  let next = zeroCounts(cores);
  let steps = 0;
  let unexplained = 0;
  return {
    add(count, inputs, populations, synapticOps) {
      const before = sumOf(total.synapses);
      for (let s = 0; s < count; s++) {
        for (const [i, train] of inputs.entries()) {
          scatter(sources.inputs[i]!, train, s, hostSpikes[i]!, now, next);
        }
        for (const [p, train] of populations.entries()) {
          scatter(sources.populations[p]!, train, s, perNeuron[p]!, now, next);
        }
        addCounts(total, now);
        for (const { timer } of timers) timer.add(now, allocated);
        clearCounts(now);
        [now, next] = [next, now];
      }
      steps += count;
      if (synapticOps !== undefined) unexplained += synapticOps - (sumOf(total.synapses) - before);
    },
    // Messages are counted when they leave; only their arrival is taken back.
    forget: () => clearCounts(now),
    counts: () => ({
      steps,
      cores,
      allocated: allocated.slice(),
      total: structuredClone(total),
      hostSpikes: hostSpikes.reduce((sum, counts) => sum + sumOf(counts), 0),
      populations: program.populations.map(({ name }, p) => {
        return { name, perNeuron: perNeuron[p]!.slice() };
      }),
      times: timers.map(({ timer, ...what }) => ({ ...what, ...timer.times() })),
      unexplained,
    }),
  };
}

/** Adds the spikes of a source in timestep `s`: leaving counts now, arriving in the next timestep. */
function scatter(
  { reach: { start, entries }, home }: Source,
  { offsets, indices }: SpikeTrain,
  s: number,
  perNeuron: Float64Array,
  { spikes, sent, ways }: StepCounts,
  { arrived, synapses, nonZero }: StepCounts,
): void {
  const cores = spikes.length;
  const last = offsets[s + 1]!;
  for (let k = offsets[s]!; k < last; k++) {
    const neuron = indices[k]!;
    perNeuron[neuron]! += 1;
    let messages = 0;
    const end = ENTRY * start[neuron + 1]!;
    for (let e = ENTRY * start[neuron]!; e < end; e += ENTRY) {
      const core = entries[e + Entry.CORE]!;
      synapses[entries[e + Entry.FORMAT]! * cores + core]! += entries[e + Entry.STORED]!;
      nonZero[core]! += entries[e + Entry.NON_ZERO]!;
      const way = entries[e + Entry.WAY]!;
      if (way < 0) continue;
      arrived[core]! += 1;
      ways[way]! += 1;
      messages += 1;
    }
    if (home === null) continue;
    spikes[home[neuron]!]! += 1;
    sent[home[neuron]!]! += messages;
  }
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

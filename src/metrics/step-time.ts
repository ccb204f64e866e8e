import { formats } from './chip-reach.js';
import type { IdleRule } from './energy.js';
import { chipsOf, hopsOf, tilesOf } from './placement.js';
import type { Barrier, ChipEvent, ChipProfile } from './profile.js';
import type { StepCounts } from './step-counts.js';

/** Seconds that the chip itself takes: without a host, its spikes, and anything around it. */
export interface StepTimes {
  readonly steps: number;
  /** Of all timesteps, as fast as they go one after another. */
  readonly total: number;
  /** The same, no timestep shorter than `dt`. */
  readonly throttled: number;
  readonly longest: number;
}

/** Adds up how long the timesteps of a run take. */
export interface StepTimer {
  /** Adds a timestep; `allocated` is compartments per core. */
  add(counts: StepCounts, allocated: Float64Array): void;
  times(): StepTimes;
}

/** Opens a timer for a profile; `dt` in seconds. */
export function stepTimer(profile: ChipProfile, idle: IdleRule, dt: number): StepTimer {
  const sums = { steps: 0, total: 0, throttled: 0, longest: 0 };
  return {
    add(counts, allocated) {
      const seconds = 1e-9 * stepNanoseconds(profile, counts, allocated, idle);
      sums.steps += 1;
      sums.total += seconds;
      sums.throttled += Math.max(seconds, dt);
      sums.longest = Math.max(sums.longest, seconds);
    },
    times: () => ({ ...sums }),
  };
}

/** The slowest core, the longest way of a message, and the barrier behind them. */
export function stepNanoseconds(
  profile: ChipProfile,
  counts: StepCounts,
  allocated: Float64Array,
  idle: IdleRule,
): number {
  const cores = allocated.length;
  let slowest = 0;
  for (let core = 0; core < cores; core++) {
    slowest = Math.max(slowest, coreTime(profile, counts, core, allocated[core]!, idle));
  }
  return slowest + longestWay(profile, counts) + barrierTime(profile.barrier, cores);
}

const synapseEvents: readonly ChipEvent[] = ['synapseDense', 'synapseSparse', 'synapseConvolution'];

function coreTime(
  { perEventTime }: ChipProfile,
  counts: StepCounts,
  core: number,
  allocated: number,
  idle: IdleRule,
): number {
  const ns = (event: ChipEvent): number => perEventTime[event] ?? 0;
  const cores = counts.spikes.length;
  const spikes = counts.spikes[core]!;
  const looked = idle === 'all' ? allocated : spikes;
  let time = spikes * (ns('compartmentActive') + ns('spike'));
  time += (looked - spikes) * ns('compartmentInactive');
  time += looked * (ns('compartmentAccessed') + ns('compartmentUpdated'));
  time += counts.sent[core]! * ns('messageSent') + counts.arrived[core]! * ns('messageReceived');
  for (let f = 0; f < formats.length; f++) {
    time += counts.synapses[f * cores + core]! * ns(synapseEvents[f]!);
  }
  return time;
}

function longestWay({ perEventTime }: ChipProfile, { ways }: StepCounts): number {
  let longest = 0;
  for (let way = 0; way < ways.length; way++) {
    if (ways[way] === 0) continue;
    const { eastWest, northSouth } = hopsOf(way);
    const time =
      (perEventTime.messageInTile ?? 0) +
      eastWest * (perEventTime.hopEastWest ?? 0) +
      northSouth * (perEventTime.hopNorthSouth ?? 0);
    longest = Math.max(longest, time);
  }
  return longest;
}

/** Nanoseconds of the barrier of so many cores; linear between its points, constant beyond. */
export function barrierTime({ per, points }: Barrier, cores: number): number {
  const n = per === 'tiles' ? tilesOf(cores) : chipsOf(cores);
  const after = points.findIndex(([at]) => at >= n);
  if (after <= 0) return points.at(after)![1];
  const [a, b] = [points[after - 1]!, points[after]!];
  return a[1] + ((b[1] - a[1]) * (n - a[0])) / (b[0] - a[0]);
}

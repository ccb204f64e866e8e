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
  const prices = pricesOf(profile, idle);
  return {
    add(counts, allocated) {
      const seconds = 1e-9 * priced(profile, prices, counts, allocated);
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
  return priced(profile, pricesOf(profile, idle), counts, allocated);
}

/** Nanoseconds of what a core does; synapses by format. */
interface Prices {
  readonly allocated: number;
  /** On top of what is paid for every compartment. */
  readonly spike: number;
  readonly sent: number;
  readonly arrived: number;
  readonly synapses: readonly number[];
}

function pricesOf({ perEventTime }: ChipProfile, idle: IdleRule): Prices {
  const ns = (event: ChipEvent): number => perEventTime[event] ?? 0;
  const looked = ns('compartmentAccessed') + ns('compartmentUpdated');
  const allocated = idle === 'all' ? looked + ns('compartmentInactive') : 0;
  return {
    allocated,
    spike: ns('compartmentActive') + ns('spike') + looked - allocated,
    sent: ns('messageSent'),
    arrived: ns('messageReceived'),
    synapses: [ns('synapseDense'), ns('synapseSparse'), ns('synapseConvolution')],
  };
}

function priced(
  profile: ChipProfile,
  prices: Prices,
  counts: StepCounts,
  allocated: Float64Array,
): number {
  const cores = allocated.length;
  let slowest = 0;
  for (let core = 0; core < cores; core++) {
    let time = allocated[core]! * prices.allocated + counts.spikes[core]! * prices.spike;
    time += counts.sent[core]! * prices.sent + counts.arrived[core]! * prices.arrived;
    for (let f = 0; f < formats.length; f++) {
      time += counts.synapses[f * cores + core]! * prices.synapses[f]!;
    }
    slowest = Math.max(slowest, time);
  }
  return slowest + longestWay(profile, counts) + barrierTime(profile.barrier, cores);
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

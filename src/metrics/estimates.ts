import { RunError } from '../core/errors.js';
import type { ChipCounts } from './chip-meter.js';
import { chipEventCounts, energyDelay, eventEnergy, genericEnergy, sumOf } from './energy.js';
import { chipsOf } from './placement.js';
import {
  type ChipProfile,
  coverage,
  type EnergyPart,
  type GenericProfile,
  type Profile,
} from './profile.js';

/** An estimate lies between these; equal where there is no band. */
export interface Band {
  readonly low: number;
  readonly high: number;
}

/** What one inference costs in a profile; numbers have two significant digits. */
export interface Estimate {
  readonly profile: string;
  readonly source: string;
  readonly includes: readonly EnergyPart[];
  /** `core only`, unless everything is in it. */
  readonly coverage: string;
  readonly quantity: 'energy' | 'arithmetic energy';
  /** What was multiplied: events of the chip, spikes that arrive, or every connection once. */
  readonly basis: 'chip' | 'spikes' | 'every connection once';
  readonly joules: Band;
  /** Time on the chip, and energy times time in joule seconds; `null` in profiles without times. */
  readonly seconds: Band | null;
  readonly energyDelay: Band | null;
}

export interface EstimateOptions {
  readonly inferences: number;
  /** Add static power over the time of the inference, where a profile knows it; default false. */
  readonly static?: boolean;
  /** No timestep is shorter than `dt`, as in real time; default false: as fast as the chip goes. */
  readonly throttled?: boolean;
}

/** The counts that generic profiles take. */
export interface GenericCounts {
  /** Per inference: spikes that met a synapse whose weight is not zero. */
  readonly accumulates: number;
  /** Per inference: neurons times timesteps. */
  readonly updates: number;
  readonly connections: number;
  readonly neurons: number;
}

/**
 * One inference in one profile. Low: compartments without a spike cost nothing; high: every allocated
 * compartment is paid for in every timestep.
 *
 * @throws RunError for a profile whose time was not added up while playing
 */
export function estimate(
  profile: Profile,
  counts: ChipCounts,
  generic: GenericCounts,
  options: EstimateOptions,
): Estimate {
  return profile.kind === 'chip'
    ? chipEstimate(profile, counts, options)
    : genericEstimate(profile, generic);
}

function chipEstimate(
  profile: ChipProfile,
  counts: ChipCounts,
  { inferences, static: asked = false, throttled = false }: EstimateOptions,
): Estimate {
  const supply = asked ? profile.static : undefined;
  const watts = (supply?.wattsPerChip ?? 0) * chipsOf(counts.cores);
  const [low, high] = (['none', 'all'] as const).map((idle) => {
    const times = counts.times.find((t) => t.profile === profile.name && t.idle === idle);
    if (times === undefined) throw noTimes(profile.name);
    const seconds = (throttled ? times.throttled : times.total) / inferences;
    const events = eventEnergy(profile, chipEventCounts(counts, idle)) / inferences;
    return { seconds, joules: events + watts * seconds };
  }) as [Cost, Cost];
  const includes: readonly EnergyPart[] =
    supply === undefined
      ? profile.includes
      : [...new Set([...profile.includes, 'static' as const])];
  return {
    profile: profile.name,
    source: supply === undefined ? profile.source : `${profile.source}; ${supply.source}`,
    includes,
    coverage: coverage(includes),
    quantity: 'energy',
    basis: 'chip',
    joules: band(low.joules, high.joules),
    seconds: band(low.seconds, high.seconds),
    energyDelay: band(productOf(low), productOf(high)),
  };
}

interface Cost {
  readonly joules: number;
  readonly seconds: number;
}

function productOf({ joules, seconds }: Cost): number {
  return energyDelay(joules, seconds);
}

function genericEstimate(profile: GenericProfile, counts: GenericCounts): Estimate {
  const { name, source, includes, skipsZeros, quantity = 'energy' } = profile;
  const joules = skipsZeros
    ? genericEnergy(profile, counts.accumulates, counts.updates)
    : genericEnergy(profile, counts.connections, counts.neurons);
  return {
    profile: name,
    source,
    includes,
    coverage: coverage(includes),
    quantity,
    basis: skipsZeros ? 'spikes' : 'every connection once',
    joules: band(joules, joules),
    seconds: null,
    energyDelay: null,
  };
}

function band(low: number, high: number): Band {
  return { low: Number(low.toPrecision(2)), high: Number(high.toPrecision(2)) };
}

function noTimes(profile: string): RunError {
  return new RunError(
    `metrics: the time of profile "${profile}" was not added up. Give the profile to metered(), too.`,
    { code: 'no-times', path: profile },
  );
}

/** Counts per inference that generic profiles take. */
export function genericCounts(
  counts: ChipCounts,
  connections: number,
  inferences: number,
): GenericCounts {
  const neurons = counts.populations.reduce((sum, { perNeuron }) => sum + perNeuron.length, 0);
  return {
    accumulates: sumOf(counts.total.nonZero) / inferences,
    updates: (neurons * counts.steps) / inferences,
    connections,
    neurons,
  };
}

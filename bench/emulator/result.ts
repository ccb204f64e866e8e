import type { machine, spread } from '../machine.js';
import type { Cold } from './cold.js';
import type { Company } from './idle.js';
import type { Peer } from './peer.js';
import type { StreamSeconds } from './streams.js';
import type { Facts } from './workload.js';

/** How fast one engine is, next to what was played. */
export interface Speed {
  readonly engine: string;
  readonly timesteps: number;
  readonly chunk: number;
  /** Seconds per timestep over the repeats. */
  readonly seconds: ReturnType<typeof spread>;
  /** Of the median repeat. */
  readonly stepsPerSecond: number;
  readonly nsPerSynapticOp: number;
  /** Time of a timestep over all neurons, with all that happens in it. */
  readonly nsPerNeuron: number;
}

/** Engines timed in turns on the same stretch. */
export interface Comparison {
  readonly what: 'one thread' | 'threads' | 'closed loop' | 'from rest';
  /** Weights added per timestep of the stretch. */
  readonly synapticOps: number;
  readonly speeds: readonly Speed[];
}

/** All about one workload. */
export interface WorkloadResult {
  readonly name: string;
  readonly about: string;
  readonly facts: Facts;
  readonly comparisons: readonly Comparison[];
  readonly streams: StreamSeconds | null;
  /** First steps and memory in a process of their own, by engine. */
  readonly cold: Readonly<Record<string, Cold>>;
}

/** What a whole run found. */
export interface BenchResult {
  readonly date: string;
  readonly repeats: number;
  readonly machine: ReturnType<typeof machine>;
  readonly company: Company;
  readonly workloads: readonly WorkloadResult[];
  readonly peer: Peer | null;
  readonly ratios: readonly Ratio[];
  /** What was not measured, one sentence each. */
  readonly skipped: readonly string[];
}

/** A judged figure. */
export interface Ratio {
  readonly name: string;
  /** `null` where it was not measured. */
  readonly value: number | null;
  /** Whether more or less is better. */
  readonly better: 'more' | 'less';
  readonly aim: number;
  /** `null` where nothing less than the aim is stated. */
  readonly floor: number | null;
  readonly verdict: 'met' | 'above the floor' | 'missed' | 'skipped';
}

/** The speed of an engine in a comparison of a workload. */
export function speedOf(
  workloads: readonly WorkloadResult[],
  name: string,
  what: Comparison['what'],
  engine: string,
): Speed | undefined {
  const comparisons = workloads.find((workload) => workload.name === name)?.comparisons;
  return comparisons
    ?.find((comparison) => comparison.what === what)
    ?.speeds.find((speed) => speed.engine === engine);
}

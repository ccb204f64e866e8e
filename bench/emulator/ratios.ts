import { spread } from '../machine.js';
import { engineName, fast, PLAIN, SCATTER } from './engines.js';
import type { Peer } from './peer.js';
import { type Comparison, type Ratio, speedOf, type WorkloadResult } from './result.js';

/** What a judged figure is taken from. */
export interface Measured {
  readonly workloads: readonly WorkloadResult[];
  readonly peer: Peer | null;
}

/** A judged figure, and how it is read from what was measured. */
interface Rule extends Omit<Ratio, 'value' | 'verdict'> {
  readonly value: (measured: Measured) => number | null;
}

const ONE = engineName(fast(1));

const rules: readonly Rule[] = [
  {
    ...atLeast('w1: one thread / reference emulator, chip only', 200, 50),
    value: ({ workloads, peer }) => {
      const ours = speedOf(workloads, 'w1', 'from rest', ONE);
      return quotient(
        peer === null ? undefined : spread(peer.seconds).median,
        ours?.seconds.median,
      );
    },
  },
  {
    ...atLeast('w1: one thread / plain', 12, 5),
    value: faster('w1', 'one thread', ONE, engineName(PLAIN)),
  },
  {
    ...atLeast('w2: one thread / plain', 15, 10),
    value: faster('w2', 'one thread', ONE, engineName(PLAIN)),
  },
  {
    ...atLeast('w2: one thread / plain loops over whole layers', 15, 10),
    value: faster('w2', 'one thread', ONE, SCATTER),
  },
  { ...atLeast('w1: 3 threads / one, open loop', 2, 1.4), value: scaling('w1', 3) },
  { ...atLeast('w1: 4 threads / one, open loop', 2.5, 1.5), value: scaling('w1', 4) },
  { ...atLeast('w2: 4 threads / one', 2.8, 2), value: scaling('w2', 4) },
  { ...atLeast('w3-16k: 4 threads / one', 2, 1.4), value: scaling('w3-16k', 4) },
  {
    ...atLeast('w1: 8 streams on 4 threads / one thread', 3.2, null),
    value: ({ workloads }) => {
      const streams = workloads.find(({ name }) => name === 'w1')?.streams ?? null;
      if (streams === null) return null;
      return quotient(spread(streams.oneThread).median, spread(streams.threads).median);
    },
  },
  {
    ...atMost('w2: resident memory of a process that plays it, MiB', 600),
    value: ({ workloads }) => coldOf(workloads, 'w2')?.memory.end ?? null,
  },
  { ...atMost('w1: slowest of the first timesteps / steady one', 5), value: firstStep('w1') },
  { ...atMost('w2: slowest of the first timesteps / steady one', 5), value: firstStep('w2') },
  {
    ...atMost('w1: memory grown over a million timesteps, MiB', 1),
    value: ({ workloads }) => {
      const growth = coldOf(workloads, 'w1')?.growth ?? null;
      return growth === null ? null : growth.after - growth.before;
    },
  },
];

/** All judged figures; those that were not measured are marked, not left out. */
export function judge(measured: Measured): Ratio[] {
  return rules.map(({ value: read, ...rule }) => {
    const value = read(measured);
    return { ...rule, value, verdict: verdictOf(value, rule) };
  });
}

function verdictOf(
  value: number | null,
  { better, aim, floor }: Pick<Ratio, 'better' | 'aim' | 'floor'>,
): Ratio['verdict'] {
  if (value === null) return 'skipped';
  const reaches = (bound: number) => (better === 'more' ? value >= bound : value <= bound);
  if (reaches(aim)) return 'met';
  return floor !== null && reaches(floor) ? 'above the floor' : 'missed';
}

function atLeast(name: string, aim: number, floor: number | null) {
  return { name, better: 'more' as const, aim, floor };
}

function atMost(name: string, aim: number) {
  return { name, better: 'less' as const, aim, floor: null };
}

function scaling(workload: string, threads: number): Rule['value'] {
  return faster(workload, 'threads', engineName(fast(threads)), ONE);
}

/** How many times as fast one engine is as another, by the medians. */
function faster(
  workload: string,
  what: Comparison['what'],
  engine: string,
  other: string,
): Rule['value'] {
  return ({ workloads }) =>
    quotient(
      speedOf(workloads, workload, what, other)?.seconds.median,
      speedOf(workloads, workload, what, engine)?.seconds.median,
    );
}

function firstStep(workload: string): Rule['value'] {
  return ({ workloads }) => {
    const cold = coldOf(workloads, workload);
    return quotient(cold?.firstStepMs, cold?.steadyStepMs);
  };
}

/** The fast engine in its own process. */
function coldOf(workloads: readonly WorkloadResult[], workload: string) {
  return workloads.find(({ name }) => name === workload)?.cold[ONE];
}

function quotient(a: number | undefined, b: number | undefined): number | null {
  return a === undefined || b === undefined ? null : a / b;
}

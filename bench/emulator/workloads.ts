import { goldenWorkload } from './w1.js';
import { deepWorkload } from './w2.js';
import { type RecurrentOptions, recurrentWorkload } from './w3.js';
import type { Workload } from './workload.js';

/** Neurons spike about 12 times a second: 1.2 % of the timesteps. */
const DENSITY = [0.01, 0.014] as const;

/** The sizes of W3. Jump and drive are set so that all of them spike at the same rate. */
export const recurrent: readonly RecurrentOptions[] = [
  {
    name: 'w3-4k-80',
    neurons: 4096,
    fanOut: 80,
    rows: 'per neuron',
    jump: 0.02,
    drive: [0.74, 1.15],
    expected: { neurons: [4096, 4096], density: DENSITY, synapticOps: [3400, 4600] },
    steps: 400,
  },
  {
    name: 'w3-4k-1000',
    neurons: 4096,
    fanOut: 1000,
    rows: 'per neuron',
    jump: 0.006,
    drive: [0.86, 1.48],
    expected: { neurons: [4096, 4096], density: DENSITY, synapticOps: [41_000, 51_000] },
    steps: 400,
  },
  {
    name: 'w3-16k',
    neurons: 16_384,
    fanOut: 327,
    rows: 'per neuron',
    jump: 0.0095,
    drive: [0.84, 1.24],
    expected: { neurons: [16_384, 16_384], density: DENSITY, synapticOps: [53_000, 68_000] },
    steps: 100,
  },
  {
    name: 'w3-64k',
    neurons: 65_536,
    fanOut: 1000,
    rows: 'per block',
    jump: 0.006,
    drive: [0.9, 1.54],
    expected: { neurons: [65_536, 65_536], density: DENSITY, synapticOps: [640_000, 800_000] },
    steps: 20,
  },
];

/** Names that stand for workloads: `w3` for all its sizes. */
export const workloadNames = ['w1', 'w2', 'w3', 'tiny', ...recurrent.map(({ name }) => name)];

/** The single workloads that a list of names stands for, without repeats. */
export function singleNames(names: readonly string[]): string[] {
  const all = names.flatMap((name) => (name === 'w3' ? recurrent.map((r) => r.name) : [name]));
  return [...new Set(all)];
}

/**
 * Builds a workload.
 *
 * @param path the golden case that W1 plays
 */
export async function buildWorkload(name: string, path: string | null): Promise<Workload> {
  if (name === 'w2') return deepWorkload();
  if (name === 'tiny') return deepWorkload({ side: 8, thinner: 8 });
  const options = recurrent.find((r) => r.name === name);
  if (options !== undefined) return recurrentWorkload(options);
  return goldenWorkload(path!);
}

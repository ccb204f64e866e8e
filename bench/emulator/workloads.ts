import { goldenWorkload } from './w1.js';
import { deepWorkload } from './w2.js';
import { recurrentWorkload } from './w3.js';
import { recurrent } from './w3-sizes.js';
import type { Workload } from './workload.js';

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

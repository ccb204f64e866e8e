import type { Chunk, Program, Session } from 'rxspike';
import type { HostSpikes } from './input.js';

/** What a workload must do to be the workload it is called; smallest and largest. */
export interface Expected {
  readonly neurons: readonly [number, number];
  /** Spikes per neuron and timestep, over all populations. */
  readonly density: readonly [number, number];
  /** The same for every population on its own. */
  readonly layerDensity?: readonly [number, number];
  /** Weights added per timestep. */
  readonly synapticOps: readonly [number, number];
}

/** A chip to play and what is sent to it. */
export interface Workload {
  readonly name: string;
  readonly about: string;
  readonly program: Program;
  readonly input: HostSpikes;
  readonly expected: Expected | null;
  /** The same network on plain loops over whole layers, where there is such a yardstick. */
  readonly scatter?: () => Session;
  /** Timesteps from rest over which all engines must spike alike before anything is timed. */
  readonly warmUp: number;
  /** Timesteps of one timed repeat, which goes on behind those. */
  readonly steps: number;
  /** Timesteps of one call. */
  readonly chunk: number;
  /** The whole network, host and chip, and so many chunks for it; absent where there is no host. */
  readonly live?: {
    readonly program: Program;
    readonly chunks: (count: number) => Iterable<Chunk>;
  };
}

/** What a workload does on the reference engine. */
export interface Facts {
  readonly neurons: number;
  readonly blocks: number;
  readonly synapses: number;
  readonly timesteps: number;
  /** Spikes per neuron and timestep. */
  readonly density: number;
  readonly layers: Readonly<Record<string, number>>;
  readonly synapticOps: number;
  readonly hash: string;
}

/** Neurons of all populations. */
export function neuronsOf({ populations }: Program): number {
  return populations.reduce((sum, { size }) => sum + size, 0);
}

/** Weights that the blocks of a chip store, counted where they are shared. */
export function synapsesOf({ chip }: Program): number {
  let count = 0;
  for (const { synapses } of chip.blocks) {
    for (const { weights } of synapses) {
      for (const { atoms, entries } of weights) count += atoms * entries;
    }
  }
  return count;
}

/** What is not as the workload says, one sentence each; none when it is. */
export function deviations(facts: Facts, expected: Expected | null): string[] {
  if (expected === null) return [];
  const { layerDensity } = expected;
  const checks: [string, number, readonly [number, number]][] = [
    ['neurons', facts.neurons, expected.neurons],
    ['density', facts.density, expected.density],
    ['synaptic operations', facts.synapticOps, expected.synapticOps],
  ];
  if (layerDensity !== undefined) {
    for (const [name, density] of Object.entries(facts.layers)) {
      checks.push([`density of ${name}`, density, layerDensity]);
    }
  }
  return checks
    .filter(([, value, [least, most]]) => value < least || value > most)
    .map(([what, value, range]) => `${what}: ${value} (expected ${range.join(' to ')})`);
}

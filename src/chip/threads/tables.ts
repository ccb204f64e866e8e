import type { Arena } from '../wasm/arena.js';
import { Stage } from '../wasm/assembly/layout.js';
import type { UnitImage } from '../wasm/image.js';
import { partition } from './partition.js';
import type { StagePlan } from './stages.js';

/** A dataflow in memory. */
export interface TableImage {
  /** Addresses of the stages: inputs, then the layers, then the way out. */
  readonly stages: readonly number[];
  /** Addresses of the lines of progress of each stage, and how many threads have one. */
  readonly progress: readonly { readonly address: number; readonly members: number }[];
  /** Timesteps that a stage may play at once. */
  readonly chunk: number;
}

export interface TableOptions {
  readonly stages: readonly StagePlan[];
  readonly units: readonly UnitImage[];
  /** Expected cost of each unit. */
  readonly costs: readonly number[];
  readonly threads: number;
  readonly slots: number;
  /** Layers whose spikes leave. */
  readonly leaving: readonly number[];
  /** Expected nanoseconds a step that the first thread needs at both ends. */
  readonly endsCost: number;
}

/**
 * Lays out the stages of a dataflow. The way out is a stage of its own that reads what leaves; it and
 * the inputs belong to the first thread.
 */
export function tableImage(arena: Arena, options: TableOptions): TableImage {
  const { stages, threads, slots, leaving } = options;
  const out = stages.length;
  const last: StagePlan = {
    layers: [],
    sources: stages.flatMap(({ layers }, s) =>
      layers.some((l) => leaving.includes(l)) ? [s] : [],
    ),
  };
  const all = [...stages, last];
  const readers = all.map((_, s) =>
    all.flatMap(({ sources }, r) => (sources.includes(s) && r !== s ? [r] : [])),
  );
  const progress = all.map((_, s) => {
    const members = s === 0 || s === out ? 1 : threads;
    return { address: arena.reserve(64 * members), members };
  });
  const addresses = all.map(() => arena.reserve(4 * Stage.SIZE));
  // Small layers go to the threads that larger ones left free.
  const loads = new Float64Array(threads);
  loads[0] = options.endsCost;
  for (const [s, { sources, layers }] of all.entries()) {
    const at = (list: readonly number[]) => arena.words(list.map((k) => addresses[k]!));
    const shares = s === out ? partition([], threads) : shareUnits(options, layers, loads);
    const lists = shares.map((units) => arena.words(units.map((u) => options.units[u]!.address)));
    const words = new Int32Array(Stage.SIZE);
    words[Stage.SOURCES] = sources.length;
    // The spikes that leave are those of the step itself: the way out waits one step longer.
    words[Stage.FIRST_SOURCE] = at(sources);
    words[Stage.READERS] = readers[s]!.length;
    words[Stage.FIRST_READER] = at(readers[s]!);
    words[Stage.MEMBERS] = progress[s]!.members;
    words[Stage.PROGRESS] = progress[s]!.address;
    words[Stage.LISTS] = arena.words(lists);
    words[Stage.LENGTHS] = arena.words(shares.map(({ length }) => length));
    arena.fill(addresses[s]!, words);
  }
  return { stages: addresses, progress, chunk: chunkOf(all, slots) };
}

function shareUnits(
  { units, costs, threads }: TableOptions,
  layers: readonly number[],
  loads: Float64Array<ArrayBuffer>,
): number[][] {
  const own = units.flatMap(({ layer }, u) => (layers.includes(layer) ? [u] : []));
  return partition(
    own.map((u) => costs[u]!),
    threads,
    loads,
  ).map((part) => part.map((k) => own[k]!));
}

/** As many timesteps as the slots allow while the farthest reader is still at work, at most 8. */
function chunkOf(stages: readonly StagePlan[], slots: number): number {
  if (stages.some(({ sources }, s) => sources.includes(s))) return 1;
  const span = Math.max(1, ...stages.map(({ sources }, s) => s - Math.min(s, ...sources)));
  let chunk = 8;
  while (chunk > 1 && slots / chunk < span + 3) chunk /= 2;
  return chunk;
}

import { from, lastValueFrom, toArray } from 'rxjs';
import type { Chunk } from '../../src/core/chunk.js';
import type { Network } from '../../src/network/network.js';
import { type RunOptions, run } from '../../src/run/run.js';

/** What a run gave, joined over its chunks: per probe all rows. */
export type Rows = Readonly<Record<string, readonly number[]>>;

/** Plays chunks through a network and joins what comes out. */
export async function play(
  network: Network,
  chunks: readonly Chunk[],
  options: RunOptions,
): Promise<Rows> {
  const output = await lastValueFrom(from(chunks).pipe(run(network, options), toArray()));
  const names = Object.keys(options.probes);
  return Object.fromEntries(
    names.map((name) => [name, output.flatMap((chunk) => Array.from(chunk.data[name]!))]),
  );
}

/** One chunk of a single input, one value or row per timestep. */
export function chunkOf(name: string, rows: readonly (number | readonly number[])[], t = 0): Chunk {
  return { t, steps: rows.length, data: { [name]: Float64Array.from(rows.flat()) } };
}

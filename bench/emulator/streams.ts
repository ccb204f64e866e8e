import { runMany } from 'rxspike';
import { emulator } from 'rxspike/chip';
import type { Workload } from './workload.js';

/** Streams that are played at the same time, and chunks that each of them brings. */
export const STREAMS = 8;
const CHUNKS = 300;

/** Seconds that independent streams of one network take, per timestep of one stream. */
export interface StreamSeconds {
  readonly oneThread: number[];
  readonly threads: number[];
}

/**
 * Times several streams through one network, host and chip, each with its own state: on one thread
 * against dealt out to threads, in turns. `null` for a workload without a host.
 */
export async function timeStreams(
  workload: Workload,
  threads: number,
  repeats: number,
): Promise<StreamSeconds | null> {
  const { live } = workload;
  if (live === undefined) return null;
  const seconds: StreamSeconds = { oneThread: [], threads: [] };
  for (let r = -1; r < repeats; r++) {
    const alone = await secondsOfAll(live, 1);
    const dealt = await secondsOfAll(live, threads);
    if (r < 0) continue;
    seconds.oneThread.push(alone);
    seconds.threads.push(dealt);
  }
  return seconds;
}

/** Seconds per timestep, from when every stream has answered once: starting threads is not in it. */
async function secondsOfAll(
  { program, chunks }: NonNullable<Workload['live']>,
  threads: number,
): Promise<number> {
  const begun = new Set<number>();
  let started = 0;
  let steps = 0;
  const sources = Array.from({ length: STREAMS }, () => chunks(CHUNKS));
  const options = { on: emulator({ engine: 'wasm', threads: 1 }), precompute: true, threads };
  await runMany(program, sources, options).forEach((chunk) => {
    if (begun.size === STREAMS) steps += chunk.steps;
    else if (begun.add(chunk.stream).size === STREAMS) started = performance.now();
  });
  return (performance.now() - started) / 1000 / steps;
}

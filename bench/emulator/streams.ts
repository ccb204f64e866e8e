import { fast, openEngine } from './engines.js';
import { hostInputs } from './input.js';
import { secondsOf } from './play.js';
import type { Workload } from './workload.js';

/** Streams that are played at the same time. */
export const STREAMS = 8;

/** Seconds that independent streams of one workload take, per timestep of all of them. */
export interface StreamSeconds {
  readonly oneThread: number[];
  readonly threads: number[];
}

/**
 * Times several streams, each with its own state: one after another on one thread against dealt out
 * to threads, in turns. `null` where this build cannot do one of them.
 */
export async function timeStreams(
  workload: Workload,
  threads: number,
  repeats: number,
): Promise<StreamSeconds | null> {
  const many = await openMany(workload, threads);
  if (many === null) return null;
  const one = await openInTurn(workload);
  if (one === null) return null;
  const seconds: StreamSeconds = { oneThread: [], threads: [] };
  for (let r = -1; r < repeats; r++) {
    const [alone, dealt] = [await one.play(), await many.play()];
    if (r < 0) continue;
    seconds.oneThread.push(alone / workload.steps);
    seconds.threads.push(dealt / workload.steps);
  }
  await one.close();
  await many.close();
  return seconds;
}

/** Streams that are open; `play` gives the seconds of one timed stretch of all of them. */
interface OpenStreams {
  play(): Promise<number>;
  close(): Promise<void>;
}

async function openInTurn(workload: Workload): Promise<OpenStreams | null> {
  const sessions = await Promise.all(
    Array.from({ length: STREAMS }, () => openEngine(workload.program, fast(1))),
  );
  const open = sessions.filter((session) => session !== null);
  if (open.length < STREAMS) return null;
  const inputs = hostInputs(workload.input, 0, workload.steps, workload.chunk);
  return {
    async play() {
      let seconds = 0;
      for (const session of open) seconds += await secondsOf(session, inputs);
      return seconds;
    },
    async close() {
      for (const session of open) await session.close();
    },
  };
}

/** Whole streams on threads: this build has no way to play them. */
async function openMany(_workload: Workload, _threads: number): Promise<OpenStreams | null> {
  return null;
}

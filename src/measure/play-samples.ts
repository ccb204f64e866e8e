import { availableParallelism } from 'node:os';
import type { CompileOptions } from '../compile/compile.js';
import type { CompileReport } from '../compile/report.js';
import type { Chunk } from '../core/chunk.js';
import { RunError } from '../core/errors.js';
import type { Network } from '../network/network.js';
import type { Signal } from '../network/signal.js';
import type { Device, Interpreter } from '../run/device.js';
import { runMany } from '../run/run-many.js';
import { openPlayer } from './player.js';

/** How samples are played. */
export interface PlayOptions extends Pick<CompileOptions, 'split'> {
  readonly on: Device | Interpreter;
  /** Timesteps per sample, at least 1. */
  readonly steps: number;
  /** One sample after another without resets (default), or every sample from rest. */
  readonly stream?: 'continuous' | 'reset';
  /**
   * Streams the samples are dealt out to, played at once where the device can be opened in threads.
   * Each begins at rest with its first sample. Default 1.
   */
  readonly streams?: number;
  /** Ends the playing early: the promise is rejected with its reason. */
  readonly signal?: AbortSignal;
}

/** Samples and what is read of them. */
export interface Played {
  readonly network: Network;
  readonly input: string;
  readonly probes: Readonly<Record<string, Signal>>;
  readonly count: number;
  /** Values of the `k`-th sample to play. */
  values(k: number): Float32Array;
  /** Told of every sample with the chunk of its timesteps; in order with one stream. */
  each(k: number, chunk: Chunk): void;
}

/** Plays samples and gives what became of the network. Others run between two samples. */
export async function playSamples(
  played: Played,
  options: PlayOptions,
): Promise<CompileReport | null> {
  const { steps, stream = 'continuous', streams = 1 } = options;
  requireWhole('steps', steps);
  requireWhole('streams', streams);
  if (streams === 1) return playOne(played, options);
  if (stream === 'continuous') return playMany(played, Math.min(streams, played.count), options);
  throw new RunError(
    `measure: streams is ${streams}, but samples that begin at rest have no stream. Leave streams ` +
      "out, or choose stream: 'continuous'.",
    { code: 'bad-option', path: 'streams' },
  );
}

async function playOne(played: Played, options: PlayOptions): Promise<CompileReport | null> {
  const { stream = 'continuous', signal, steps } = options;
  signal?.throwIfAborted();
  const player = await openPlayer(played.network, played.probes, options);
  try {
    for (let k = 0; k < played.count; k++) {
      if (stream === 'reset') player.reset();
      const t = stream === 'reset' ? 0 : k * steps;
      played.each(k, await player.play(chunkOf(played, k, t, steps)));
      await breathe();
      signal?.throwIfAborted();
    }
    return player.report;
  } finally {
    await player.close();
  }
}

async function playMany(
  played: Played,
  streams: number,
  options: PlayOptions,
): Promise<CompileReport | null> {
  const { on, split, signal, steps } = options;
  const firsts = Array.from({ length: streams + 1 }, (_, i) =>
    Math.floor((i * played.count) / streams),
  );
  const next = firsts.slice(0, -1);
  let report: CompileReport | null = null;
  const many$ = runMany(
    played.network,
    next.map((first, i) => sourceOf(played, first, firsts[i + 1]!, steps)),
    {
      probes: played.probes,
      on,
      ...(split === undefined ? {} : { split }),
      give: true,
      ...(on.kind === 'device' && on.inWorker !== undefined
        ? { threads: Math.min(streams, availableParallelism()) }
        : {}),
      onReport: (told) => {
        report = told;
      },
    },
  );
  await many$.forEach((chunk) => {
    signal?.throwIfAborted();
    played.each(next[chunk.stream]!, chunk);
    next[chunk.stream]! += 1;
  });
  return report;
}

async function* sourceOf(
  played: Played,
  first: number,
  end: number,
  steps: number,
): AsyncGenerator<Chunk> {
  for (let k = first; k < end; k++) {
    yield chunkOf(played, k, (k - first) * steps, steps);
    await breathe();
  }
}

function chunkOf(played: Played, k: number, t: number, steps: number): Chunk {
  const values = played.values(k);
  const rows = new Float32Array(steps * values.length);
  for (let s = 0; s < steps; s++) rows.set(values, s * values.length);
  return { t, steps, data: { [played.input]: rows } };
}

const breathe = (): Promise<void> => new Promise((done) => setImmediate(done));

function requireWhole(option: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new RunError(`measure: ${option} is ${value}, expected a whole number of at least 1.`, {
    code: 'bad-option',
    path: option,
  });
}

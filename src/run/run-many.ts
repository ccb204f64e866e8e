import { availableParallelism } from 'node:os';
import { from, map, mergeMap, Observable, Subscription } from 'rxjs';
import { compile } from '../compile/compile.js';
import type { Program } from '../compile/program.js';
import { encodeProgram } from '../compile/program-file.js';
import type { Chunk } from '../core/chunk.js';
import { RunError } from '../core/errors.js';
import type { Network } from '../network/network.js';
import { checkPrecompute } from './ahead.js';
import type { DeskOptions } from './desk.js';
import { type Device, type Interpreter, interpreter } from './device.js';
import type { CheckpointOptions } from './keeper.js';
import { hereStream } from './many/here-stream.js';
import { openPool, type Pool } from './many/pool.js';
import { threadedStream } from './many/threaded-stream.js';
import type { RunChunk, RunOptions, RunProgramOptions } from './run.js';
import { isProgram } from './score.js';

/** How many streams are played. */
export interface ManyOptions {
  /**
   * Threads that play, at most one per source; 1 is this thread alone. Default `auto`: one less than the
   * machine has cores, and 1 where the network cannot leave this thread (see `Device.inWorker`).
   */
  readonly threads?: number | 'auto';
  /** Streams that are played at a time, the others wait; default all. Each has a session of its own. */
  readonly atOnce?: number;
  /** Chunks of a stream that may be on their way to a thread and back at a time; default 2. */
  readonly ahead?: number;
  /**
   * The sources give their chunks away: buffers may move to the threads without a copy, and are empty
   * then. Default false: chunks are copied.
   */
  readonly give?: boolean;
}

type NotOfMany = 'ahead' | 'overflow' | keyof CheckpointOptions;

/** How a network is played on many streams. */
export interface RunManyOptions<Name extends string = string>
  extends Omit<RunOptions<Name>, NotOfMany>,
    ManyOptions {}

/** How a program is played on many streams. */
export interface RunManyProgramOptions extends Omit<RunProgramOptions, NotOfMany>, ManyOptions {}

/** A chunk of one stream of many. */
export interface ManyChunk<Name extends string = string> extends RunChunk<Name> {
  /** Position of the stream's source. */
  readonly stream: number;
}

/**
 * Plays independent streams through one network or program, spread over threads: what each stream
 * gives is bit for bit what `runFrom` gives for its source. Chunks of one stream come in order, those
 * of different streams as they are done. Compiles once; every stream starts at rest with a session of
 * its own. The first error ends the run, and no thread outlives it.
 *
 * @param sources of chunks of all inputs; the next chunk is pulled when its stream has room
 * @throws RunError as the Observable's error, with the number of the stream where it belongs to one
 *
 * @example
 * runMany(net, recordings.map(readChunks), { probes: { y }, on: emulator() })
 *   .subscribe(({ stream, t, data }) => console.log(stream, t, data.y));
 */
export function runMany<Name extends string>(
  network: Network,
  sources: readonly (Iterable<Chunk> | AsyncIterable<Chunk>)[],
  options: RunManyOptions<Name>,
): Observable<ManyChunk<Name>>;
export function runMany(
  program: Program,
  sources: readonly (Iterable<Chunk> | AsyncIterable<Chunk>)[],
  options: RunManyProgramOptions,
): Observable<ManyChunk>;
export function runMany(
  played: Network | Program,
  sources: readonly (Iterable<Chunk> | AsyncIterable<Chunk>)[],
  options: DeskOptions<string> & ManyOptions,
): Observable<ManyChunk> {
  return new Observable((subscriber) => {
    const { ahead = 2, give = false, atOnce = Math.max(sources.length, 1) } = options;
    checkCount('ahead', ahead);
    checkCount('atOnce', atOnce);
    // What became of the network is told once, not by every stream.
    const { onReport: _, ...quiet } = options;
    const { what, pool: openThreads } = prepare(played, sources.length, options);
    const subscription = new Subscription();
    let over = false;
    /** Runs `then` when all threads have ended. */
    const end = (then: () => void): void => {
      if (over) return;
      over = true;
      subscription.unsubscribe();
      if (pool === undefined) then();
      else void pool.close().then(then);
    };
    const pool = openThreads?.((error) => end(() => subscriber.error(error)));
    const streamOf = (source: Iterable<Chunk> | AsyncIterable<Chunk>, stream: number) =>
      (pool === undefined
        ? hereStream(what, stream, source, quiet)
        : threadedStream(pool, stream, source, { ahead, give })
      ).pipe(map((chunk): ManyChunk => ({ stream, ...chunk })));
    subscription.add(
      from(sources)
        .pipe(mergeMap(streamOf, atOnce))
        .subscribe({
          next: (chunk) => subscriber.next(chunk),
          error: (error) => end(() => subscriber.error(error)),
          complete: () => end(() => subscriber.complete()),
        }),
    );
    return () => end(() => {});
  });
}

interface Prepared {
  readonly what: Network | Program;
  /** Starts the threads; absent if this one plays. */
  readonly pool?: (broken: (error: RunError) => void) => Pool;
}

/** Compiles once, and decides who plays. */
function prepare(
  played: Network | Program,
  count: number,
  options: DeskOptions<string> & ManyOptions,
): Prepared {
  const { on = interpreter(), precompute = false, poison = false, onReport } = options;
  const threads = threadsOf(options.threads ?? 'auto', count, on);
  if (on.kind === 'interpreter') return { what: played };
  const program = isProgram(played)
    ? played
    : compile(played, { ...options, probes: options.probes ?? {} });
  onReport?.(program.report);
  if (precompute) checkPrecompute(program);
  const recipe = on.inWorker;
  if (threads === 1 || recipe === undefined) return { what: program };
  const setup = { program: encodeProgram(program), recipe, precompute, poison };
  return { what: program, pool: (broken) => openPool(threads, setup, broken) };
}

function threadsOf(asked: number | 'auto', count: number, on: Device | Interpreter): number {
  const most = Math.max(count, 1);
  const canLeave = on.kind === 'device' && on.inWorker !== undefined;
  if (asked === 'auto')
    return canLeave ? Math.min(most, Math.max(availableParallelism() - 1, 1)) : 1;
  checkCount('threads', asked);
  if (canLeave || asked === 1) return Math.min(asked, most);
  throw new RunError(
    `runMany: threads is ${asked}, but "${on.name}" cannot be opened in another thread (it has no ` +
      'inWorker). Say threads: 1.',
    { code: 'no-threads', path: 'threads' },
  );
}

function checkCount(option: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new RunError(
    `runMany: ${option} is ${String(value)}, expected a whole number of at least 1.`,
    { code: 'bad-option', path: option },
  );
}

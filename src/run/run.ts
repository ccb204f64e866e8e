import { Observable, type OperatorFunction, Subject, takeUntil } from 'rxjs';
import type { Program } from '../compile/program.js';
import type { CompileReport } from '../compile/report.js';
import type { Chunk, Rows } from '../core/chunk.js';
import { RunError } from '../core/errors.js';
import type { Network } from '../network/network.js';
import type { Signal } from '../network/signal.js';
import { type Desk, type DeskOptions, openDesk } from './desk.js';
import type { Device, Interpreter } from './device.js';
import type { CheckpointOptions } from './keeper.js';
import type { PlaybackOptions } from './playback.js';
import { openPuller, type Puller } from './puller.js';

/** What happens to chunks of a source that cannot wait, when the device is behind. */
export type Overflow = 'error' | 'drop-oldest' | 'drop-newest' | 'latest';

export interface RunOptions<Name extends string = string>
  extends Omit<PlaybackOptions, 'probes'>,
    CheckpointOptions {
  /** Signals that leave the network, by the name they get in the chunks. */
  readonly probes: Readonly<Record<Name, Signal>>;
  /** Where the network runs; default the interpreter. */
  readonly on?: Device | Interpreter;
  /** Chunks that may wait for the device; default 2. */
  readonly ahead?: number;
  /** What to do with more; default `error`. */
  readonly overflow?: Overflow;
  /** Told once what became of the network on its device. */
  readonly onReport?: (report: CompileReport) => void;
}

/** How a program runs: its probes are those it was compiled with. */
export interface RunProgramOptions
  extends Pick<RunOptions, 'ahead' | 'overflow' | 'onReport' | 'poison' | 'precompute'>,
    CheckpointOptions {
  /** The device; the interpreter plays networks only. */
  readonly on: Device;
}

/** Rows of the probes for the timesteps of one input chunk, and what was lost before it. */
export interface RunChunk<Name extends string = string> extends Chunk<Name> {
  readonly data: Readonly<Record<Name, Rows>>;
  /** Timesteps of input dropped since the run began, from rest. */
  readonly dropped: number;
}

/**
 * Plays a network on chunks of its inputs: the only bridge from declaring to running, itself a
 * pipeable operator. Compiles a snapshot when subscribed; every subscription starts at rest. A
 * source that cannot wait may be `ahead` chunks in front of the device, then `overflow` decides;
 * what is dropped is counted in every chunk. Errors close the session, then reach the subscriber.
 *
 * A compiled or loaded program is played the same way, without compiling.
 *
 * @example
 * source$.pipe(run(net, { probes: { y } })).subscribe(({ t, data }) => console.log(t, data.y));
 * source$.pipe(run(decodeProgram(bytes), { on: emulator() })).subscribe(({ data }) => data.y);
 */
export function run<Name extends string>(
  network: Network,
  options: RunOptions<Name>,
): OperatorFunction<Chunk, RunChunk<Name>>;
export function run(
  program: Program,
  options: RunProgramOptions,
): OperatorFunction<Chunk, RunChunk>;
export function run(
  played: Network | Program,
  options: DeskOptions<string> & Limits,
): OperatorFunction<Chunk, RunChunk> {
  return (source) =>
    new Observable((subscriber) => {
      const over$ = new Subject<void>();
      const desk = openDesk(played, options, subscriber, () => over$.next());
      const queue: Chunk[] = [];
      let dropped = 0;
      let busy = true;
      let ended = false;
      const drain = (): void => {
        while (!busy && queue.length > 0 && !desk.over) {
          busy = true;
          const done = desk.play(queue.shift()!, dropped);
          if (done === undefined) busy = false;
          else void done.then(free);
        }
        if (!busy && ended && queue.length === 0) desk.complete();
      };
      const free = (): void => {
        busy = false;
        drain();
      };
      // Before subscribing: a source that emits at once must notice that the subscriber left.
      subscriber.add(() => desk.leave());
      const ready = desk.open();
      if (ready === undefined) busy = false;
      else void ready.then(free);
      if (desk.over) return;
      source.pipe(takeUntil(over$)).subscribe({
        next: (chunk) => {
          queue.push(chunk);
          drain();
          if (!desk.over) dropped += limitQueue(queue, options, desk);
        },
        error: (error) => desk.fail(error),
        complete: () => {
          ended = true;
          drain();
        },
      });
    });
}

/**
 * Plays a network or program on a source that can wait: the next chunk is pulled when the device has
 * room. When the run ends early the iterator is told with `return`, once.
 *
 * @param source chunks of all inputs, an iterable or async iterable (a file, a generator)
 */
export function runFrom<Name extends string>(
  source: Iterable<Chunk> | AsyncIterable<Chunk>,
  network: Network,
  options: Omit<RunOptions<Name>, 'ahead' | 'overflow'>,
): Observable<RunChunk<Name>>;
export function runFrom(
  source: Iterable<Chunk> | AsyncIterable<Chunk>,
  program: Program,
  options: Omit<RunProgramOptions, 'ahead' | 'overflow'>,
): Observable<RunChunk>;
export function runFrom(
  source: Iterable<Chunk> | AsyncIterable<Chunk>,
  played: Network | Program,
  options: DeskOptions<string>,
): Observable<RunChunk> {
  return new Observable((subscriber) => {
    // The run is over then: what a source throws while it is let go has nobody to go to.
    const letGo = (): void => void puller?.stop().catch(() => {});
    const desk = openDesk(played, options, subscriber, letGo);
    let puller: Puller<Chunk> | undefined;
    const pull = async (): Promise<void> => {
      await desk.open();
      if (desk.over) return;
      puller = openPuller(source);
      while (!desk.over) {
        const chunk = await puller.next();
        if (desk.over) return;
        if (chunk === undefined) return desk.complete();
        await desk.play(chunk, 0);
      }
    };
    pull().catch((error) => desk.fail(error));
    return () => desk.leave();
  });
}

/** What bounds the queue of a source that cannot wait. */
type Limits = Pick<RunOptions, 'ahead' | 'overflow' | 'on'>;

/** Applies the overflow policy and returns how many timesteps it dropped. */
function limitQueue(
  queue: Chunk[],
  { ahead = 2, overflow = 'error', on }: Limits,
  desk: Desk,
): number {
  if (queue.length <= ahead) return 0;
  if (overflow === 'error') {
    desk.fail(
      new RunError(
        `input is ${queue.length} chunks ahead of "${on?.name ?? 'interpreter'}" (limit ${ahead}). ` +
          "For a source that cannot wait choose overflow: 'drop-oldest'.",
        { code: 'overflow' },
      ),
    );
    return 0;
  }
  const excess = queue.length - (overflow === 'latest' ? 1 : ahead);
  const lost = overflow === 'drop-newest' ? queue.splice(-excess) : queue.splice(0, excess);
  return lost.reduce((steps, chunk) => steps + chunk.steps, 0);
}

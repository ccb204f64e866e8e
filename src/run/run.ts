import { Observable, type OperatorFunction, type Subscriber } from 'rxjs';
import type { CompileReport } from '../compile/report.js';
import type { Chunk, Rows } from '../core/chunk.js';
import { RunError } from '../core/errors.js';
import type { Network } from '../network/network.js';
import type { Signal } from '../network/signal.js';
import { type Device, type Interpreter, interpreter } from './device.js';
import { Playback, type PlaybackOptions } from './playback.js';
import { scoreOf } from './score.js';

/** What happens to chunks of a source that cannot wait, when the device is behind. */
export type Overflow = 'error' | 'drop-oldest' | 'drop-newest' | 'latest';

export interface RunOptions<Name extends string = string> extends Omit<PlaybackOptions, 'probes'> {
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

/** Rows of the probes for the timesteps of one input chunk, and what was lost before it. */
export interface RunChunk<Name extends string = string> extends Chunk<Name> {
  readonly data: Readonly<Record<Name, Rows>>;
  /** Timesteps of input dropped since the run began. */
  readonly dropped: number;
}

/**
 * Plays a network on chunks of its inputs: the only bridge from declaring to running, itself a
 * pipeable operator. Compiles a snapshot when subscribed; every subscription starts at rest. A
 * source that cannot wait may be `ahead` chunks in front of the device, then `overflow` decides;
 * what is dropped is counted in every chunk. Errors close the session, then reach the subscriber.
 *
 * @example
 * source$.pipe(run(net, { probes: { y } })).subscribe(({ t, data }) => console.log(t, data.y));
 */
export function run<Name extends string>(
  network: Network,
  options: RunOptions<Name>,
): OperatorFunction<Chunk, RunChunk<Name>> {
  return (source) =>
    new Observable((subscriber) => {
      const desk = openDesk(network, options, subscriber);
      const queue: Chunk[] = [];
      let dropped = 0;
      let busy = true;
      let ended = false;
      const drain = (): void => {
        while (!busy && queue.length > 0 && !subscriber.closed) {
          busy = true;
          const done = desk.play(queue.shift()!, dropped);
          if (done === undefined) busy = false;
          else void done.then(free);
        }
        if (!busy && ended && queue.length === 0) subscriber.complete();
      };
      const free = (): void => {
        busy = false;
        drain();
      };
      const ready = desk.open();
      if (ready === undefined) busy = false;
      else void ready.then(free);
      const subscription = source.subscribe({
        next: (chunk) => {
          queue.push(chunk);
          drain();
          dropped += limitQueue(queue, options, subscriber);
        },
        error: (error) => subscriber.error(error),
        complete: () => {
          ended = true;
          drain();
        },
      });
      return () => {
        subscription.unsubscribe();
        desk.close();
      };
    });
}

/**
 * Plays a network on a source that can wait: the next chunk is pulled when the device has room.
 *
 * @param source chunks of all inputs, an iterable or async iterable (a file, a generator)
 */
export function runFrom<Name extends string>(
  source: Iterable<Chunk> | AsyncIterable<Chunk>,
  network: Network,
  options: Omit<RunOptions<Name>, 'ahead' | 'overflow'>,
): Observable<RunChunk<Name>> {
  return new Observable((subscriber) => {
    const desk = openDesk(network, options, subscriber);
    const pull = async (): Promise<void> => {
      await desk.open();
      for await (const chunk of source) {
        if (subscriber.closed) return;
        await desk.play(chunk, 0);
        if (subscriber.closed) return;
      }
      subscriber.complete();
    };
    pull().catch((error) => subscriber.error(error));
    return () => desk.close();
  });
}

/** One subscription's playback: opens once, plays chunk by chunk, closes exactly once. */
interface Desk {
  /** A promise while the device opens, nothing if it is open. */
  open(): Promise<void> | undefined;
  /** A promise while the device plays, nothing if it is done. Errors go to the subscriber. */
  play(chunk: Chunk, dropped: number): Promise<void> | undefined;
  close(): void;
}

function openDesk<Name extends string>(
  network: Network,
  options: Omit<RunOptions<Name>, 'ahead' | 'overflow'>,
  subscriber: Subscriber<RunChunk<Name>>,
): Desk {
  const { on = interpreter(), probes, onReport, poison = false, ...compiling } = options;
  let playback: Playback | undefined;
  let closed = false;
  const emit = (output: Chunk, dropped: number): void =>
    subscriber.next({ ...(output as Chunk<Name>), dropped });
  const fail = (error: unknown): void => subscriber.error(error);
  return {
    open() {
      try {
        const score = scoreOf(network, probes, on, compiling);
        if (score.program !== null) onReport?.(score.program.report);
        const session = on.kind === 'device' ? on.open(score.program!) : null;
        const start = (opened: Awaited<typeof session>): void => {
          playback = new Playback(score, network.precision, opened, poison);
          if (closed) void playback.close();
        };
        if (session instanceof Promise) return session.then(start).catch(fail);
        start(session);
      } catch (error) {
        fail(error);
      }
      return undefined;
    },
    play(chunk, dropped) {
      try {
        const output = playback!.play(chunk);
        if (output instanceof Promise) return output.then((o) => emit(o, dropped)).catch(fail);
        emit(output, dropped);
      } catch (error) {
        fail(error);
      }
      return undefined;
    },
    close() {
      if (closed) return;
      closed = true;
      void playback?.close();
    },
  };
}

/** Applies the overflow policy and returns how many timesteps it dropped. */
function limitQueue<Name extends string>(
  queue: Chunk[],
  { ahead = 2, overflow = 'error', on }: RunOptions<Name>,
  subscriber: Subscriber<RunChunk<Name>>,
): number {
  if (queue.length <= ahead) return 0;
  if (overflow === 'error') {
    subscriber.error(
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

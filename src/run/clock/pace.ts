import { Observable, type OperatorFunction, Subscription } from 'rxjs';
import type { Program } from '../../compile/program.js';
import type { Chunk } from '../../core/chunk.js';
import { RunError } from '../../core/errors.js';
import type { Network } from '../../network/network.js';
import { openPuller } from '../puller.js';
import type { Overflow } from '../run.js';
import { type ClockOptions, clock, followClock, type Ticks } from './clock.js';
import { checkAhead, openFrameQueue } from './frame-queue.js';
import { type Frame, type Idle, openSheet } from './sheet.js';

export interface PaceOptions extends ClockOptions {
  /** What a tick plays for which there is no input: zeros (default), or the input of the tick before. */
  readonly idle?: Idle;
  /** Timesteps of input that may wait for their tick; default 100. */
  readonly ahead?: number;
  /** What to do with more; default `error`. */
  readonly overflow?: Overflow;
}

/** Timesteps that are due, with their input, and how well time is kept. */
export interface PacedChunk extends Omit<Ticks, 'data'> {
  /** Per input a row for each timestep. */
  readonly data: Chunk['data'];
  /** Timesteps so far for which there was no input. */
  readonly idle: number;
  /** Timesteps of input lost so far, because they came faster than the ticks. */
  readonly lost: number;
}

/**
 * Plays a source in real time: one timestep of it for every tick of a clock, for the whole network that
 * comes behind. Chunks of any length go in; out comes a chunk with the timesteps that are due. When
 * the source completes, what waits is played out first.
 *
 * @param options.dt seconds between ticks; default the network's
 * @throws RunError, as the Observable's error, for what `run` refuses and for more input than may wait
 *
 * @example
 * camera$.pipe(pace(net, { late: 'drop', overflow: 'latest' }), run(net, { probes: { y }, on: emulator() }))
 */
export function pace(
  played: Network | Program,
  options: PaceOptions = {},
): OperatorFunction<Chunk, PacedChunk> {
  const { ahead = 100, overflow = 'error', idle = 'silence', ...given } = options;
  return (source) =>
    new Observable((subscriber) => {
      checkAhead(ahead);
      const sheet = openSheet(played);
      const queue = openFrameQueue<Frame>(ahead, overflow);
      let ended = false;
      let idled = 0;

      function onTicks({ steps, ...ticks }: Ticks): void {
        const left = ended ? Math.min(steps, queue.length) : steps;
        const frames = Array.from({ length: left }, () => queue.next());
        idled += frames.filter((frame) => frame === undefined).length;
        if (left > 0) {
          const data = sheet.fill(frames, idle);
          subscriber.next({ ...ticks, steps: left, data, idle: idled, lost: queue.lost });
        }
        if (ended && queue.length === 0) subscriber.complete();
      }

      const both = new Subscription();
      subscriber.add(both);
      both.add(
        source.subscribe({
          next: (chunk) => attempt(() => queue.add(sheet.framesOf(chunk)), subscriber),
          error: (error) => subscriber.error(error),
          complete: () => {
            ended = true;
          },
        }),
      );
      if (subscriber.closed) return;
      both.add(
        clock({ dt: played.dt, ...given }).subscribe({
          next: (ticks) => attempt(() => onTicks(ticks), subscriber),
          error: (error) => subscriber.error(error),
        }),
      );
    });
}

/**
 * Plays a source that can wait in real time: timestep k of it belongs to tick k. The next chunk is
 * pulled when its first timestep is due. With `late: 'drop'` the timesteps of dropped ticks are skipped,
 * so that what is played stays in time. The ticks wait for a chunk that takes long, and come late.
 *
 * @param options.dt seconds between ticks; default the network's
 *
 * @example
 * paceFrom(recording, net).pipe(run(net, { probes: { y }, on: emulator() }))
 */
export function paceFrom(
  source: Iterable<Chunk> | AsyncIterable<Chunk>,
  played: Network | Program,
  options: ClockOptions = {},
): Observable<PacedChunk> {
  return new Observable((subscriber) => {
    const puller = openPuller(source);
    const sheet = openSheet(played);
    const queue: Frame[] = [];
    let skipped = 0;

    /** The next `steps` timesteps of the source, fewer at its end. */
    async function pull(steps: number): Promise<Frame[]> {
      while (queue.length < steps) {
        const chunk = await puller.next();
        if (chunk === undefined) break;
        queue.push(...sheet.framesOf(chunk));
      }
      return queue.splice(0, steps);
    }

    async function onTicks(ticks: Ticks): Promise<void> {
      await pull(ticks.dropped - skipped);
      skipped = ticks.dropped;
      const frames = await pull(ticks.steps);
      if (subscriber.closed) return;
      const steps = frames.length;
      const data = sheet.fill(frames, 'silence');
      if (steps > 0) subscriber.next({ ...ticks, steps, data, idle: 0, lost: 0 });
      if (steps < ticks.steps) subscriber.complete();
    }

    subscriber.add(
      followClock({ dt: played.dt, ...options }, onTicks, (error) => subscriber.error(error)),
    );
    // What the source throws while it is let go has nobody to go to.
    return () => void puller.stop().catch(() => {});
  });
}

function attempt(action: () => void, subscriber: { error(error: unknown): void }): void {
  try {
    action();
  } catch (error) {
    subscriber.error(error instanceof Error ? error : new RunError(String(error)));
  }
}

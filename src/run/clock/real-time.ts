import { Observable, type OperatorFunction } from 'rxjs';
import type { Program } from '../../compile/program.js';
import { openPuller } from '../puller.js';
import type { Overflow } from '../run.js';
import { checkAhead, type FrameQueue, openFrameQueue, tooFast } from './frame-queue.js';
import {
  type ChipFrames,
  type InputLine,
  playClocked,
  type RealTimeChunk,
  type RealTimeFromOptions,
} from './play-clocked.js';

export interface RealTimeOptions extends RealTimeFromOptions {
  /** What to do with more input than may wait; default `error`. */
  readonly overflow?: Overflow;
}

/** A timestep of some frames. */
interface Moment {
  readonly frames: ChipFrames;
  readonly s: number;
}

/**
 * Plays the chip's part of a program in real time: a clock in a thread of its own asks the chip, in
 * another, for a step every `dt`, with no other thread in between. Each timestep of the source is for
 * the next free tick; a tick without input is played without spikes. What the chip did comes
 * back in batches, when this thread has time for them; if that takes so long that the chip has no room
 * for more, it waits, and its ticks come late. Completes when the source has and its last timestep is
 * played.
 *
 * @throws RunError, as the Observable's error: for a device that has no thread of its own, for more
 *   input than may wait; DeviceError when the chip fails or its thread is lost
 *
 * @example
 * spikes$.pipe(realTime(program, { on: emulator({ worker: true }), late: 'drop', overflow: 'latest' }))
 */
export function realTime(
  program: Program,
  options: RealTimeOptions,
): OperatorFunction<ChipFrames, RealTimeChunk> {
  const { ahead = 100, overflow = 'error' } = options;
  return (source) =>
    new Observable((subscriber) => {
      checkAhead(ahead);
      // What comes before the chip is open waits here.
      const early = openFrameQueue<Moment>(ahead, overflow);
      let line: InputLine | null = null;
      let ended = false;
      const { fail, leave } = playClocked(program, options, subscriber, (opened) => {
        line = opened;
        sendEarly(early, opened, ahead, overflow);
        if (ended) line.end();
      });
      subscriber.add(leave);
      const take = (frames: ChipFrames): void => {
        const moments = Array.from({ length: frames.steps }, (_, s) => ({ frames, s }));
        if (line === null) early.add(moments);
        else for (const moment of moments) send(line, moment, ahead, overflow);
      };
      subscriber.add(
        source.subscribe({
          next(frames) {
            try {
              take(frames);
            } catch (error) {
              fail(error);
            }
          },
          error: fail,
          complete() {
            ended = true;
            line?.end();
          },
        }),
      );
    });
}

/**
 * The same for a source that can wait: it is pulled when there is room for more timesteps, and nothing
 * of it is lost.
 *
 * @example
 * realTimeFrom(recording, program, { on: emulator({ worker: true }) })
 */
export function realTimeFrom(
  source: Iterable<ChipFrames> | AsyncIterable<ChipFrames>,
  program: Program,
  options: RealTimeFromOptions,
): Observable<RealTimeChunk> {
  const { ahead = 100 } = options;
  return new Observable((subscriber) => {
    checkAhead(ahead);
    const puller = openPuller(source);
    const { fail, leave } = playClocked(program, options, subscriber, (line) => {
      feed(line).catch(fail);
    });

    async function feed(line: InputLine): Promise<void> {
      for (;;) {
        while (line.chip.waiting() >= ahead) await line.progress();
        const frames = await puller.next();
        if (subscriber.closed) return;
        if (frames === undefined) return line.end();
        for (let s = 0; s < frames.steps; s++) {
          while (!line.chip.offer(frames, s)) await line.progress();
          line.sent += 1;
        }
      }
    }

    return () => {
      leave();
      // What the source throws while it is let go has nobody to go to.
      void puller.stop().catch(() => {});
    };
  });
}

function sendEarly(
  early: FrameQueue<Moment>,
  line: InputLine,
  ahead: number,
  overflow: Overflow,
): void {
  line.lost = early.lost;
  for (let m = early.next(); m !== undefined; m = early.next()) send(line, m, ahead, overflow);
}

/** Sends a timestep; if too many wait, or there is no room for it, the policy decides. */
function send(line: InputLine, { frames, s }: Moment, ahead: number, overflow: Overflow): void {
  const { chip } = line;
  const isFull = chip.waiting() >= ahead;
  if (!isFull && chip.offer(frames, s)) {
    line.sent += 1;
    return;
  }
  if (overflow === 'error') throw tooFast(chip.waiting() + 1, Math.min(ahead, chip.waiting()));
  if (overflow === 'drop-newest') {
    line.lost += 1;
    return;
  }
  const drop = (): void => {
    if (!chip.dropOldest()) return;
    line.lost += 1;
    line.sent -= 1;
  };
  if (overflow === 'latest') while (chip.waiting() > 0) drop();
  else drop();
  while (!chip.offer(frames, s)) drop();
  line.sent += 1;
}

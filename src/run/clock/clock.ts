import { Observable } from 'rxjs';
import type { Chunk } from '../../core/chunk.js';
import { ahead, Line, newControlBlock } from '../../core/control-block.js';
import { type LatePolicy, planTicks } from '../../core/deadlines.js';
import { changeOf } from '../../core/wait-async.js';
import { type ClockSettings, startClock } from './start-clock.js';

export interface ClockOptions extends Partial<ClockSettings> {
  /**
   * What becomes of ticks that are due when the next is due already: `catch-up` (default) hands them
   * over with it, `drop` skips and counts them.
   */
  readonly late?: LatePolicy;
}

/** Ticks that are due: a chunk without data, and how well time is kept. */
export interface Ticks extends Chunk<never> {
  /** When the first of them was due, in microseconds since 1970. */
  readonly timestampUs: number;
  /** Number of the last of them: ticks before it, handed over or dropped. */
  readonly tick: number;
  /** Ticks so far that were due when the next was due already, and ticks so far that were dropped. */
  readonly late: number;
  readonly dropped: number;
  /** How long after its deadline the first of them is handed over, in milliseconds. */
  readonly lateMs: number;
  /** The largest lateness of the clock's own thread since the last emission, in milliseconds. */
  readonly clockLateMs: number;
}

/**
 * Ticks in real time: one every `dt` seconds by absolute deadlines, kept by a thread that sleeps until
 * just before each and spins the rest. All ticks that are due come in one emission; timers and other
 * streams get their turn between emissions, however late it is. Never completes; every subscription has
 * a clock of its own.
 *
 * @param options.dt seconds between ticks, 0.00001 to 3600; default 0.001
 * @throws RunError, as the Observable's error, if a number is out of range or the thread is lost
 *
 * @example
 * clock({ late: 'drop' }).pipe(take(1000), run(network, { probes })) // a network without inputs
 */
export function clock(options: ClockOptions = {}): Observable<Ticks> {
  return new Observable((subscriber) =>
    followClock(
      options,
      (ticks) => subscriber.next(ticks),
      (error) => subscriber.error(error),
    ),
  );
}

/**
 * Starts a clock and hands over what is due, again when that is dealt with: ticks that come meanwhile
 * are late.
 *
 * @returns what ends it
 */
export function followClock(
  { late: policy = 'catch-up', dt = 0.001, spinUs }: ClockOptions,
  onTicks: (ticks: Ticks) => void | Promise<void>,
  onError: (error: unknown) => void,
): () => void {
  const control = newControlBlock();
  const { words } = control;
  const running = startClock(control, spinUs === undefined ? { dt } : { dt, spinUs });
  let [handled, played, dropped, late] = [0, 0, 0, 0];
  let over = false;

  /** What is due; `null` if nothing is. */
  function take(): Ticks | null {
    const pending = ahead(Atomics.load(words, Line.REQUESTED), handled);
    if (pending <= 0) return null;
    const plan = planTicks(pending, policy);
    handled = (handled + pending) | 0;
    dropped += plan.drop;
    const first = played + dropped;
    late += plan.late;
    played += plan.play;
    return {
      t: played - plan.play,
      steps: plan.play,
      data: {},
      timestampUs: running.deadlineUs(first),
      tick: played + dropped - 1,
      late,
      dropped,
      lateMs: control.now() - running.deadlineMs(first),
      clockLateMs: running.takeWorstMs(),
    };
  }

  async function follow(): Promise<void> {
    while (!over) {
      const heard = Atomics.load(words, Line.BELL);
      const ticks = take();
      if (ticks === null) {
        const change = changeOf(words, Line.BELL, heard);
        if (change !== null) await running.hold(change);
        continue;
      }
      await onTicks(ticks);
      await othersTurn();
    }
  }

  follow().catch((error) => {
    if (!over) onError(error);
  });
  return () => {
    over = true;
    running.stop();
  };
}

/** Lets everything else that waits for the thread go first. */
function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

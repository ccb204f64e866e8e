import { Worker } from 'node:worker_threads';
import { type ControlBlock, count, Line } from '../../core/control-block.js';
import { deadlineOf } from '../../core/deadlines.js';
import { RunError } from '../../core/errors.js';
import { openLifeline } from '../../core/lifeline.js';
import type { ClockTask } from './worker.js';

/** A clock in a thread of its own that counts up the due ticks of a control block. */
export interface RunningClock {
  /** What a promise gives, or a rejection when the clock is lost before. */
  hold<T>(promise: Promise<T>): Promise<T>;
  /** When a tick is due, in the time of the block; from the first tick on. */
  deadlineMs(tick: number): number;
  /** The same in microseconds since 1970. */
  deadlineUs(tick: number): number;
  /** The largest lateness of the clock itself since the last call, in milliseconds. */
  takeWorstMs(): number;
  stop(): void;
}

/** How a clock ticks. */
export interface ClockSettings {
  /** Seconds between ticks. */
  readonly dt: number;
  /**
   * How many microseconds before a tick the clock stops sleeping and spins, since a sleep ends when it
   * pleases; default 150. More keeps better time and takes more of a core; 0 only sleeps.
   */
  readonly spinUs?: number;
}

/** Starts a clock. Throws a RunError if its numbers are out of range. */
export function startClock(
  { words, start, origin, buffer }: ControlBlock,
  { dt, spinUs = 150 }: ClockSettings,
): RunningClock {
  check('dt', dt, dt >= 1e-5 && dt <= 3600, '0.00001 to 3600 seconds');
  check('spinUs', spinUs, spinUs >= 0, '0 or more microseconds');
  const dtMs = 1000 * dt;
  const workerData: ClockTask = { control: buffer, dtMs, spinMs: spinUs / 1000 };
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData });
  const life = openLifeline();
  const lose = (what: string): void =>
    life.cut(
      new RunError(`clock: ${what}, no more ticks will come. Subscribe again.`, {
        code: 'clock-lost',
      }),
    );
  worker.on('error', (error) => lose(`its worker failed (${error.message})`));
  worker.on('exit', () => lose('its worker was ended'));
  return {
    hold: (promise) => life.hold(promise),
    deadlineMs: (tick) => deadlineOf(tick, start[0]!, dtMs),
    deadlineUs: (tick) => Math.round(1000 * (origin + deadlineOf(tick, start[0]!, dtMs))),
    takeWorstMs: () => Atomics.exchange(words, Line.CLOCK_WORST, 0) / 1e6,
    stop() {
      Atomics.store(words, Line.CLOCK_OVER, 1);
      count(words, Line.CLOCK_OVER, 0);
    },
  };
}

function check(name: string, value: number, fits: boolean, expected: string): void {
  if (fits) return;
  throw new RunError(`clock: ${name} is ${value}, expected ${expected}.`, {
    code: 'bad-option',
    path: name,
  });
}

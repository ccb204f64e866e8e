import { workerData } from 'node:worker_threads';
import { Line, openControlBlock, request } from '../../core/control-block.js';
import { deadlineOf, sleepBefore, ticksDue } from '../../core/deadlines.js';

/** What a clock is started with. */
export interface ClockTask {
  readonly control: SharedArrayBuffer;
  readonly dtMs: number;
  /** How much of a wait is spun, since a sleep ends when it pleases. */
  readonly spinMs: number;
}

/** Largest number of a word: what is later than that, 2.1 s, is told as that. */
const MOST_NS = 2 ** 31 - 1;

const { control, dtMs, spinMs } = workerData as ClockTask;
const { words, start, now: time } = openControlBlock(control);

work();

/** Counts up the ticks that are due, at their deadlines, until the block ends it. */
function work(): void {
  // The first tick comes one timestep after the clock is there: starting it makes nobody late.
  const first = time() + dtMs;
  start[0] = first;
  for (let due = 0; ; ) {
    const deadline = deadlineOf(due, first, dtMs);
    const sleep = sleepBefore(deadline, time(), spinMs);
    if (sleep > 0) Atomics.wait(words, Line.CLOCK_OVER, 0, sleep);
    let now = time();
    while (now < deadline && Atomics.load(words, Line.CLOCK_OVER) === 0) now = time();
    if (Atomics.load(words, Line.CLOCK_OVER) !== 0) return;
    note(now - deadline);
    const there = ticksDue(now, first, dtMs);
    request(words, there - due);
    due = there;
  }
}

/** Remembers the largest lateness since the last reading. */
function note(lateMs: number): void {
  const ns = Math.min(MOST_NS, Math.round(lateMs * 1e6));
  for (;;) {
    const worst = Atomics.load(words, Line.CLOCK_WORST);
    if (ns <= worst) return;
    if (Atomics.compareExchange(words, Line.CLOCK_WORST, worst, ns) === worst) return;
  }
}

import { ahead, ChipState, type ControlBlock, count, Line } from '../../core/control-block.js';
import { deadlineOf, type LatePolicy, planTicks } from '../../core/deadlines.js';
import type { WordRing } from '../../core/word-ring.js';
import type { Session } from '../../run/device.js';
import { openInputSheet } from './input-frame.js';
import { writeOutput } from './output-frame.js';
import { openEye, openPen } from './pen.js';

/** The clock that asks for steps. */
export interface ChipClock {
  readonly late: LatePolicy;
  readonly dtMs: number;
}

/** What a chip does in its thread. */
export interface ChipLoop {
  /** Plays what is asked for until the state ends it; blocks its thread meanwhile. */
  work(): void;
  /** From now on a clock asks for the steps, and those without input are played in silence. */
  follow(clock: ChipClock): void;
}

export interface ChipLoopOptions {
  readonly session: Session;
  /** Neurons of each input of the chip. */
  readonly inputs: readonly number[];
  readonly control: ControlBlock;
  readonly input: WordRing;
  readonly output: WordRing;
  /** Called when letters were counted. */
  readonly onLetters: () => void;
}

/** Steps played in one call; more are asked for in several. */
const TOGETHER = 64;
/** How long to look for work before sleeping, and how long to sleep before looking again. */
const SPIN_MS = 0.05;
const NAP_MS = 1000;

/** Opens the loop in which a chip plays frames out of a ring into another. */
export function openChipLoop(options: ChipLoopOptions): ChipLoop {
  const { session, control, input, output, onLetters } = options;
  const { words } = control;
  const sheet = openInputSheet(options.inputs);
  const pen = openPen();
  const eye = openEye();
  let clock: ChipClock | null = null;
  let letters = 0;
  let played = 0;
  let tick = 0;
  let late = 0;
  let dropped = 0;

  const isOver = (): boolean => Atomics.load(words, Line.STATE) !== ChipState.RUNNING;

  /** Looks for a while whether the bell rang, then sleeps until it does. */
  function awaitBell(heard: number): void {
    const end = performance.now() + SPIN_MS;
    while (performance.now() < end) if (Atomics.load(words, Line.BELL) !== heard) return;
    Atomics.wait(words, Line.BELL, heard, NAP_MS);
  }

  /** Puts a frame into the ring, when there is room. False if the session ended meanwhile. */
  function send(frame: Uint32Array): boolean {
    for (;;) {
      const heard = Atomics.load(words, Line.BELL);
      if (output.push(frame)) return true;
      if (isOver()) return false;
      awaitBell(heard);
    }
  }

  /** Gathers up to `most` timesteps; gives for each whether the host sent something for it. */
  function gather(most: number): boolean[] {
    sheet.begin();
    const fed = sheet.steps === 1 ? [true] : [];
    while (sheet.steps < most && !sheet.keeps) {
      const frame = input.pop();
      if (frame === null) {
        if (clock === null) break;
        sheet.addSilence();
        fed.push(false);
        continue;
      }
      eye.begin(frame);
      if (sheet.add(eye)) fed.push(true);
    }
    return fed;
  }

  function play(most: number): void {
    const fed = gather(most);
    const { steps } = sheet;
    if (steps === 0) return;
    const began = control.now();
    const answer = session.step(sheet.input(played));
    if (answer instanceof Promise) throw new TypeError('a chip in a worker answers at once');
    const each = answer.synapticOps / steps;
    for (let s = 0; s < steps; s++) {
      const lateMs = clock === null ? 0 : began - deadlineOf(tick, control.start[0]!, clock.dtMs);
      // Operations are counted per call; the last frame brings what does not divide.
      const synapticOps =
        s < steps - 1 ? Math.floor(each) : answer.synapticOps - (steps - 1) * Math.floor(each);
      const about = { synapticOps, tick, lateMs, fed: fed[s] ? 1 : 0, late, dropped };
      if (!send(writeOutput(pen, answer, s, steps, about))) return;
      played += 1;
      tick += 1;
      count(words, Line.COMPLETED);
    }
  }

  /** Plays or drops what a clock has made due. */
  function follow(pending: number, { late: policy }: ChipClock): void {
    const plan = planTicks(pending, policy, TOGETHER);
    late += plan.late;
    dropped += plan.drop;
    tick += plan.drop;
    if (plan.drop > 0) count(words, Line.COMPLETED, plan.drop);
    for (let left = plan.play; left > 0 && !isOver(); left -= sheet.steps) play(left);
  }

  return {
    follow(given) {
      clock = given;
      tick = 0;
    },
    work() {
      while (!isOver()) {
        const heard = Atomics.load(words, Line.BELL);
        if (Atomics.load(words, Line.LETTERS) !== letters) {
          letters += 1;
          onLetters();
          continue;
        }
        const completed = Atomics.load(words, Line.COMPLETED);
        const pending = ahead(Atomics.load(words, Line.REQUESTED), completed);
        if (pending <= 0) awaitBell(heard);
        else if (clock !== null) follow(pending, clock);
        else play(Math.min(pending, TOGETHER));
      }
    },
  };
}

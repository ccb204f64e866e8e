import type { Subscriber } from 'rxjs';
import type { Program } from '../../compile/program.js';
import type { LatePolicy } from '../../core/deadlines.js';
import { RunError } from '../../core/errors.js';
import type { ChipInput, ClockedChip, ClockedOutput, Device, Session } from '../device.js';
import { type RunningClock, startClock } from './start-clock.js';

export interface RealTimeFromOptions {
  /** A device whose chip has a thread of its own: `emulator({ worker: true })`. */
  readonly on: Device;
  /** Seconds between ticks; default the program's timestep. */
  readonly dt?: number;
  /** Default `catch-up`: ticks that were missed are played at once; `drop` skips and counts them. */
  readonly late?: LatePolicy;
  /** Timesteps of input that may wait for their tick; default 100. */
  readonly ahead?: number;
  /** As of `clock`. */
  readonly spinUs?: number;
}

/** Spikes for the inputs of a chip, for some timesteps. */
export type ChipFrames = Pick<ChipInput, 'steps' | 'spikes' | 'errors'>;

/** What a chip played since the last emission; lent until the next. */
export interface RealTimeChunk extends ClockedOutput {
  /** When the first of these timesteps was due, in microseconds since 1970. */
  readonly timestampUs: number;
  /** Timesteps of input lost so far, because they came faster than the ticks. */
  readonly lost: number;
  /** The largest lateness of the clock's own thread since the last emission, in milliseconds. */
  readonly clockLateMs: number;
}

/** The way of input to a chip that a clock drives. */
export interface InputLine {
  readonly chip: ClockedChip;
  /** Timesteps handed to the chip, and lost on the way. */
  sent: number;
  lost: number;
  /** No more will come: the run completes when the chip has played what was sent. */
  end(): void;
  /** Resolves when the chip has played something more. */
  progress(): Promise<void>;
}

/**
 * Opens a program on a device, starts a clock for it and emits what it plays. The clock and the
 * session are closed before the subscriber hears that the run is over.
 *
 * @param onOpen called once, when input is welcome
 * @returns what ends the run early
 */
export function playClocked(
  program: Program,
  { on, dt = program.dt, late = 'catch-up', spinUs }: RealTimeFromOptions,
  subscriber: Subscriber<RealTimeChunk>,
  onOpen: (line: InputLine) => void,
): { readonly fail: (error: unknown) => void; readonly leave: () => void } {
  let over = false;
  let session: Session | undefined;
  let clock: RunningClock | undefined;
  let ended = false;
  let played = 0;
  let waiters: (() => void)[] = [];

  async function end(tell: () => void): Promise<void> {
    if (over) return;
    over = true;
    clock?.stop();
    await session?.close();
    tell();
  }
  const fail = (error: unknown): void => {
    const tell = (): void => subscriber.error(error);
    end(tell).catch(tell);
  };

  const line = (chip: ClockedChip): InputLine => ({
    chip,
    sent: 0,
    lost: 0,
    end() {
      ended = true;
      if (played === this.sent) void end(() => subscriber.complete()).catch(fail);
    },
    progress: () => new Promise((resolve) => waiters.push(resolve)),
  });

  async function play(): Promise<void> {
    const opened = await on.open(program);
    // Who left while it was opened hears nothing more.
    if (over) return opened.close();
    session = opened;
    if (session.clocked === undefined) throw noThread(on);
    const chip = session.clocked({ late, dtMs: 1000 * dt });
    clock = startClock(chip.control, spinUs === undefined ? { dt } : { dt, spinUs });
    const input = line(chip);
    onOpen(input);
    while (!over) {
      const output = chip.take();
      if (output === null) {
        await clock.hold(chip.changed());
        continue;
      }
      for (const fed of output.fed) played += fed;
      subscriber.next({
        ...output,
        timestampUs: clock.deadlineUs(output.ticks[0]!),
        lost: input.lost,
        clockLateMs: clock.takeWorstMs(),
      });
      const woken = waiters;
      waiters = [];
      for (const wake of woken) wake();
      if (ended && played === input.sent) await end(() => subscriber.complete());
      else await new Promise((resolve) => setImmediate(resolve));
    }
  }

  play().catch(fail);
  return { fail, leave: () => void end(() => {}).catch(() => {}) };
}

function noThread({ name }: Device): RunError {
  return new RunError(
    `realTime: "${name}" has no thread of its own that a clock could drive. ` +
      'Give emulator({ worker: true }), or pace a run: pace(network).',
    { code: 'not-clocked', path: 'on' },
  );
}

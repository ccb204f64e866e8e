import { RunError } from '../../core/errors.js';
import type { Overflow } from '../run.js';

/** Frames that wait for their tick; each stands for one timestep. */
export interface FrameQueue<Frame> {
  /** Adds frames, oldest first; more than may wait are lost as the policy says, or a RunError. */
  add(frames: readonly Frame[]): void;
  next(): Frame | undefined;
  readonly length: number;
  /** Frames lost so far. */
  readonly lost: number;
}

/**
 * Opens a queue in which at most `most` frames wait: `drop-oldest` and `drop-newest` keep that many,
 * `latest` only the newest of too many, `error` throws.
 */
export function openFrameQueue<Frame>(most: number, overflow: Overflow): FrameQueue<Frame> {
  const queue: Frame[] = [];
  let lost = 0;
  return {
    add(frames) {
      queue.push(...frames);
      if (queue.length <= most) return;
      if (overflow === 'error') throw tooFast(queue.length, most);
      const excess = queue.length - (overflow === 'latest' ? 1 : most);
      queue.splice(overflow === 'drop-newest' ? -excess : 0, excess);
      lost += excess;
    },
    next: () => queue.shift(),
    get length() {
      return queue.length;
    },
    get lost() {
      return lost;
    },
  };
}

/** The error of a source that is faster than the clock. */
export function tooFast(frames: number, most: number): RunError {
  return new RunError(
    `input is ${frames} timesteps ahead of the clock (limit ${most}). ` +
      "For a source that cannot wait choose overflow: 'drop-oldest', or let more wait with ahead.",
    { code: 'overflow', path: 'ahead' },
  );
}

/** Refuses a limit that is no number of timesteps, with a RunError. */
export function checkAhead(most: number): void {
  if (Number.isInteger(most) && most >= 1) return;
  throw new RunError(
    `clock: ahead is ${most}, expected a whole number of timesteps of at least 1.`,
    { code: 'bad-option', path: 'ahead' },
  );
}

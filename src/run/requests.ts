import type { Observable, Subscription } from 'rxjs';
import { RunError } from '../core/errors.js';

/**
 * When a checkpoint is taken: before the timestep of this number is played, `now` (as soon as no
 * timestep is being played), or at the `end` of the run.
 */
export type CheckpointRequest = number | 'now' | 'end';

/** The checkpoints that a run was asked for and has not taken yet. */
export interface Requests {
  /** Named timesteps between these two, both left out, in order. */
  between(t: number, end: number): number[];
  /** True if a checkpoint is due before timestep `t` is played; it counts as taken. */
  takeDue(t: number): boolean;
  /** The same when the run ends after timestep `t - 1`. */
  takeLast(t: number): boolean;
  stop(): void;
}

/**
 * Listens to requests. Those that fall together get one checkpoint; a timestep that is over when it
 * is asked for means `now`.
 *
 * @param asked called after every request
 * @param fail called with the error of the source, or a RunError for a request that is none
 */
export function openRequests(
  source: Observable<CheckpointRequest>,
  asked: () => void,
  fail: (error: unknown) => void,
): Requests {
  const named = new Set<number>();
  let now = false;
  let end = false;
  const accept = (request: CheckpointRequest): void => {
    if (request === 'now') now = true;
    else if (request === 'end') end = true;
    else if (Number.isSafeInteger(request) && request >= 0) named.add(request);
    else fail(badRequest(request));
    asked();
  };
  const subscription: Subscription = source.subscribe({ next: accept, error: fail });
  return {
    between: (t, limit) => [...named].filter((n) => n > t && n < limit).sort((a, b) => a - b),
    takeDue(t) {
      const over = [...named].filter((n) => n <= t);
      for (const n of over) named.delete(n);
      const due = now || over.length > 0;
      now = false;
      return due;
    },
    takeLast(t) {
      const due = this.takeDue(t);
      return end || due;
    },
    stop: () => subscription.unsubscribe(),
  };
}

function badRequest(request: unknown): RunError {
  return new RunError(
    `run: a checkpoint was asked for at ${JSON.stringify(request) ?? String(request)}, expected a ` +
      "timestep from 0 on, 'now' or 'end'.",
    { code: 'bad-request', path: 'checkpoint' },
  );
}

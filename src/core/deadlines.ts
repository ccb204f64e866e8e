/**
 * What becomes of ticks that were missed: all are played at once (`catch-up`), or only the newest is
 * and the others are skipped and counted (`drop`).
 */
export type LatePolicy = 'catch-up' | 'drop';

/** When tick `k` is due: deadlines are absolute, so that lateness does not add up. */
export function deadlineOf(k: number, start: number, dt: number): number {
  return start + k * dt;
}

/** How many ticks are due at a time: tick 0 at `start`, one more every `dt` (same unit). */
export function ticksDue(now: number, start: number, dt: number): number {
  if (now < start) return 0;
  let due = Math.floor((now - start) / dt) + 1;
  // Division and multiplication round differently: the deadlines themselves decide.
  while (deadlineOf(due, start, dt) <= now) due += 1;
  while (due > 0 && deadlineOf(due - 1, start, dt) > now) due -= 1;
  return due;
}

/** What to do with ticks that are due. */
export interface TickPlan {
  /** Skipped, before those that are played. */
  readonly drop: number;
  readonly play: number;
  /** Of both: those whose next tick is due already. */
  readonly late: number;
}

/** Decides about `pending` ticks, of which at most `most` are played now. */
export function planTicks(pending: number, policy: LatePolicy, most = pending): TickPlan {
  const drop = policy === 'drop' ? Math.max(0, pending - 1) : 0;
  const play = Math.min(pending - drop, most);
  const handled = drop + play;
  return { drop, play, late: handled === pending ? Math.max(0, pending - 1) : handled };
}

/** How long to sleep before a deadline, when the last `spin` of the wait is spun; 0: not at all. */
export function sleepBefore(deadline: number, now: number, spin: number): number {
  return Math.max(0, deadline - now - spin);
}

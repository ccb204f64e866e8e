import type { Kernels } from '../wasm/kernels.js';

/** Timesteps to be played by all threads together. */
export interface Order {
  /** Addresses of the stages, inputs first, the way out last. */
  readonly stages: readonly number[];
  readonly from: number;
  readonly count: number;
  /** Timesteps that a stage plays at once. */
  readonly chunk: number;
}

/** What the first thread does at both ends, timestep by timestep. */
export interface Ends {
  enter(t: number): void;
  leave(t: number): void;
}

/**
 * A thread's part of an order: chunk after chunk, each stage one chunk behind the stage before it, so
 * that nobody waits for a barrier. The first thread feeds the inputs and takes what leaves.
 *
 * @returns false if a wait was ended: another thread failed, or stopped answering
 */
export function playFlow(
  kernels: Kernels,
  member: number,
  area: number,
  { stages, from, count, chunk }: Order,
  patience: number,
  ends: Ends | null,
): boolean {
  const chunks = Math.ceil(count / chunk);
  const out = stages.length - 1;
  for (let i = 0; i < chunks + out; i++) {
    for (let s = Math.max(0, i - chunks + 1); s <= Math.min(i, out); s++) {
      const first = from + (i - s) * chunk;
      const last = Math.min(first + chunk, from + count) - 1;
      const stage = stages[s]!;
      if (s > 0 && s < out) {
        if (kernels.playStage(stage, member, area, first, last, patience) === 0) return false;
        continue;
      }
      if (ends === null) continue;
      // What leaves in a step is read when its stage is done with it, one step later than a synapse.
      if (kernels.ready(stage, s === out ? last + 1 : last, patience) === 0) return false;
      for (let t = first; t <= last; t++) {
        if (s === 0) ends.enter(t);
        else ends.leave(t);
      }
      kernels.done(stage, member, last);
    }
  }
  return true;
}

import type { Engine } from '../wasm/engine.js';
import { memberArea } from '../wasm/member-area.js';
import type { Ends } from './flow.js';
import { openTeam } from './team.js';

/** Plays the timesteps of an engine, on one thread or on several. */
export interface Runner {
  readonly threads: number;
  /** Plays timesteps `from` .. `from + count - 1`, each between its spikes in and its spikes out. */
  play(from: number, count: number, ends: Ends): void;
  /** Everything up to timestep `t` is done: after opening, restoring, or counting anew. */
  settle(t: number): void;
  close(): void;
}

/** The runner of the calling thread alone. */
export function alone({ kernels, units, image }: Engine): Runner {
  return {
    threads: 1,
    play: (from, count, ends) => {
      for (let t = from; t < from + count; t++) {
        ends.enter(t);
        kernels.play(units, image.units.length, t, memberArea(0));
        ends.leave(t);
      }
    },
    settle: () => {},
    close: () => {},
  };
}

/** Tables of a team: all layers step by step, or layer behind layer. */
const STEP_BY_STEP = 0;
const LAYER_BEHIND_LAYER = 1;

/** The runner of `threads` threads, this one among them. */
export function together(engine: Engine, threads: number): Runner {
  const { tables } = engine;
  const team = openTeam(engine, threads, tables);
  team.settle(0);
  return {
    threads,
    play: (from, count, ends) => {
      const ahead = count > 1 && tables.length > 1;
      team.play(ahead ? LAYER_BEHIND_LAYER : STEP_BY_STEP, from, count, ends);
      // The other dataflow has not moved; both must agree before the next order.
      team.settle(from + count - 1);
    },
    settle: (t) => team.settle(t),
    close: () => team.close(),
  };
}

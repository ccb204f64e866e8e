import type { TypedArray } from '../core/description.js';
import { RunError } from '../core/errors.js';
import type { KernelState } from '../kernels/kernel.js';
import type { GraphPlayer } from './graph-player.js';

/** What the host's part of a run remembers between two timesteps; copies, by ids of nodes. */
export interface HostState {
  /** States of the operators that have one. */
  readonly kernels: Readonly<Record<string, KernelState>>;
  /** What the chip sent in the last timestep, on its way to these nodes. */
  readonly received: KernelState;
}

/**
 * Copies the state of graphs that are played side by side. An operator in two of them is in the
 * same state in both, so it is saved once.
 */
export function saveHost(players: readonly GraphPlayer[]): HostState {
  const kernels: Record<string, KernelState> = {};
  const received: Record<string, TypedArray> = {};
  for (const player of players) {
    for (const [id, { state }] of player.kernels) {
      const arrays = Object.entries(state);
      if (arrays.length === 0) continue;
      kernels[id] = Object.fromEntries(arrays.map(([name, values]) => [name, values.slice()]));
    }
    for (const [id, values] of player.received()) received[id] = values.slice();
  }
  return { kernels, received };
}

/**
 * Puts a saved state back into the same arrays.
 *
 * @throws RunError before anything is changed, if the state is not of these graphs
 */
export function restoreHost(players: readonly GraphPlayer[], saved: HostState): void {
  const pairs = players.flatMap((player) => pairsOf(player, saved));
  for (const { name, from, to } of pairs) checkLike(name, from, to);
  for (const { from, to } of pairs) to.set(from!);
}

interface Pair {
  readonly name: string;
  readonly from: TypedArray | undefined;
  readonly to: TypedArray;
}

function pairsOf(player: GraphPlayer, { kernels, received }: HostState): Pair[] {
  const pairs: Pair[] = [];
  for (const [id, { state }] of player.kernels) {
    for (const [name, to] of Object.entries(state)) {
      pairs.push({ name: `${player.nameOf(id)}.${name}`, from: kernels[id]?.[name], to });
    }
  }
  for (const [id, to] of player.received()) {
    pairs.push({ name: player.nameOf(id), from: received[id], to });
  }
  return pairs;
}

function checkLike(name: string, from: TypedArray | undefined, to: TypedArray): void {
  const [got, expected] = [from, to].map((array) =>
    array === undefined ? 'nothing' : `${array[Symbol.toStringTag]} of ${array.length}`,
  );
  if (got === expected) return;
  throw new RunError(
    `run: the checkpoint has ${got} for "${name}", expected ${expected}. Go on with the network or ` +
      'program that it was taken from.',
    { code: 'bad-checkpoint', path: name },
  );
}

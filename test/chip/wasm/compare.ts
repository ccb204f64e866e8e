import { Board, type BoardOptions, type BoardState } from '../../../src/chip/board.js';
import type { ChipBoard } from '../../../src/chip/chip-board.js';
import { WasmBoard, type WasmBoardOptions } from '../../../src/chip/wasm/wasm-board.js';
import type { ChipArray, ChipModel } from '../../../src/compile/chip/model.js';

/** Host spikes: per timestep, per input, neurons. */
export type Sent = readonly (readonly ArrayLike<number>[])[];

/** A model on the plain board and on the kernels, with what both were warned of. */
export interface Pair {
  readonly model: ChipModel;
  readonly plain: Board;
  readonly fast: WasmBoard;
  readonly warnings: { readonly plain: string[]; readonly fast: string[] };
}

/** Opens both boards; `listen` to what they warn of, which has the kernels check every register. */
export function openPair(
  model: ChipModel,
  options: WasmBoardOptions = {},
  { listen = false }: { readonly listen?: boolean } = {},
): Pair {
  const warnings = { plain: [] as string[], fast: [] as string[] };
  const heard = (log: string[]): BoardOptions =>
    listen ? { onWarning: ({ t, kind }) => log.push(`${t} ${kind}`) } : {};
  const plain = new Board(model, { ...options, ...heard(warnings.plain) });
  const fast = new WasmBoard(model, { keepAll: true, ...options, ...heard(warnings.fast) });
  return { model, plain, fast, warnings };
}

/** Hands one timestep's spikes to a board and plays it; an error becomes its message. */
export function stepOn(board: ChipBoard<ChipArray>, inputs: Sent[number]): string {
  try {
    for (const [i, neurons] of inputs.entries()) board.send(i, neurons);
    board.step();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * Plays both boards step by step. Returns the first thing in which they differ, or `null`.
 */
export function playPair(pair: Pair, sent: Sent): string | null {
  for (const inputs of sent) {
    const errors = [stepOn(pair.plain, inputs), stepOn(pair.fast, inputs)];
    const at = `step ${pair.plain.t}`;
    if (errors[0] !== errors[1]) return `${at}: "${errors[1]}" thrown, expected "${errors[0]}"`;
    const difference = differenceOf(pair);
    if (difference !== null) return `${at}: ${difference}`;
  }
  return null;
}

/** What can be seen of a block. */
const readings = {
  'synaptic input': (board: ChipBoard<Int32Array>, b: number) => board.synapticInput(b),
  current: (board: ChipBoard<Int32Array>, b: number) => board.current(b),
  voltage: (board: ChipBoard<Int32Array>, b: number) => board.voltage(b),
  refractory: (board: ChipBoard<Int32Array>, b: number) => board.refractory(b),
  'spike count': (board: ChipBoard<Int32Array>, b: number) => board.spikeCount[b]!,
  spikes: (board: ChipBoard<Int32Array>, b: number) => {
    const { indices, count } = board.spikes(b);
    return indices.subarray(0, count);
  },
};

/** The first thing in which the fast board differs from the plain one, or `null`. */
export function differenceOf({ model, plain, fast, warnings }: Pair): string | null {
  for (const [key, read] of Object.entries(readings)) {
    for (const b of model.blocks.keys()) {
      const [expected, actual] = [read(plain, b), read(fast, b)];
      if (same(expected, actual)) continue;
      const i = expected.findIndex((value, k) => value !== actual[k]);
      const sizes = `${actual.length} of ${expected.length}`;
      return `block ${b}, ${key}, entry ${i}: ${actual[i]}, expected ${expected[i]} (${sizes})`;
    }
  }
  if (plain.t !== fast.t) return `t is ${fast.t}, expected ${plain.t}`;
  if (plain.synapticOps !== fast.synapticOps) {
    return `${fast.synapticOps} operations, expected ${plain.synapticOps}`;
  }
  const [heard, expected] = [warnings.fast.join(), warnings.plain.join()];
  return heard === expected ? null : `warned of "${heard}", expected "${expected}"`;
}

function same(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** A state with host spikes in ascending order, since the order within a timestep means nothing. */
export function ordered(state: BoardState): BoardState {
  const inputs = state.inputs.map(({ arriving, incoming }) => ({
    arriving: arriving.toSorted(),
    incoming: incoming.toSorted(),
  }));
  return { ...state, inputs };
}

import type { ChipArray } from '../compile/chip/model.js';
import { DeviceError } from '../core/errors.js';
import type { Core, Registers } from './core.js';
import { learningIn } from './core.js';
import type { BoardState } from './state.js';

/** What a state is compared with: sizes and types. */
export interface StateShape {
  readonly cores: readonly (Pick<Core<ChipArray>, 'learning'> & {
    readonly compartments: Pick<Registers<ChipArray>, 'n' | 'q' | 'r'>;
  })[];
  readonly inputs: readonly { readonly nNeurons: number }[];
  /** `null` on a board that does not draw. */
  readonly random: object | null;
}

/** Refuses a state that was saved from another model, before anything is changed. */
export function checkState(state: BoardState<ChipArray>, parts: StateShape): void {
  const { cores, inputs, random } = parts;
  requireEqual('blocks', state.blocks.length, cores.length);
  requireEqual('inputs', state.inputs.length, inputs.length);
  state.blocks.forEach((block, b) => {
    const { n, q, r } = cores[b].compartments;
    const { current, voltage, refractory, spikeCount = r, spikes } = block;
    for (const values of [current, voltage]) requireLike(`block ${b}`, values, q);
    for (const values of [refractory, spikeCount]) requireLike(`block ${b}`, values, r);
    requireIndices(`spikes of block ${b}`, spikes, n);
  });
  state.inputs.forEach((input, i) => {
    requireIndices(`spikes of input ${i}`, input.arriving, inputs[i].nNeurons);
    requireIndices(`spikes of input ${i}`, input.incoming, inputs[i].nNeurons);
  });
  checkLearning(state, parts);
  requireEqual('random generators', Number(state.random !== undefined), Number(random !== null));
}

function checkLearning(state: BoardState<ChipArray>, { cores }: StateShape): void {
  const saved = state.learning ?? [];
  const groups = learningIn(cores);
  requireEqual('learning groups', saved.length, groups.length);
  saved.forEach((group, g) => {
    const { traces, spiked, errors, synapse } = groups[g];
    const where = `learning group ${g}`;
    requireLike(`traces of ${where}`, group.traces, traces);
    requireLike(`spiked axons of ${where}`, group.spiked, spiked);
    requireLike(`errors of ${where}`, group.errors, errors);
    requireLike(`weights of ${where}`, group.weights, synapse.weights);
  });
}

type Saved = ChipArray | Uint8Array;

/** Same length, same type of numbers. */
function requireLike(what: string, got: Saved, expected: Saved): void {
  requireEqual(`entries, ${what}`, got.length, expected.length);
  const [type, wanted] = [got[Symbol.toStringTag], expected[Symbol.toStringTag]];
  if (type !== wanted) throw wrongState(`${what} (got ${type}, expected ${wanted})`);
}

function requireEqual(what: string, got: number, expected: number): void {
  if (got === expected) return;
  throw wrongState(`${what} (got ${got}, expected ${expected})`);
}

function requireIndices(what: string, indices: Int32Array, n: number): void {
  const wrong = indices.find((index) => index < 0 || index >= n);
  if (wrong === undefined) return;
  throw wrongState(`${what} (got index ${wrong}, expected 0 to ${n - 1})`);
}

function wrongState(what: string): DeviceError {
  return new DeviceError(
    `emulator: the saved state does not fit this model: ${what}. Restore it into the model it was saved from.`,
    { code: 'state-mismatch' },
  );
}

import { DeviceError } from '../core/errors.js';
import type { Core } from './core.js';
import type { InputQueue } from './input.js';

/** State of one block between two steps. */
export interface BlockState {
  synapticInput: Int32Array;
  current: Int32Array;
  voltage: Int32Array;
  refractory: Int32Array;
  spikeCount: Int32Array;
  /** Compartments that spiked in the last step. */
  spikes: Int32Array;
}

/** Everything that decides how a board goes on; plain typed arrays, owned by the caller. */
export interface BoardState {
  t: number;
  synapticOps: number;
  blocks: BlockState[];
  /** Host spikes that act in the next step, and those that act one step later. */
  inputs: { arriving: Int32Array; incoming: Int32Array }[];
}

/** Copies the state of a core. */
export function saveCore(core: Core): BlockState {
  const { q, u, v, r, count, spiked, nSpiked } = core.compartments;
  return {
    synapticInput: q.slice(),
    current: u.slice(),
    voltage: v.slice(),
    refractory: r.slice(),
    spikeCount: count.slice(),
    spikes: spiked.slice(0, nSpiked),
  };
}

/** Puts a saved state back into the same arrays, so that lent views stay valid. */
export function restoreCore(core: Core, state: BlockState): void {
  const compartments = core.compartments;
  compartments.q.set(state.synapticInput);
  compartments.u.set(state.current);
  compartments.v.set(state.voltage);
  compartments.r.set(state.refractory);
  compartments.count.set(state.spikeCount);
  compartments.spiked.set(state.spikes);
  compartments.nSpiked = state.spikes.length;
}

/** Copies the spikes on their way. */
export function saveInput(input: InputQueue): { arriving: Int32Array; incoming: Int32Array } {
  return {
    arriving: input.arriving.slice(0, input.nArriving),
    incoming: input.incoming.slice(0, input.nIncoming),
  };
}

/** Puts saved spikes back on their way. */
export function restoreInput(
  input: InputQueue,
  state: { arriving: Int32Array; incoming: Int32Array },
): void {
  const capacity = Math.max(input.nNeurons, 16, state.arriving.length, state.incoming.length);
  input.arriving = new Int32Array(capacity);
  input.incoming = new Int32Array(capacity);
  input.arriving.set(state.arriving);
  input.incoming.set(state.incoming);
  input.nArriving = state.arriving.length;
  input.nIncoming = state.incoming.length;
}

/** Refuses a state that was saved from another model, before anything is changed. */
export function checkState(
  state: BoardState,
  cores: readonly Core[],
  inputs: readonly InputQueue[],
): void {
  requireEqual('blocks', state.blocks.length, cores.length);
  requireEqual('inputs', state.inputs.length, inputs.length);
  state.blocks.forEach((block, b) => {
    const { n } = cores[b].compartments;
    const { synapticInput, current, voltage, refractory, spikeCount, spikes } = block;
    for (const array of [synapticInput, current, voltage, refractory, spikeCount]) {
      requireEqual(`compartments in block ${b}`, array.length, n);
    }
    requireIndices(`spikes of block ${b}`, spikes, n);
  });
  state.inputs.forEach((input, i) => {
    requireIndices(`spikes of input ${i}`, input.arriving, inputs[i].nNeurons);
    requireIndices(`spikes of input ${i}`, input.incoming, inputs[i].nNeurons);
  });
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

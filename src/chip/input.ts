import { DeviceError } from '../core/errors.js';

/** Spikes of one host input on their way to the chip. */
export interface InputQueue {
  readonly nNeurons: number;
  /** Given for the step before the one to play: they act when it is played. */
  arriving: Int32Array;
  nArriving: number;
  /** Given since the last step: they act one step later. */
  incoming: Int32Array;
  nIncoming: number;
}

/** Opens the queue of an input with `nNeurons` neurons. */
export function openInput(nNeurons: number): InputQueue {
  const capacity = Math.max(16, nNeurons);
  return {
    nNeurons,
    arriving: new Int32Array(capacity),
    nArriving: 0,
    incoming: new Int32Array(capacity),
    nIncoming: 0,
  };
}

/** Appends the first `count` indices; an index given twice is two spikes. Nothing is kept on error. */
export function receive(
  input: InputQueue,
  indices: ArrayLike<number>,
  count: number,
  where: string,
): void {
  const start = input.nIncoming;
  if (start + count > input.incoming.length) growIncoming(input, start + count);
  for (let i = 0; i < count; i++) {
    const index = indices[i];
    if (!(index >= 0 && index < input.nNeurons && Number.isInteger(index))) {
      throw new DeviceError(
        `${where}: spike index ${index} at position ${i} (expected 0 to ${input.nNeurons - 1}). Send neuron numbers of this input.`,
        { code: 'spike-index', path: where },
      );
    }
    input.incoming[start + i] = index;
  }
  input.nIncoming = start + count;
}

function growIncoming(input: InputQueue, needed: number): void {
  const larger = new Int32Array(Math.max(needed, 2 * input.incoming.length));
  larger.set(input.incoming.subarray(0, input.nIncoming));
  input.incoming = larger;
}

/** Ends a step: what came in during it arrives in the next one. */
export function advanceInput(input: InputQueue): void {
  const free = input.arriving;
  input.arriving = input.incoming;
  input.nArriving = input.nIncoming;
  input.incoming = free;
  input.nIncoming = 0;
}

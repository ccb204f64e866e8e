import type { ChipModel } from '../../compile/chip/model.js';
import type { SpikeTrain } from '../../core/chunk.js';
import { DeviceError } from '../../core/errors.js';
import { advanceInput, type InputQueue, openInput, receive } from '../input.js';
import type { Engine } from './engine.js';
import { positionOf } from './plan/layers.js';

/** Host spikes on their way into the planes of their inputs. */
export interface Entries {
  readonly queues: readonly InputQueue[];
  send(input: number, indices: ArrayLike<number>, count: number): void;
  /** True if no neuron of what was sent spiked twice, which planes cannot hold. */
  fits(): boolean;
  /** Writes what was sent as timestep `t`; then what was sent now arrives in the next. */
  enter(t: number): void;
  /**
   * Writes step `s` of trains as timestep `t`, without a look: ascending numbers of every input, none
   * of them twice. `isLast` keeps them for who saves the board now.
   */
  enterStep(t: number, trains: readonly SpikeTrain[], s: number, isLast: boolean): void;
}

/** Row by row, column by column: the place of every neuron, and back. */
interface Order {
  readonly rank: Uint32Array;
  readonly neuron: Uint32Array;
}

/** Opens the inputs of a model. */
export function openEntries(engine: Engine, model: ChipModel): Entries {
  const { plan, image, kernels, numbers } = engine;
  const queues = model.inputs.map(({ nNeurons }) => openInput(nNeurons));
  const layers = queues.map((_, i) => plan.layers.findIndex(({ input }) => input === i));
  const orders = layers.map((layer) => orderOf(engine, layer));
  const enter = (t: number): void => {
    for (const [i, queue] of queues.entries()) {
      const { incoming, nIncoming } = queue;
      for (let k = 0; k < nIncoming; k++) numbers[k] = incoming[k]!;
      kernels.enter(image.ports[layers[i]!]!, t, image.numbers, nIncoming);
      advanceInput(queue);
    }
  };
  /** Spikes of an input as if they had been sent. */
  const take = (i: number, { offsets, indices }: SpikeTrain, s: number): void => {
    const queue = queues[i]!;
    receive(queue, indices.subarray(offsets[s], offsets[s + 1]), offsets[s + 1]! - offsets[s]!, '');
    sortInput(queue, orders[i]!);
  };
  return {
    queues,
    send: (input, indices, count) => {
      const queue = queues[input];
      if (queue === undefined) throw noInput(input, queues.length);
      receive(queue, indices, count, `emulator, input ${input}`);
    },
    fits: () =>
      queues.every((queue, i) => {
        sortInput(queue, orders[i]!);
        return isStrict(queue);
      }),
    enter,
    enterStep: (t, trains, s, isLast) => {
      if (isLast || orders.some((order) => order !== null)) {
        for (const [i, train] of trains.entries()) take(i, train, s);
        enter(t);
        return;
      }
      for (let i = 0; i < queues.length; i++) {
        const { offsets, indices } = trains[i]!;
        const from = offsets[s]!;
        const count = offsets[s + 1]! - from;
        for (let k = 0; k < count; k++) numbers[k] = indices[from + k]!;
        kernels.enter(image.ports[layers[i]!]!, t, image.numbers, count);
      }
    },
  };
}

/** The refusal of spikes for an input that does not exist. */
function noInput(input: number, inputs: number): DeviceError {
  return new DeviceError(
    `emulator: there is no input ${input} (the model has ${inputs}). Send to an input of the model.`,
    { code: 'no-such-input' },
  );
}

/** The order of the planes of an input; `null` if its neurons count that way. */
function orderOf({ plan }: Engine, layer: number): Order | null {
  const { grid, size } = plan.layers[layer]!;
  if (grid.channelsLast) return null;
  const rank = Uint32Array.from({ length: size }, (_, n) => {
    const [y, x, c] = positionOf(grid, n);
    return (y * grid.w + x) * grid.c + c;
  });
  const neuron = new Uint32Array(size);
  for (const [n, r] of rank.entries()) neuron[r] = n;
  return { rank, neuron };
}

/** Puts what was sent into the order of the planes; the order within a step means nothing. */
function sortInput({ incoming, nIncoming }: InputQueue, order: Order | null): void {
  if (order !== null) {
    for (let k = 0; k < nIncoming; k++) incoming[k] = order.rank[incoming[k]!]!;
  }
  for (let k = 1; k < nIncoming; k++) {
    if (incoming[k]! < incoming[k - 1]!) {
      incoming.subarray(0, nIncoming).sort();
      break;
    }
  }
  if (order !== null) {
    for (let k = 0; k < nIncoming; k++) incoming[k] = order.neuron[incoming[k]!]!;
  }
}

/** Equal neurons are neighbours once sorted. */
function isStrict({ incoming, nIncoming }: InputQueue): boolean {
  for (let k = 1; k < nIncoming; k++) if (incoming[k] === incoming[k - 1]) return false;
  return true;
}

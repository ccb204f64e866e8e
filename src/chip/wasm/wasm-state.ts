import type { ChipModel } from '../../compile/chip/model.js';
import type { SpikeList } from '../core.js';
import type { InputQueue } from '../input.js';
import type { BoardState } from '../state.js';
import type { StateShape } from '../state-check.js';
import { Plane } from './assembly/layout.js';
import type { Engine } from './engine.js';
import type { Entries } from './entries.js';
import { eventsOf } from './image.js';
import { positionOf } from './plan/layers.js';
import { isGather } from './plan/plan.js';
import type { Readings } from './readings.js';

/** What a fast board saves of itself. */
interface Saved {
  readonly readings: Readings;
  readonly queues: readonly InputQueue[];
  readonly t: number;
  readonly synapticOps: number;
  /** Per block what spiked in the last step. */
  readonly spikes: readonly SpikeList[];
  /** Per block all its spikes since the start; `null` if they are not counted. */
  readonly counts: readonly Int32Array[] | null;
}

/** Sizes and types of the states of a model that neither learns nor draws. */
export function shapeOf(
  { blocks }: ChipModel,
  inputs: readonly InputQueue[],
  random: object | null,
): StateShape {
  const cores = blocks.map(({ nCompartments: n }) => {
    const registers = new Int32Array(n);
    return { compartments: { n, q: registers, r: registers }, learning: [] };
  });
  return { cores, inputs, random };
}

/** The state as a plain board has it. */
export function saveBoard({ readings, queues, t, synapticOps, spikes, counts }: Saved): BoardState {
  return {
    t,
    synapticOps,
    blocks: spikes.map(({ indices, count }, b) => ({
      current: readings.register(b, 'u').slice(),
      voltage: readings.register(b, 'v').slice(),
      refractory: readings.register(b, 'r').slice(),
      ...(counts === null ? {} : { spikeCount: counts[b]!.slice() }),
      spikes: indices.slice(0, count),
    })),
    inputs: queues.map(({ arriving, nArriving, incoming, nIncoming }) => ({
      // As sessions send them; in here they lie as their planes do.
      arriving: arriving.slice(0, nArriving).sort(),
      incoming: incoming.slice(0, nIncoming).sort(),
    })),
  };
}

/**
 * True if the kernels can go on from a state: no input spiked twice, and no register beyond what a run
 * can reach, on which the proofs of the kernels rest.
 */
export function fitsPlanes(state: BoardState, { plan }: Engine): boolean {
  if (state.inputs.some(({ arriving }) => new Set(arriving).size !== arriving.length)) return false;
  return plan.layers.every(({ blocks, tiles }, l) => {
    const step = plan.steps[l];
    if (step === null || step === undefined) return true;
    const boundOf = (n: number): number => {
      if (!isGather(step)) return step.bound;
      const { proven, bound } = step.regions[step.areas.areaOf[n]!]!;
      return proven ? bound : 2 ** 23;
    };
    const rests = isGather(step) ? step.regions.some(({ leaky }) => leaky) : true;
    return blocks.every((b, k) => {
      const { current, voltage, refractory } = state.blocks[b]!;
      return (
        current.every((u, c) => Math.abs(u) <= Math.min(boundOf(tiles[k]![c]!), 2 ** 23)) &&
        voltage.every((v) => Math.abs(v) < 2 ** 27) &&
        (rests || refractory.every((r) => r <= 0))
      );
    });
  });
}

/** Writes a state into the registers of an engine, and its spikes as those of timestep `t`. */
export function loadSpikes(
  state: BoardState,
  t: number,
  engine: Engine,
  readings: Readings,
  { queues }: Entries,
): void {
  const { plan } = engine;
  for (const [l, layer] of plan.layers.entries()) {
    const neurons: number[] = [];
    for (const [k, b] of layer.blocks.entries()) {
      const { current, voltage, refractory, spikes } = state.blocks[b]!;
      readings.write(b, 'u', current);
      readings.write(b, 'v', voltage);
      readings.write(b, 'r', refractory);
      // Nothing says what came in before.
      readings.write(b, 'q', new Int32Array(current.length));
      for (const compartment of spikes) neurons.push(layer.tiles[k]![compartment]!);
    }
    if (layer.input >= 0) neurons.push(...state.inputs[layer.input]!.arriving);
    writeSpikes(engine, l, t, neurons);
  }
  for (const [i, { arriving, incoming }] of state.inputs.entries()) {
    const queue = queues[i]!;
    const capacity = Math.max(queue.nNeurons, 16, arriving.length, incoming.length);
    queue.arriving = new Int32Array(capacity);
    queue.incoming = new Int32Array(capacity);
    queue.arriving.set(arriving);
    queue.incoming.set(incoming);
    queue.nArriving = arriving.length;
    queue.nIncoming = incoming.length;
  }
}

/** Writes the spikes of a layer into the slot of step `t`, as its kernels would have left them. */
function writeSpikes(engine: Engine, l: number, t: number, neurons: number[]): void {
  const { plan, image, words, memory } = engine;
  const layer = plan.layers[l]!;
  const places = plan.places[l]!;
  const events = eventsOf(places);
  const slot = t & (image.slots - 1);
  const lists = new Uint16Array(memory.buffer);
  const rank = (n: number): number => {
    const [y, x, c] = positionOf(layer.grid, n);
    return (y * layer.grid.w + x) * layer.grid.c + c;
  };
  neurons.sort((a, b) => rank(a) - rank(b));
  for (const [p, { h, w }] of places.planes.entries()) {
    const plane = image.planes[l]![p]! / 4;
    const field = (k: Plane): number => words[plane + k]!;
    const pointersAt = (y: number): number =>
      (field(Plane.POINTERS) + slot * field(Plane.POINTER_SLOT) + y * field(Plane.POINTER_ROW)) / 4;
    for (let y = 0; y < h; y++) words.fill(0, pointersAt(y), pointersAt(y) + w + 1);
    for (const n of neurons) {
      if (places.plane[n] !== p) continue;
      const y = places.row[n]!;
      const row = field(Plane.EVENTS) + slot * field(Plane.EVENT_SLOT) + y * field(Plane.EVENT_ROW);
      const end = pointersAt(y) + w;
      lists[row / 2 + words[end]!] = events[n]!;
      for (let x = places.column[n]! + 1; x <= w; x++) words[pointersAt(y) + x]! += 1;
    }
  }
}

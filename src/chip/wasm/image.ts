import type { CompartmentState } from '../compartment.js';
import { type Arena, openArena } from './arena.js';
import { Entry, Exit, Header, Place, Plane } from './assembly/layout.js';
import { gatherUnits } from './image-gather.js';
import { poolUnits } from './image-pool.js';
import type { Layer } from './plan/layers.js';
import { type BoardPlan, isGather } from './plan/plan.js';
import type { Places, PlanePlan } from './plan/planes.js';

/** One row of a layer, or one range of a pool: what one thread steps at a time. */
export interface UnitImage {
  readonly address: number;
  readonly layer: number;
}

/** Where the registers of a layer lie: the word of neuron n is `at[n]` words after each address. */
export interface RegisterImage {
  readonly u: number;
  readonly v: number;
  /** 0 where neurons never rest. */
  readonly r: number;
  /** 0 unless inputs are kept. */
  readonly q: number;
  readonly at: Uint32Array;
  /** Words of each register, padding included. */
  readonly words: number;
}

/** A planned board as addresses of a memory. */
export interface Image {
  /** Where more can be reserved until the image is written. */
  readonly arena: Arena;
  readonly slots: number;
  readonly units: readonly UnitImage[];
  /** Per layer; `null` for inputs. */
  readonly registers: readonly (RegisterImage | null)[];
  /** Per layer the addresses of its planes. */
  readonly planes: readonly (readonly number[])[];
  /** Per layer: the entry of an input, the exit of all others. */
  readonly ports: readonly number[];
  /** Room for the neuron numbers of the largest layer. */
  readonly numbers: number;
  /** Writes everything into a new memory. */
  fillIn(buffer: ArrayBufferLike): void;
}

export interface ImageOptions {
  /** Slots of the spike rings, a power of two. */
  readonly slots: number;
  /** Keep the synaptic input of every neuron, for those who look. */
  readonly keepInput: boolean;
}

/** Lays a plan out in memory. */
export function imageOf(
  plan: BoardPlan,
  states: readonly CompartmentState[],
  { slots, keepInput }: ImageOptions,
): Image {
  const arena = openArena(Place.HEAP);
  const planes = plan.places.map((places) =>
    places.planes.map((plane) => planeImage(arena, plane, slots)),
  );
  const units: UnitImage[] = [];
  const registers = plan.steps.map((step, layer): RegisterImage | null => {
    if (step === null) return null;
    const context = { arena, plan, planes, states, layer, keepInput };
    const image = isGather(step) ? gatherUnits(context, step) : poolUnits(context, step);
    for (const address of image.units) units.push({ address, layer });
    return image.registers;
  });
  const ports = plan.layers.map((layer, i) =>
    layer.input >= 0
      ? entryImage(arena, plan.places[i]!, planes[i]!)
      : exitImage(arena, layer, plan.places[i]!, planes[i]!),
  );
  const largest = Math.max(1, ...plan.layers.map(({ size }) => size));
  const numbers = arena.reserve(4 * largest);
  return {
    arena,
    slots,
    units,
    registers,
    planes,
    ports,
    numbers,
    fillIn: (buffer) => {
      const header = new Int32Array(buffer, Place.HEADER);
      header[Header.SLOT_MASK] = slots - 1;
      header[Header.FRACTION] = 4095;
      arena.fillIn(buffer);
    },
  };
}

function planeImage(arena: Arena, { h, w, c }: PlanePlan, slots: number): number {
  const eventRow = roundUp(2 * (w * c + 8), 64);
  const pointerRow = roundUp(4 * (w + 1), 64);
  const events = arena.reserve(slots * h * eventRow);
  const pointers = arena.reserve(slots * h * pointerRow);
  const words = new Int32Array(Plane.SIZE);
  words[Plane.EVENTS] = events;
  words[Plane.EVENT_SLOT] = h * eventRow;
  words[Plane.EVENT_ROW] = eventRow;
  words[Plane.POINTERS] = pointers;
  words[Plane.POINTER_SLOT] = h * pointerRow;
  words[Plane.POINTER_ROW] = pointerRow;
  words[Plane.H] = h;
  words[Plane.W] = w;
  words[Plane.C] = c;
  return arena.words(words);
}

function entryImage(arena: Arena, places: Places, planes: readonly number[]): number {
  const words = new Int32Array(Entry.SIZE);
  const events = eventsOf(places);
  words[Entry.N] = places.plane.length;
  words[Entry.PLANES] = planes.length;
  words[Entry.PLANE_LIST] = arena.words(planes);
  words[Entry.PLANE_OF] = halves(arena, places.plane);
  words[Entry.ROW_OF] = halves(arena, places.row);
  words[Entry.EVENT_OF] = halves(arena, events);
  words[Entry.COLUMN_OF] = halves(arena, places.column);
  return arena.words(words);
}

function exitImage(
  arena: Arena,
  { size }: Layer,
  places: Places,
  planes: readonly number[],
): number {
  const events = eventsOf(places);
  const numbers = places.planes.map(({ h, w, c }) => new Uint32Array(h * w * c));
  for (let n = 0; n < size; n++) {
    const { w, c } = places.planes[places.plane[n]!]!;
    numbers[places.plane[n]!]![places.row[n]! * w * c + events[n]!] = n;
  }
  const words = new Int32Array(Exit.SIZE);
  words[Exit.PLANES] = planes.length;
  words[Exit.PLANE_LIST] = arena.words(planes);
  words[Exit.NUMBER_LIST] = arena.words(numbers.map((list) => arena.words(list)));
  return arena.words(words);
}

/** The event of every neuron in its row: column x channels of the plane + channel. */
export function eventsOf({ planes, plane, column, channel }: Places): Uint16Array {
  return channel.map((c, n) => column[n]! * planes[plane[n]!]!.c + c);
}

function halves(arena: Arena, values: Uint16Array): number {
  return arena.reserve(2 * values.length, (buffer, at) => new Uint16Array(buffer, at).set(values));
}

function roundUp(x: number, to: number): number {
  return Math.ceil(x / to) * to;
}

import { Entry, Exit, Header, Place, Plane } from './layout';
import { address, word } from './word';

// Where spikes enter and leave: host numbers become events of planes, and events become numbers.

// @ts-ignore: decorator
@inline
function inSlot(plane: usize, base: i32, stride: i32, slot: i32): usize {
  return address(plane, base) + slot * word(plane, stride);
}

// @ts-ignore: decorator
@inline
function planeAt(list: usize, p: i32): usize {
  return <usize>load<u32>(list + ((<usize>p) << 2));
}

/** Empties the counts of a plane's rows. */
function clear(plane: usize, slot: i32): void {
  const pointers = inSlot(plane, Plane.POINTERS, Plane.POINTER_SLOT, slot);
  memory.fill(pointers, 0, word(plane, Plane.H) * word(plane, Plane.POINTER_ROW));
}

/** Turns the counts per column, kept one place ahead, into positions. */
function addUp(plane: usize, slot: i32): void {
  const height = word(plane, Plane.H);
  const width = word(plane, Plane.W);
  let pointers = inSlot(plane, Plane.POINTERS, Plane.POINTER_SLOT, slot);
  for (let y = 0; y < height; y++) {
    let sum: u32 = 0;
    for (let x = 1; x <= width; x++) {
      const at = pointers + ((<usize>x) << 2);
      sum += load<u32>(at);
      store<u32>(at, sum);
    }
    pointers += word(plane, Plane.POINTER_ROW);
  }
}

/**
 * Writes the spikes of timestep t of an input: `count` neuron numbers at `spikes`, in the order of
 * the planes, none of them twice.
 */
export function enter(entry: usize, t: i32, spikes: usize, count: i32): void {
  const slot = t & word(Place.HEADER, Header.SLOT_MASK);
  const planes = word(entry, Entry.PLANES);
  const list = address(entry, Entry.PLANE_LIST);
  const planeOf = address(entry, Entry.PLANE_OF);
  const rowOf = address(entry, Entry.ROW_OF);
  const eventOf = address(entry, Entry.EVENT_OF);
  const columnOf = address(entry, Entry.COLUMN_OF);
  for (let p = 0; p < planes; p++) clear(planeAt(list, p), slot);
  // Neighbours mostly lie in one plane: its addresses are looked up when another one comes.
  let current = -1;
  let pointerRow = 0;
  let eventRow = 0;
  let allPointers: usize = 0;
  let allEvents: usize = 0;
  for (let s = 0; s < count; s++) {
    const two = (<usize>load<u32>(spikes + ((<usize>s) << 2))) << 1;
    const p = <i32>load<u16>(planeOf + two);
    if (p != current) {
      current = p;
      const plane = planeAt(list, p);
      pointerRow = word(plane, Plane.POINTER_ROW);
      eventRow = word(plane, Plane.EVENT_ROW);
      allPointers = inSlot(plane, Plane.POINTERS, Plane.POINTER_SLOT, slot);
      allEvents = inSlot(plane, Plane.EVENTS, Plane.EVENT_SLOT, slot);
    }
    const row = <i32>load<u16>(rowOf + two);
    const pointers = allPointers + row * pointerRow;
    // Place 0 counts the events of the row until the counts are added up.
    const n = load<u32>(pointers);
    store<u32>(pointers, n + 1);
    const column = pointers + ((<usize>load<u16>(columnOf + two)) << 2);
    store<u32>(column, load<u32>(column, 4) + 1, 4);
    store<u16>(allEvents + row * eventRow + ((<usize>n) << 1), load<u16>(eventOf + two));
  }
  for (let p = 0; p < planes; p++) {
    const plane = planeAt(list, p);
    let pointers = inSlot(plane, Plane.POINTERS, Plane.POINTER_SLOT, slot);
    for (let y = word(plane, Plane.H); y > 0; y--) {
      store<u32>(pointers, 0);
      pointers += word(plane, Plane.POINTER_ROW);
    }
    addUp(plane, slot);
  }
}

/** Writes the neuron numbers that spiked in timestep t to `out`, column by column; returns how many. */
export function leave(exit: usize, t: i32, out: usize): i32 {
  const slot = t & word(Place.HEADER, Header.SLOT_MASK);
  const planes = word(exit, Exit.PLANES);
  const list = address(exit, Exit.PLANE_LIST);
  const numbers = address(exit, Exit.NUMBER_LIST);
  const first = planeAt(list, 0);
  const height = word(first, Plane.H);
  const width = word(first, Plane.W);
  const start = out;
  for (let y = 0; y < height; y++) {
    // One plane needs no merging: its row is in order as it is.
    const parts = planes == 1 ? 1 : width;
    const step = planes == 1 ? width : 1;
    for (let x = 0; x < parts; x++) {
      for (let p = 0; p < planes; p++) {
        const plane = planeAt(list, p);
        const perRow = width * word(plane, Plane.C);
        const number = planeAt(numbers, p) + ((<usize>(y * perRow)) << 2);
        const pointers =
          inSlot(plane, Plane.POINTERS, Plane.POINTER_SLOT, slot) +
          y * word(plane, Plane.POINTER_ROW) +
          ((<usize>x) << 2);
        const events =
          inSlot(plane, Plane.EVENTS, Plane.EVENT_SLOT, slot) + y * word(plane, Plane.EVENT_ROW);
        const to = events + ((<usize>load<u32>(pointers + ((<usize>step) << 2))) << 1);
        for (let e = events + ((<usize>load<u32>(pointers)) << 1); e < to; e += 2) {
          store<u32>(out, load<u32>(number + ((<usize>load<u16>(e)) << 2)));
          out += 4;
        }
      }
    }
  }
  return <i32>((out - start) >> 2);
}

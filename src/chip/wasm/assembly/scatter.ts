import { Header, Member, Place, Plane, Pool, Rows, Unit } from './layout';
import { emit, inputHigh, inputLow, spikeBits, updateFour } from './update';
import { address, word } from './word';

// Neurons that nothing regular drives: every spike of a source adds its compressed row to the sums
// of a range of targets, which one thread owns.

// @ts-ignore: decorator
@inline
function addMantissa(sums: usize, targets: usize, weights: usize): void {
  const at = sums + ((<usize>load<u16>(targets)) << 1);
  store<i16>(at, <i16>(<i32>load<i16>(at) + <i32>load<i8>(weights)));
}

// @ts-ignore: decorator
@inline
function addWeight(sums: usize, targets: usize, weights: usize): void {
  const at = sums + ((<usize>load<u16>(targets)) << 2);
  store<i32>(at, load<i32>(at) + load<i32>(weights));
}

/** Adds the rows of all spikes of the step before; returns how many weights. */
// @ts-ignore: decorator
@inline
function addRows(pool: usize, slot: i32, wide: bool): i64 {
  const sums = address(pool, Pool.SUMS);
  const count = word(pool, Pool.LINKS);
  let link = address(pool, Pool.FIRST_LINK);
  let ops: i64 = 0;
  for (let l = 0; l < count; l++) {
    const plane = address(link, Rows.PLANE);
    const starts = address(link, Rows.STARTS);
    const targets = address(link, Rows.TARGETS);
    const weights = address(link, Rows.WEIGHTS);
    const height = word(plane, Plane.H);
    const width = word(plane, Plane.W);
    const perRow = width * word(plane, Plane.C);
    let events = address(plane, Plane.EVENTS) + slot * word(plane, Plane.EVENT_SLOT);
    let ends =
      address(plane, Plane.POINTERS) +
      slot * word(plane, Plane.POINTER_SLOT) +
      ((<usize>width) << 2);
    for (let y = 0; y < height; y++) {
      const stop = events + ((<usize>load<u32>(ends)) << 1);
      const first = starts + ((<usize>(y * perRow)) << 2);
      for (let e = events; e < stop; e += 2) {
        const start = first + ((<usize>load<u16>(e)) << 2);
        let from = <usize>load<u32>(start);
        const to = <usize>load<u32>(start, 4);
        ops += <i64>(to - from);
        if (wide) {
          for (; from < to; from++) addWeight(sums, targets + (from << 1), weights + (from << 2));
        } else {
          for (; from + 3 < to; from += 4) {
            const t = targets + (from << 1);
            const w = weights + from;
            addMantissa(sums, t, w);
            addMantissa(sums, t + 2, w + 1);
            addMantissa(sums, t + 4, w + 2);
            addMantissa(sums, t + 6, w + 3);
          }
          for (; from < to; from++) addMantissa(sums, targets + (from << 1), weights + from);
        }
      }
      events += word(plane, Plane.EVENT_ROW);
      ends += word(plane, Plane.POINTER_ROW);
    }
    link += Rows.SIZE << 2;
  }
  return ops;
}

// @ts-ignore: decorator
@inline
function countOps(member: usize, ops: i64): void {
  store<i64>(member, load<i64>(member) + ops);
}

// @ts-ignore: decorator
@inline
function listOf(unit: usize, slot: i32): usize {
  const plane = address(unit, Unit.PLANE);
  return (
    address(plane, Plane.EVENTS) +
    slot * word(plane, Plane.EVENT_SLOT) +
    word(unit, Unit.ROW) * word(plane, Plane.EVENT_ROW)
  );
}

/** Ends a list of one column. */
// @ts-ignore: decorator
@inline
function endList(unit: usize, slot: i32, start: usize, out: usize): void {
  const plane = address(unit, Unit.PLANE);
  const pointers =
    address(plane, Plane.POINTERS) +
    slot * word(plane, Plane.POINTER_SLOT) +
    word(unit, Unit.ROW) * word(plane, Plane.POINTER_ROW);
  store<u32>(pointers, 0);
  store<u32>(pointers, <u32>((out - start) >> 1), 4);
}

/** A pool of one kind of neuron, with 16-bit sums of mantissas. */
// @ts-ignore: decorator
@inline
function stepPool(unit: usize, t: i32, member: usize, leaky: bool, wraps: bool): void {
  const mask = word(Place.HEADER, Header.SLOT_MASK);
  const pool = address(unit, Unit.FIRST);
  countOps(member, addRows(pool, (t - 1) & mask, false));
  const start = listOf(unit, t & mask);
  let out = start;
  const fraction = i32x4.splat(word(Place.HEADER, Header.FRACTION));
  const keepU = i32x4.splat(word(pool, Pool.KEEP_U));
  const keepV = i32x4.splat(word(pool, Pool.KEEP_V));
  const vmin = i32x4.splat(word(pool, Pool.VMIN));
  const pause = i32x4.splat(word(pool, Pool.PAUSE));
  const sums = address(pool, Pool.SUMS);
  const u = address(pool, Pool.U);
  const v = address(pool, Pool.V);
  const bias = address(pool, Pool.BIAS);
  const r = address(pool, Pool.R);
  const q = address(pool, Pool.Q);
  const factor = address(pool, Pool.FACTOR);
  const vth = address(pool, Pool.VTH);
  const zero = i16x8.splat(0);
  const padded = word(pool, Pool.PADDED);
  for (let i = 0; i < padded; i += 8) {
    const at = (<usize>i) << 2;
    const sum = v128.load(sums + ((<usize>i) << 1));
    v128.store(sums + ((<usize>i) << 1), zero);
    const q0 = inputLow(sum, factor + at, 0);
    const q1 = inputHigh(sum, factor + at, 16);
    if (q) {
      v128.store(q + at, i32x4.shr_s(i32x4.shl(q0, 10), 10));
      v128.store(q + at, i32x4.shr_s(i32x4.shl(q1, 10), 10), 16);
    }
    const first = updateFour(
      q0, 0, u + at, v + at, bias + at, r + at, vth + at,
      fraction, keepU, keepV, vmin, pause, leaky, wraps,
    );
    const second = updateFour(
      q1, 16, u + at, v + at, bias + at, r + at, vth + at,
      fraction, keepU, keepV, vmin, pause, leaky, wraps,
    );
    out = emit(out, spikeBits(first, second), i);
  }
  endList(unit, t & mask, start, out);
}

/** x * keep / 4096, truncated toward zero, for any x. */
// @ts-ignore: decorator
@inline
function decayAny(x: v128, keep: v128): v128 {
  const low = i32x4.mul(v128.and(x, i32x4.splat(4095)), keep);
  const high = i32x4.shr_s(x, 12);
  const up = i32x4.shr_u(high, 20);
  return i32x4.add(i32x4.mul(high, keep), i32x4.shr_s(i32x4.add(low, up), 12));
}

/** Nonzero lanes where x needs more than `bits` bits and a sign. */
// @ts-ignore: decorator
@inline
function overflow(x: v128, bits: i32): v128 {
  return i32x4.shr_u(i32x4.add(x, i32x4.splat(1 << bits)), bits + 1);
}

let overInput: v128 = i32x4.splat(0);
let overCurrent: v128 = i32x4.splat(0);
let overDrive: v128 = i32x4.splat(0);

/** Steps four neurons of a checked pool, each with its own parameters; returns which spiked. */
// @ts-ignore: decorator
@inline
function checkedFour(pool: usize, at: usize): v128 {
  const sums = address(pool, Pool.SUMS) + at;
  const sum = v128.load(sums);
  v128.store(sums, i32x4.splat(0));
  overInput = v128.or(overInput, overflow(sum, 21));
  const input = i32x4.shr_s(i32x4.shl(sum, 10), 10);
  const q = address(pool, Pool.Q);
  if (q) v128.store(q + at, input);

  const u = address(pool, Pool.U) + at;
  const wide = i32x4.add(decayAny(v128.load(u), v128.load(address(pool, Pool.KEEP_U) + at)), input);
  overCurrent = v128.or(overCurrent, overflow(wide, 23));
  const current = i32x4.shr_s(i32x4.shl(wide, 8), 8);
  v128.store(u, current);

  const drive = i32x4.add(current, v128.load(address(pool, Pool.BIAS) + at));
  overDrive = v128.or(overDrive, overflow(drive, 23));

  const v = address(pool, Pool.V) + at;
  const kept = decayAny(v128.load(v), v128.load(address(pool, Pool.KEEP_V) + at));
  let voltage = i32x4.add(kept, i32x4.shr_s(i32x4.shl(drive, 8), 8));
  voltage = i32x4.max_s(voltage, v128.load(address(pool, Pool.VMIN) + at));
  voltage = i32x4.min_s(voltage, v128.load(address(pool, Pool.VMAX) + at));
  const r = address(pool, Pool.R) + at;
  const held = v128.load(r);
  const resting = i32x4.gt_s(held, i32x4.splat(0));
  voltage = v128.andnot(voltage, resting);
  const spiked = i32x4.gt_s(voltage, v128.load(address(pool, Pool.VTH) + at));
  v128.store(v, v128.andnot(voltage, spiked));
  const pause = v128.load(address(pool, Pool.PAUSE) + at);
  v128.store(r, v128.bitselect(pause, i32x4.add(held, resting), spiked));
  return spiked;
}

/** Any neurons, in 32 bits, looking for registers that run over. */
export function checkedPool(unit: usize, t: i32, member: usize): void {
  const mask = word(Place.HEADER, Header.SLOT_MASK);
  const pool = address(unit, Unit.FIRST);
  countOps(member, addRows(pool, (t - 1) & mask, true));
  const start = listOf(unit, t & mask);
  let out = start;
  overInput = i32x4.splat(0);
  overCurrent = i32x4.splat(0);
  overDrive = i32x4.splat(0);
  const padded = word(pool, Pool.PADDED);
  for (let i = 0; i < padded; i += 8) {
    const at = (<usize>i) << 2;
    const first = checkedFour(pool, at);
    const second = checkedFour(pool, at + 16);
    out = emit(out, spikeBits(first, second), i);
  }
  endList(unit, t & mask, start, out);
  let flags = load<i32>(member + (Member.FLAGS << 2));
  if (v128.any_true(overInput)) flags |= 8;
  if (v128.any_true(overCurrent)) flags |= 16;
  if (v128.any_true(overDrive)) flags |= 32;
  store<i32>(member + (Member.FLAGS << 2), flags);
}

export function pool(unit: usize, t: i32, member: usize): void {
  stepPool(unit, t, member, true, true);
}
export function provenPool(unit: usize, t: i32, member: usize): void {
  stepPool(unit, t, member, true, false);
}

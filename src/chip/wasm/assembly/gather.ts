import { Header, Link, Member, Place, Plane, Region, Run, Segment, Unit } from './layout';
import { emit, spikeBits, updateFour } from './update';

// Convolutions and dense layers, output by output: the lanes of one position stay in registers
// while the events of its receptive field pass, one row of 8-bit weights for each, and are updated
// from there. No array of inputs exists, and no two threads write to the same place.

// @ts-ignore: decorator
@inline
function word(base: usize, field: i32): i32 {
  return load<i32>(base + ((<usize>field) << 2));
}

// @ts-ignore: decorator
@inline
function address(base: usize, field: i32): usize {
  return <usize>load<u32>(base + ((<usize>field) << 2));
}

/** Lists the kernel rows that reach output row `row`; returns the end of the list. */
function openRuns(region: usize, row: i32, slot: i32, runs: usize, lanes: i32): usize {
  const count = word(region, Region.LINKS);
  let link = address(region, Region.FIRST_LINK);
  for (let l = 0; l < count; l++) {
    const plane = address(link, Link.PLANE);
    const height = word(plane, Plane.H);
    const top = row * word(link, Link.SY) + word(link, Link.OY);
    const last = min(word(link, Link.KH), height - top);
    const step = word(plane, Plane.C) * lanes;
    const kernelRow = word(link, Link.KW) * step;
    const pointers = address(plane, Plane.POINTERS) + slot * word(plane, Plane.POINTER_SLOT);
    const events = address(plane, Plane.EVENTS) + slot * word(plane, Plane.EVENT_SLOT);
    for (let k = max(0, -top); k < last; k++) {
      const y = top + k;
      store<u32>(runs + (Run.POINTERS << 2), <u32>(pointers + y * word(plane, Plane.POINTER_ROW)));
      store<u32>(runs + (Run.EVENTS << 2), <u32>(events + y * word(plane, Plane.EVENT_ROW)));
      store<u32>(runs + (Run.WEIGHTS << 2), word(link, Link.WEIGHTS) + k * kernelRow);
      store<i32>(runs + (Run.SX << 2), word(link, Link.SX));
      store<i32>(runs + (Run.OX << 2), word(link, Link.OX));
      store<i32>(runs + (Run.KW << 2), word(link, Link.KW));
      store<i32>(runs + (Run.W << 2), word(plane, Plane.W));
      store<i32>(runs + (Run.STEP << 2), step);
      runs += Run.SIZE << 2;
    }
    link += Link.SIZE << 2;
  }
  return runs;
}

/** Adds eight mantissas. */
// @ts-ignore: decorator
@inline
function add8(sum: v128, weights: usize): v128 {
  return i16x8.add(sum, v128.load_ext<i8>(weights));
}

/** Steps eight lanes on their mantissa sums and appends those that spiked. */
// @ts-ignore: decorator
@inline
function finish(
  sum: v128,
  group: i32,
  base: i32,
  out: usize,
  u: usize,
  v: usize,
  bias: usize,
  r: usize,
  q: usize,
  factors: usize,
  thresholds: usize,
  fraction: v128,
  keepU: v128,
  keepV: v128,
  vmin: v128,
  pause: v128,
  leaky: bool,
  wraps: bool,
): usize {
  const at = (<usize>group) << 5;
  const factor = factors + at;
  const vth = thresholds + at;
  const q0 = i32x4.dot_i16x8_s(i32x4.extend_low_i16x8_s(sum), v128.load(factor));
  const q1 = i32x4.dot_i16x8_s(i32x4.extend_high_i16x8_s(sum), v128.load(factor, 16));
  if (q) {
    v128.store(q + at, i32x4.shr_s(i32x4.shl(q0, 10), 10));
    v128.store(q + at, i32x4.shr_s(i32x4.shl(q1, 10), 10), 16);
  }
  const first = updateFour(
    q0, u + at, v + at, bias + at, r + at, vth, fraction, keepU, keepV, vmin, pause, leaky, wraps,
  );
  const second = updateFour(
    q1, u + at + 16, v + at + 16, bias + at + 16, r + at + 16, vth + 16,
    fraction, keepU, keepV, vmin, pause, leaky, wraps,
  );
  return emit(out, spikeBits(first, second), base + (group << 3));
}

// @ts-ignore: decorator
@inline
function gatherRow(unit: usize, t: i32, member: usize, lanes: i32, leaky: bool, wraps: bool): void {
  const mask = word(Place.HEADER, Header.SLOT_MASK);
  const now = t & mask;
  const before = (t - 1) & mask;
  const plane = address(unit, Unit.PLANE);
  const row = word(unit, Unit.ROW);
  const channels = word(plane, Plane.C);
  const rowStart =
    address(plane, Plane.EVENTS) +
    now * word(plane, Plane.EVENT_SLOT) +
    row * word(plane, Plane.EVENT_ROW);
  let pointer =
    address(plane, Plane.POINTERS) +
    now * word(plane, Plane.POINTER_SLOT) +
    row * word(plane, Plane.POINTER_ROW);
  let out = rowStart;
  store<u32>(pointer, 0);
  let ops: i64 = 0;
  const runs = member + (Member.RUNS << 2);
  const segments = word(unit, Unit.COUNT);
  let segment = address(unit, Unit.FIRST);
  for (let s = 0; s < segments; s++) {
    const region = address(segment, Segment.REGION);
    const end = openRuns(region, row, before, runs, lanes);
    const fraction = i32x4.splat(word(Place.HEADER, Header.FRACTION));
  const keepU = i32x4.splat(word(region, Region.KEEP_U));
    const keepV = i32x4.splat(word(region, Region.KEEP_V));
    const vmin = i32x4.splat(word(region, Region.VMIN));
    const pause = i32x4.splat(word(region, Region.PAUSE));
    const factors = address(region, Region.FACTOR);
    const thresholds = address(region, Region.VTH);
    let u = address(segment, Segment.U);
    let v = address(segment, Segment.V);
    let bias = address(segment, Segment.BIAS);
    let r = address(segment, Segment.R);
    let q = address(segment, Segment.Q);
    const x1 = word(segment, Segment.X1);
    let added = 0;
    for (let x = word(segment, Segment.X0); x < x1; x++) {
      let a0 = i16x8.splat(0);
      let a1 = i16x8.splat(0);
      let a2 = i16x8.splat(0);
      let a3 = i16x8.splat(0);
      let a4 = i16x8.splat(0);
      let a5 = i16x8.splat(0);
      let a6 = i16x8.splat(0);
      let a7 = i16x8.splat(0);
      for (let run = runs; run < end; run += Run.SIZE << 2) {
        const left = x * word(run, Run.SX) + word(run, Run.OX);
        const from = max(left, 0);
        const to = min(left + word(run, Run.KW), word(run, Run.W));
        if (from >= to) continue;
        const pointers = address(run, Run.POINTERS);
        const first = load<u32>(pointers + ((<usize>from) << 2));
        const last = load<u32>(pointers + ((<usize>to) << 2));
        added += last - first;
        const weights = address(run, Run.WEIGHTS) - left * word(run, Run.STEP);
        const events = address(run, Run.EVENTS);
        const stop = events + ((<usize>last) << 1);
        for (let e = events + ((<usize>first) << 1); e < stop; e += 2) {
          const w = weights + <usize>load<u16>(e) * lanes;
          a0 = add8(a0, w);
          a1 = add8(a1, w + 8);
          if (lanes >= 32) {
            a2 = add8(a2, w + 16);
            a3 = add8(a3, w + 24);
          }
          if (lanes >= 64) {
            a4 = add8(a4, w + 32);
            a5 = add8(a5, w + 40);
            a6 = add8(a6, w + 48);
            a7 = add8(a7, w + 56);
          }
        }
      }
      const base = x * channels;
      out = finish(a0, 0, base, out, u, v, bias, r, q, factors, thresholds, fraction, keepU, keepV, vmin, pause, leaky, wraps);
      out = finish(a1, 1, base, out, u, v, bias, r, q, factors, thresholds, fraction, keepU, keepV, vmin, pause, leaky, wraps);
      if (lanes >= 32) {
        out = finish(a2, 2, base, out, u, v, bias, r, q, factors, thresholds, fraction, keepU, keepV, vmin, pause, leaky, wraps);
        out = finish(a3, 3, base, out, u, v, bias, r, q, factors, thresholds, fraction, keepU, keepV, vmin, pause, leaky, wraps);
      }
      if (lanes >= 64) {
        out = finish(a4, 4, base, out, u, v, bias, r, q, factors, thresholds, fraction, keepU, keepV, vmin, pause, leaky, wraps);
        out = finish(a5, 5, base, out, u, v, bias, r, q, factors, thresholds, fraction, keepU, keepV, vmin, pause, leaky, wraps);
        out = finish(a6, 6, base, out, u, v, bias, r, q, factors, thresholds, fraction, keepU, keepV, vmin, pause, leaky, wraps);
        out = finish(a7, 7, base, out, u, v, bias, r, q, factors, thresholds, fraction, keepU, keepV, vmin, pause, leaky, wraps);
      }
      u += lanes << 2;
      v += lanes << 2;
      bias += lanes << 2;
      if (leaky) r += lanes << 2;
      if (q) q += lanes << 2;
      pointer += 4;
      store<u32>(pointer, <u32>((out - rowStart) >> 1));
    }
    ops += <i64>added * <i64>word(region, Region.LANES);
    segment += Segment.SIZE << 2;
  }
  store<i64>(member, load<i64>(member) + ops);
}

// One function for each combination, so that each is compiled for what it does.

export function plain16(unit: usize, t: i32, member: usize): void {
  gatherRow(unit, t, member, 16, false, false);
}
export function plain32(unit: usize, t: i32, member: usize): void {
  gatherRow(unit, t, member, 32, false, false);
}
export function plain64(unit: usize, t: i32, member: usize): void {
  gatherRow(unit, t, member, 64, false, false);
}
export function wrapping16(unit: usize, t: i32, member: usize): void {
  gatherRow(unit, t, member, 16, false, true);
}
export function wrapping32(unit: usize, t: i32, member: usize): void {
  gatherRow(unit, t, member, 32, false, true);
}
export function wrapping64(unit: usize, t: i32, member: usize): void {
  gatherRow(unit, t, member, 64, false, true);
}
export function leaky16(unit: usize, t: i32, member: usize): void {
  gatherRow(unit, t, member, 16, true, false);
}
export function leaky32(unit: usize, t: i32, member: usize): void {
  gatherRow(unit, t, member, 32, true, false);
}
export function leaky64(unit: usize, t: i32, member: usize): void {
  gatherRow(unit, t, member, 64, true, false);
}
export function leakyWrapping16(unit: usize, t: i32, member: usize): void {
  gatherRow(unit, t, member, 16, true, true);
}
export function leakyWrapping32(unit: usize, t: i32, member: usize): void {
  gatherRow(unit, t, member, 32, true, true);
}
export function leakyWrapping64(unit: usize, t: i32, member: usize): void {
  gatherRow(unit, t, member, 64, true, true);
}

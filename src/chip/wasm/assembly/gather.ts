import { Header, Member, Place, Plane, Region, Run, Segment, Unit } from './layout';
import { openRuns } from './runs';
import { emit, inputHigh, inputLow, keepInput, updateFour } from './update';
import { address, word } from './word';

// Convolutions and dense layers, output by output: the lanes of one position stay in registers
// while the events of its receptive field pass, one row of 8-bit weights for each, and are updated
// from there. No array of inputs exists, and no two threads write to the same place.
//
// A row holds two weights in each 16-bit number: 256 * high + low + 128. The sum of the numbers and
// the sum of their upper halves tell both weights' sums, at less cost than widening each by itself.

/** The sums of the lower weights: all, without the upper ones and without what `raised` says. */
// @ts-ignore: decorator
@inline
function lower(all: v128, upper: v128, raised: v128): v128 {
  return i16x8.sub(i16x8.sub(all, i16x8.shl(upper, 8)), raised);
}

/** Steps sixteen lanes on their mantissa sums and appends those that spiked. */
// @ts-ignore: decorator
@inline
function finish(
  sum0: v128,
  sum1: v128,
  at: usize,
  base: i32,
  out: usize,
  u: usize,
  v: usize,
  bias: usize,
  r: usize,
  factors: usize,
  vth: usize,
  fraction: v128,
  keepU: v128,
  keepV: v128,
  vmin: v128,
  pause: v128,
  leaky: bool,
  wraps: bool,
): usize {
  const s0 = updateFour(
    inputLow(sum0, factors, at), at,
    u, v, bias, r, vth, fraction, keepU, keepV, vmin, pause, leaky, wraps,
  );
  const s1 = updateFour(
    inputHigh(sum0, factors, at + 16), at + 16,
    u, v, bias, r, vth, fraction, keepU, keepV, vmin, pause, leaky, wraps,
  );
  const s2 = updateFour(
    inputLow(sum1, factors, at + 32), at + 32,
    u, v, bias, r, vth, fraction, keepU, keepV, vmin, pause, leaky, wraps,
  );
  const s3 = updateFour(
    inputHigh(sum1, factors, at + 48), at + 48,
    u, v, bias, r, vth, fraction, keepU, keepV, vmin, pause, leaky, wraps,
  );
  const bits = i8x16.bitmask(
    i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(s0, s1), i16x8.narrow_i32x4_s(s2, s3)),
  );
  const first = base + <i32>(at >> 2);
  return emit(emit(out, bits & 255, first), bits >> 8, first + 8);
}

// @ts-ignore: decorator
@inline
function gatherRow(unit: usize, t: i32, member: usize, lanes: i32, leaky: bool, wraps: bool): void {
  const mask = word(Place.HEADER, Header.SLOT_MASK);
  const now = t & mask;
  const past = (t - 1) & mask;
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
    const end = openRuns(region, row, past, runs, lanes);
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
      // Per sixteen lanes: sums of all, sums of the upper ones.
      let a0 = i16x8.splat(0);
      let b0 = i16x8.splat(0);
      let a1 = i16x8.splat(0);
      let b1 = i16x8.splat(0);
      let a2 = i16x8.splat(0);
      let b2 = i16x8.splat(0);
      let a3 = i16x8.splat(0);
      let b3 = i16x8.splat(0);
      const before = added;
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
          const w0 = v128.load(w);
          a0 = i16x8.add(a0, w0);
          b0 = i16x8.add(b0, i16x8.shr_s(w0, 8));
          if (lanes >= 32) {
            const w1 = v128.load(w, 16);
            a1 = i16x8.add(a1, w1);
            b1 = i16x8.add(b1, i16x8.shr_s(w1, 8));
          }
          if (lanes >= 64) {
            const w2 = v128.load(w, 32);
            a2 = i16x8.add(a2, w2);
            b2 = i16x8.add(b2, i16x8.shr_s(w2, 8));
            const w3 = v128.load(w, 48);
            a3 = i16x8.add(a3, w3);
            b3 = i16x8.add(b3, i16x8.shr_s(w3, 8));
          }
        }
      }
      const raised = i16x8.splat(<i16>((added - before) << 7));
      a0 = lower(a0, b0, raised);
      if (lanes >= 32) a1 = lower(a1, b1, raised);
      if (lanes >= 64) {
        a2 = lower(a2, b2, raised);
        a3 = lower(a3, b3, raised);
      }
      const base = x * channels;
      if (q) {
        keepInput(a0, 0, q, factors);
        keepInput(b0, 32, q, factors);
        if (lanes >= 32) {
          keepInput(a1, 64, q, factors);
          keepInput(b1, 96, q, factors);
        }
        if (lanes >= 64) {
          keepInput(a2, 128, q, factors);
          keepInput(b2, 160, q, factors);
          keepInput(a3, 192, q, factors);
          keepInput(b3, 224, q, factors);
        }
        q += lanes << 2;
      }
      out = finish(a0, b0, 0, base, out, u, v, bias, r, factors, thresholds, fraction, keepU, keepV, vmin, pause, leaky, wraps);
      if (lanes >= 32) out = finish(a1, b1, 64, base, out, u, v, bias, r, factors, thresholds, fraction, keepU, keepV, vmin, pause, leaky, wraps);
      if (lanes >= 64) {
        out = finish(a2, b2, 128, base, out, u, v, bias, r, factors, thresholds, fraction, keepU, keepV, vmin, pause, leaky, wraps);
        out = finish(a3, b3, 192, base, out, u, v, bias, r, factors, thresholds, fraction, keepU, keepV, vmin, pause, leaky, wraps);
      }
      u += lanes << 2;
      v += lanes << 2;
      bias += lanes << 2;
      if (leaky) r += lanes << 2;
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

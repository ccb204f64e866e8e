import { Place } from './layout';

// One step of eight neurons, straight from the registers that hold their input. The flags in the
// parameter lists are constants at every call, so each kernel keeps only what it needs.

/** The low 22 bits as a signed number: the register of the synaptic input. */
// @ts-ignore: decorator
@inline
function wrapInput(q: v128): v128 {
  return i32x4.shr_s(i32x4.shl(q, 10), 10);
}

/** The low 24 bits as a signed number: the register of the current. */
// @ts-ignore: decorator
@inline
function wrapCurrent(u: v128): v128 {
  return i32x4.shr_s(i32x4.shl(u, 8), 8);
}

/**
 * x * keep / 4096, truncated toward zero, for |x| < 2^27. High and low part of x times keep fit the
 * pair multiply-add, whose other half is 0. `fraction` is 4095 in all lanes, in a register of its
 * own: as a constant it would be built anew each time.
 */
// @ts-ignore: decorator
@inline
export function decay(x: v128, keep: v128, fraction: v128): v128 {
  const high = i32x4.shr_s(x, 12);
  // 4095 for a negative x, whose upper bits are all set by now.
  const up = i32x4.shr_u(high, 20);
  const low = i32x4.dot_i16x8_s(v128.and(x, fraction), keep);
  return i32x4.add(i32x4.dot_i16x8_s(high, keep), i32x4.shr_s(i32x4.add(low, up), 12));
}

/**
 * Steps four neurons on their input `q`; returns which spiked. Their registers lie `at` bytes behind
 * the addresses, a constant that the compiler folds into the instructions.
 */
// @ts-ignore: decorator
@inline
export function updateFour(
  q: v128,
  at: usize,
  u: usize,
  v: usize,
  bias: usize,
  r: usize,
  vth: usize,
  fraction: v128,
  keepU: v128,
  keepV: v128,
  vmin: v128,
  pause: v128,
  leaky: bool,
  wraps: bool,
): v128 {
  if (wraps) q = wrapInput(q);
  let current = i32x4.add(decay(v128.load(u + at), keepU, fraction), q);
  if (wraps) current = wrapCurrent(current);
  v128.store(u + at, current);
  let drive = i32x4.add(current, v128.load(bias + at));
  if (wraps) drive = wrapCurrent(drive);
  let voltage = v128.load(v + at);
  if (leaky) voltage = decay(voltage, keepV, fraction);
  voltage = i32x4.max_s(i32x4.add(voltage, drive), vmin);
  let held: v128 = i32x4.splat(0);
  if (leaky) {
    held = v128.load(r + at);
    const resting = i32x4.gt_s(held, i32x4.splat(0));
    voltage = v128.andnot(voltage, resting);
    held = i32x4.add(held, resting);
  }
  const spiked = i32x4.gt_s(voltage, v128.load(vth + at));
  v128.store(v + at, v128.andnot(voltage, spiked));
  if (leaky) v128.store(r + at, v128.bitselect(pause, held, spiked));
  return spiked;
}

/**
 * The first and the last four of eight mantissa sums, times their factors. The upper halves of
 * factors are 0, so it does not matter what the pair multiply-add finds beside a sum.
 */
// @ts-ignore: decorator
@inline
export function inputLow(sum: v128, factors: usize, at: usize): v128 {
  return i32x4.dot_i16x8_s(i16x8.shuffle(sum, sum, 0, 8, 1, 9, 2, 10, 3, 11), v128.load(factors + at));
}
// @ts-ignore: decorator
@inline
export function inputHigh(sum: v128, factors: usize, at: usize): v128 {
  return i32x4.dot_i16x8_s(i16x8.shuffle(sum, sum, 4, 12, 5, 13, 6, 14, 7, 15), v128.load(factors + at));
}

/** The input of four lanes as its register holds it. */
// @ts-ignore: decorator
@inline
function registered(sums: v128, factors: usize): v128 {
  return i32x4.shr_s(i32x4.shl(i32x4.dot_i16x8_s(sums, v128.load(factors)), 10), 10);
}

/**
 * Keeps the input of eight lanes for those who look. Widens the sums in another way than
 * `inputLow` does, or the compiler would widen all of them beforehand and run out of registers.
 */
// @ts-ignore: decorator
@inline
export function keepInput(sum: v128, at: usize, q: usize, factors: usize): void {
  v128.store(q + at, registered(i32x4.extend_low_i16x8_s(sum), factors + at));
  v128.store(q + at + 16, registered(i32x4.extend_high_i16x8_s(sum), factors + at + 16));
}

/** The bits of the eight lanes that spiked. */
// @ts-ignore: decorator
@inline
export function spikeBits(first: v128, second: v128): i32 {
  return i16x8.bitmask(i16x8.narrow_i32x4_s(first, second));
}

/**
 * Appends `base` + position for every bit, without a branch: always 16 bytes are written, and the
 * list grows by what counts. Returns the new end.
 */
// @ts-ignore: decorator
@inline
export function emit(out: usize, bits: i32, base: i32): usize {
  const positions = v128.load((<usize>bits) << 4, Place.POSITIONS);
  v128.store(out, i16x8.add(positions, i16x8.splat(<i16>base)));
  return out + ((<usize>popcnt(bits)) << 1);
}

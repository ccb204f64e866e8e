/** Low bits of a decayed value that the hardware drops: decays are fractions of 2^12. */
const FRACTION = 12;
const FRACTION_MASK = (1 << FRACTION) - 1;

/**
 * Rounds a magnitude up with the probability of its fraction and keeps the sign: traces and weights
 * move by less than one on average. `draw` is uniform in [0, 1).
 */
export function roundStochastic(y: number, draw: number): number {
  const magnitude = Math.abs(y);
  const whole = Math.floor(magnitude);
  const rounded = magnitude - whole > draw ? whole + 1 : whole;
  return y < 0 ? -rounded : rounded;
}

/** Brings a number into -limit .. limit. */
export function saturate(x: number, limit: number): number {
  return Math.min(Math.max(x, -limit), limit);
}

/** Shifts an i32 left, or for a negative distance right, dropping what leaves on either side. */
export function shift(x: number, distance: number): number {
  return distance >= 0 ? x << distance : x >> -distance;
}

/** Factor that brings a noise draw of 7 bits to the exponent of the block. */
export function noiseFactor(noiseExp: number): number {
  return 2 ** (noiseExp - 7);
}

/** Noise of a compartment from a draw in -127 .. 127: shifted by the offset, scaled, truncated. */
export function noiseValue(draw: number, noiseOffset: number, factor: number): number {
  return ((draw + 64 * noiseOffset) * factor) | 0;
}

/**
 * Keeps the low `bits` + 1 bits of an i32 as a two's complement number, so that a sum past the end
 * of a register reappears at its other end.
 */
export function wrap(x: number, bits: number): number {
  return (x << (31 - bits)) >> (31 - bits);
}

/** Nonzero if an i32 does not fit `bits` bits and a sign; results of several calls may be or-ed. */
export function overflow(x: number, bits: number): number {
  return (x + (1 << bits)) >>> (bits + 1);
}

/**
 * Scales an i32 by `keep` / 4096 (0 <= keep <= 4096) and drops the fraction toward zero.
 *
 * The product needs up to 44 bits. With x = 4096 h + l it is h * keep + l * keep / 4096, and both
 * parts fit 32 bits; a negative x is rounded up by adding 4095 before the shift.
 */
export function decay(x: number, keep: number): number {
  const low = Math.imul(x & FRACTION_MASK, keep) + ((x >> 31) & FRACTION_MASK);
  return (Math.imul(x >> FRACTION, keep) + (low >> FRACTION)) | 0;
}

/** Part of the current, in 4096ths, that survives a step: one 4096th is lost even at decay 0. */
export function currentKept(decayU: number): number {
  return 4095 - decayU;
}

/** Part of the voltage, in 4096ths, that survives a step: all of it at decay 0. */
export function voltageKept(decayV: number): number {
  return 4096 - decayV;
}

/** Brings a bound that may be infinite into i32 without changing what it bounds. */
export function boundToInt32(bound: number): number {
  return Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, bound));
}

/** Steps that follow a spike with the voltage held at 0; the step of the spike counts as one. */
export function pauseAfterSpike(refractDelay: number): number {
  return Math.max(refractDelay - 1, 0);
}

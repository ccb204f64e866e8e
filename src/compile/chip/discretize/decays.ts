import { DECAY_BITS, MAX_DECAY, Q_BITS } from '../limits.js';
import type { ChipArray } from '../model.js';
import { clip, roundHalfEven } from '../rounding.js';

const DECAY_ONE = 2 ** DECAY_BITS;

/** Integer decay of the current; the chip adds 1 back, so a float decay of 1 gives 4094. */
export function discretizeDecayU(decayU: number): number {
  const scaled = Math.fround(Math.fround(decayU * MAX_DECAY) - 1);
  return roundHalfEven(clip(scaled, 0, MAX_DECAY));
}

/** Integer decay of the voltage. */
export function discretizeDecayV(decayV: number): number {
  return roundHalfEven(Math.fround(decayV * MAX_DECAY));
}

/**
 * Expected sum of the sequence that starts at `x0` and is decayed with truncation in every step,
 * relative to x0. `offset` is 1 for the current (the chip's built-in decay), 0 for the voltage.
 * Truncation loses q = 0.494 per step on average until nothing is left after N steps.
 */
export function decayGain(decay: number, offset: 0 | 1, x0 = 2 ** Q_BITS): number {
  const q = 0.494;
  const r = (DECAY_ONE - offset - decay) / DECAY_ONE;
  const n = -Math.log1p((x0 * (1 - r)) / q) / Math.log(r);
  const kept = (1 - r ** (n + 1)) / (1 - r);
  const lost = (q / ((1 - r) * x0)) * (n + 1 - (1 - r ** (n + 1)) / (1 - r));
  return kept - lost;
}

/** Factors that keep the integral of an input to decaying compartments; 1 if `scaled` is off. */
export function inputScale(decays: Int32Array, offset: 0 | 1, scaled: boolean): Float64Array {
  const scale = new Float64Array(decays.length).fill(1);
  if (!scaled) return scale;
  const known = new Map<number, number>();
  for (let i = 0; i < decays.length; i++) {
    const decay = decays[i];
    const value = known.get(decay) ?? 1 / decayGain(decay, offset);
    known.set(decay, value);
    scale[i] = value;
  }
  return scale;
}

/** Applies a rounding of single numbers to a whole array. */
export function roundArray(values: ChipArray, round: (x: number) => number): Int32Array {
  const rounded = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) rounded[i] = round(values[i]);
  return rounded;
}

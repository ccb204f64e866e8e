import { CompileError } from '../../../core/errors.js';
import { NOISE_EXP_MAX, NOISE_EXP_MIN } from '../limits.js';
import { clip, roundHalfEven } from '../rounding.js';
import { type ChipWarn, ignoreWarning } from '../warn.js';

/** Lowest voltage as 1 - 2^a, a from 0 to 31; throws `vmin-positive` above 0. */
export function discretizeVmin(vmin: number, vScale: number): number {
  const a = clip(roundHalfEven(Math.log2(-vScale * vmin + 1)), 0, 31);
  if (!Number.isNaN(a)) return 1 - 2 ** a;
  throw new CompileError(`lowest voltage ${vmin}: it must not be above 0. Use 0 or less.`, {
    code: 'vmin-positive',
  });
}

/** Highest voltage as 2^(9 + 2b) - 1, b from 0 to 7. */
export function discretizeVmax(vmax: number, vScale: number): number {
  const b = clip(roundHalfEven((Math.log2(vScale * vmax + 1) - 9) * 0.5), 0, 7);
  return 2 ** (9 + 2 * b) - 1;
}

/**
 * Base-2 exponent (1 to 23) of a base-10 noise exponent. Noise below the limit stays on with
 * exponent 1; when any compartment has noise, crossing a limit warns.
 */
export function discretizeNoiseExp(
  noiseExp: number,
  vScale: number,
  enabled: boolean,
  warn: ChipWarn = ignoreWarning,
): number {
  const exp = roundHalfEven(Math.log2(10 ** noiseExp * vScale));
  if (enabled && exp < NOISE_EXP_MIN) warn('noise_below_limit');
  if (enabled && exp > NOISE_EXP_MAX) warn('noise_above_limit');
  return clip(exp, NOISE_EXP_MIN, NOISE_EXP_MAX);
}

/** Noise offset in the chip's units of 64 draws. */
export function discretizeNoiseOffset(noiseOffset: number): number {
  return roundHalfEven(2 * noiseOffset);
}

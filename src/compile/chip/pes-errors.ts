import { PES_ERROR_MAX } from './limits.js';
import { clip, roundHalfEven } from './rounding.js';
import { type ChipWarn, ignoreWarning } from './warn.js';

/** Learning errors as the chip takes them: scaled, rounded, clipped to -127 .. 127. */
export function scalePesErrors(
  errors: ArrayLike<number>,
  scale: number,
  warn: ChipWarn = ignoreWarning,
): Int32Array {
  const scaled = Int32Array.from(errors, () => 0);
  for (let i = 0; i < errors.length; i++) {
    const rounded = roundHalfEven(scale * errors[i]);
    if (rounded > PES_ERROR_MAX) warn('pes_error_above');
    if (rounded < -PES_ERROR_MAX) warn('pes_error_below');
    scaled[i] = clip(rounded, -PES_ERROR_MAX, PES_ERROR_MAX);
  }
  return scaled;
}

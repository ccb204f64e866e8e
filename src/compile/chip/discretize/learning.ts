import { CompileError } from '../../../core/errors.js';
import {
  LEARN_BITS,
  LEARN_FACTOR_BITS,
  LEARN_FRAC,
  LEARN_RATE_BITS,
  TRACE_MAX,
} from '../limits.js';
import type { Learning } from '../model.js';
import { roundHalfEven } from '../rounding.js';
import { type ChipWarn, ignoreWarning } from '../warn.js';

/** Factors of the PES rule: trace and error. */
const PES_FACTORS = 2;

/** Bits by which a product of `factors` factors and the rate overflows the learning accumulator. */
export function learnOverflowBits(factors: number): number {
  return LEARN_FACTOR_BITS * factors + LEARN_RATE_BITS - LEARN_BITS;
}

/** Whole part (0..127) and 1/128 parts of a trace increment; a larger one warns and is limited. */
export function tracingMagIntFrac(
  tracingMag: number,
  warn: ChipWarn = ignoreWarning,
): { readonly int: number; readonly frac: number } {
  const int = Math.trunc(tracingMag);
  const frac = Math.trunc(128 * (tracingMag - int));
  if (int <= TRACE_MAX) return { int, frac };
  warn('trace_increment_limit');
  return { int: TRACE_MAX, frac: TRACE_MAX };
}

/**
 * Learning parameters for the chip. The chip's rate is always 2^-7; what is left of the wanted one
 * goes into the trace increment. `wScale` is the block's weight scale, `dw` the group's shift.
 */
export function discretizeLearning(
  learning: Learning,
  wScale: number,
  dw: number,
  warn: ChipWarn = ignoreWarning,
): Learning {
  const wanted = learning.learningRate * (wScale * 2 ** dw) * 2 ** learnOverflowBits(PES_FACTORS);
  if (!(wanted > 0 && Number.isFinite(wanted))) {
    throw new CompileError(
      `learning synapses: the rate ${learning.learningRate} comes to ${wanted} on the chip, it must be above 0. Use a positive learning rate, or synapses that do not learn.`,
      { code: 'learning-rate' },
    );
  }
  const factor = 2 ** -LEARN_FRAC / wanted;
  const rate = wanted * factor;
  const lrExp = Math.floor(Math.log2(rate));
  const lrInt = roundHalfEven(rate * 2 ** -lrExp);
  const { int, frac } = tracingMagIntFrac(learning.tracingMag / factor, warn);
  return {
    ...learning,
    tracingTau: roundHalfEven(learning.tracingTau),
    tracingMag: int + frac / 128,
    learningRate: lrInt * 2 ** lrExp,
    lrInt,
    lrExp,
    tracingMagInt: int,
    tracingMagFrac: frac,
  };
}

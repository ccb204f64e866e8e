import { WEIGHT_EXP_BASE, WEIGHT_EXP_CHOSEN_MIN } from '../limits.js';
import type { SynapseFormat, SynapseGroup, WeightSet } from '../model.js';
import { clip, maxAbs, roundHalfEven } from '../rounding.js';
import { shiftBits } from '../synapse-bits.js';
import type { Scale } from './scale.js';

/** Largest absolute weight of a group; -Infinity when no array has an entry. */
export function maxGroupWeight(group: SynapseGroup): number {
  let max = Number.NEGATIVE_INFINITY;
  for (const { values } of group.weights) {
    max = Math.max(max, maxAbs(values, Number.NEGATIVE_INFINITY));
  }
  return max;
}

/** Exponent of a group, and how far its mantissas are shifted up against the block's. */
export interface GroupExponent {
  readonly weightExp: number;
  readonly dw: number;
}

/**
 * Chooses the exponent of a group whose largest weight is `wGroup` in a block with largest weight
 * `wMax` and exponent `wExp`. As in the reference, a group that would need an exponent below -6
 * keeps its shift, so its weights come out too large.
 */
export function groupExponent(
  group: Pick<SynapseGroup, 'learning'>,
  wGroup: number,
  wMax: number,
  wExp: number,
): GroupExponent {
  if (group.learning !== null) {
    return { weightExp: group.learning.wgtExp, dw: wExp - group.learning.wgtExp };
  }
  if (!(wGroup > 1e-16))
    return { weightExp: WEIGHT_EXP_CHOSEN_MIN, dw: wExp - WEIGHT_EXP_CHOSEN_MIN };
  const dw = Math.floor(Math.fround(Math.log2(Math.fround(wMax / wGroup))));
  return { weightExp: Math.max(wExp - dw, WEIGHT_EXP_CHOSEN_MIN), dw };
}

/** Weights in mantissa units; single precision if the weights decided the scale. */
export function scaleWeights(
  { values, indices }: Pick<WeightSet, 'values' | 'indices'>,
  scale: Pick<Scale, 'fromWeights' | 'wScale'>,
  dw: number,
): Float32Array | Float64Array {
  const factor = 2 ** dw;
  if (!scale.fromWeights) {
    const scaled = new Float64Array(values.length);
    for (let i = 0; i < scaled.length; i++) {
      scaled[i] = values[i] * scale.wScale[indices[i]] * factor;
    }
    return scaled;
  }
  const single = Math.fround(scale.wScale[0]);
  const scaled = new Float32Array(values.length);
  for (let i = 0; i < scaled.length; i++) scaled[i] = Math.fround(values[i] * single) * factor;
  return scaled;
}

export interface DiscretizeWeightsOptions {
  /** Round away the bits that a negative exponent drops, as the chip stores them (default true). */
  readonly lossy?: boolean;
}

/** Low bits that the format cannot store at its exponent; 0 if it stores all. */
export function lostWeightBits(
  format: Pick<SynapseFormat, 'weightBits' | 'fanoutType' | 'weightExp'>,
): number {
  return Math.max(-(shiftBits(format) + format.weightExp), 0);
}

/**
 * Rounds weights in mantissa units (-255 .. 255) to the integers that are added to the accumulator,
 * mantissa * 2^(6 + weightExp). Mantissas saturate at 8 bits and sign.
 */
export function discretizeWeights(
  scaled: ArrayLike<number>,
  format: Pick<SynapseFormat, 'weightBits' | 'fanoutType' | 'weightExp'>,
  { lossy = true }: DiscretizeWeightsOptions = {},
): Int32Array {
  const s = shiftBits(format);
  const limit = 2 ** (8 - s) - 1;
  const shift = s + format.weightExp;
  const unit = 2 ** s;
  const result = new Int32Array(scaled.length);
  for (let i = 0; i < result.length; i++) {
    const k = mantissa(scaled[i] / unit, limit);
    result[i] = lossy ? storeLossy(k, shift, limit) : shiftBy(k, WEIGHT_EXP_BASE + shift);
  }
  return result;
}

/** Rounds to the mantissas -limit .. limit. */
function mantissa(x: number, limit: number): number {
  return Math.trunc(clip(roundHalfEven(x), -limit, limit));
}

/** Drops what a negative shift cannot keep; the floor makes it asymmetric. */
function storeLossy(k: number, shift: number, limit: number): number {
  if (shift >= 0) return (k << shift) << WEIGHT_EXP_BASE;
  const rounded = Math.trunc(clip(roundHalfEven(k * 2 ** shift) / 2 ** shift, -limit, limit));
  return (rounded >> -shift) << WEIGHT_EXP_BASE;
}

function shiftBy(k: number, shift: number): number {
  return shift >= 0 ? k << shift : k >> -shift;
}

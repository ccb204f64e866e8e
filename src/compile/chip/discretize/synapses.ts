import { CompileError } from '../../../core/errors.js';
import type { Learning, SynapseGroup } from '../model.js';
import type { ChipWarn } from '../warn.js';
import { discretizeLearning } from './learning.js';
import type { Scale } from './scale.js';
import {
  discretizeWeights,
  groupExponent,
  lostWeightBits,
  maxGroupWeight,
  scaleWeights,
} from './weights.js';

/** Discretizes one group of a block with largest weight `wMax`; warns once about lost bits. */
export function discretizeSynapses(
  group: SynapseGroup,
  wMax: number,
  scale: Scale,
  name: string,
  warn: ChipWarn,
): SynapseGroup {
  const { weightExp, dw } = groupExponent(group, maxGroupWeight(group), wMax, scale.wExp);
  const format = { ...group.format, weightExp };
  const bits = lostWeightBits(format);
  if (bits > 0 && group.weights.length > 0) warn('lost_weight_bits', { bits });
  const weights = group.weights.map((set) => {
    return { ...set, values: discretizeWeights(scaleWeights(set, scale, dw), format) };
  });
  const learning =
    group.learning === null ? null : learningOf(group.learning, scale, dw, name, warn);
  return { ...group, format, weights, learning };
}

function learningOf(
  learning: Learning,
  { wScale }: Scale,
  dw: number,
  name: string,
  warn: ChipWarn,
): Learning {
  const first = wScale[0];
  const other = wScale.find((value) => value !== first);
  if (other === undefined) return discretizeLearning(learning, first, dw, warn);
  throw new CompileError(
    `${name}: it learns, but its compartments have different weight scales (${first} and ${other}). Give all of them the same time constants.`,
    { code: 'w-scale-not-uniform' },
  );
}

import { CompileError } from '../../../core/errors.js';
import type { Block, ChipModel } from '../model.js';
import { blockName } from '../names.js';
import { type ChipWarn, ignoreWarning } from '../warn.js';
import { discretizeCompartments } from './compartments.js';
import { discretizeProbes } from './probes.js';
import { discretizeSynapses } from './synapses.js';
import { maxGroupWeight } from './weights.js';

export interface DiscretizeOptions {
  /** Receives warnings; dropped unless given. */
  readonly warn?: ChipWarn;
}

/**
 * Turns a float model into the integers of the chip. Every block gets one voltage scale from its
 * largest weight (else its bias, else its threshold) and, per synapse group, a weight exponent.
 * The given model is left as it is; what does not change is shared with the result.
 *
 * Throws `no-weight-exponent`, `no-bias-scaling`, `vth-too-small` or `v-scale-not-uniform` when a
 * block has no integer form.
 */
export function discretizeModel(
  model: ChipModel,
  { warn = ignoreWarning }: DiscretizeOptions = {},
): ChipModel {
  if (model.dtype !== 'float32') {
    throw new CompileError('chip model: it holds integers already. Discretize the float model.', {
      code: 'already-discretized',
    });
  }
  const blocks = model.blocks.map((block, i) => discretizeBlock(block, blockName(block, i), warn));
  return { ...model, dtype: 'int32', blocks, probes: discretizeProbes(model.probes, blocks) };
}

function discretizeBlock(block: Block, name: string, warn: ChipWarn): Block {
  const warnHere: ChipWarn = (kind, detail) => warn(kind, { block: name, ...detail });
  const wMax = maxBlockWeight(block);
  const { compartments, scale } = discretizeCompartments(block.compartments, wMax, name, warnHere);
  const synapses = block.synapses.map((group, synapse) =>
    discretizeSynapses(group, wMax, scale, name, (kind, detail) =>
      warnHere(kind, { synapse, ...detail }),
    ),
  );
  const discretizeInfo = {
    wMax,
    wExp: scale.wExp,
    vScale: scale.vScale,
    bScale: oneIfEqual(scale.bScale),
    wScale: oneIfEqual(scale.wScale),
  };
  return { ...block, compartments, synapses, discretizeInfo };
}

/** Largest absolute weight of a block; 0 without synapse groups. */
function maxBlockWeight({ synapses }: Block): number {
  if (synapses.length === 0) return 0;
  return synapses.reduce(
    (max, group) => Math.max(max, maxGroupWeight(group)),
    Number.NEGATIVE_INFINITY,
  );
}

function oneIfEqual(values: Float64Array): number | Float64Array {
  return values.every((value) => value === values[0]) ? (values[0] ?? 1) : values;
}

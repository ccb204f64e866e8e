import type {
  AxonGroup,
  Block,
  ChipModel,
  ChipProbe,
  Compartments,
  DiscretizeInfo,
  ProbeTarget,
  SynapseGroup,
  WeightSet,
} from '../compile/chip/model.js';
import {
  type Difference,
  firstDifference,
  firstOf,
  near,
  same,
  sameArray,
} from './chip-compare.js';
import { formatNames, learningNames } from './chip-synapse.js';

/** Scales pass through transcendental functions, which differ in their last bit. */
const SCALE_TOLERANCE = 1e-12;

/**
 * Names the first thing in which two chip models differ, or returns `null`. Everything is compared
 * exactly except the scales, and the probe weights divided by them (relative 1e-12).
 */
export function diffModels(actual: ChipModel, expected: ChipModel): string | null {
  return firstDifference(
    () => same('dtype', actual.dtype, expected.dtype),
    () => same('number of blocks', actual.blocks.length, expected.blocks.length),
    () => firstOf(actual.blocks, (block, b) => diffBlock(block, expected.blocks[b], `block ${b}`)),
    () => same('number of inputs', actual.inputs.length, expected.inputs.length),
    () =>
      firstOf(actual.inputs, (input, i) =>
        firstDifference(
          () => same(`input ${i}, neurons`, input.nNeurons, expected.inputs[i].nNeurons),
          () => diffAxons(input.axons, expected.inputs[i].axons, `input ${i}`),
        ),
      ),
    () => same('number of probes', actual.probes.length, expected.probes.length),
    () => firstOf(actual.probes, (probe, p) => diffProbe(probe, expected.probes[p], `probe ${p}`)),
  );
}

function diffBlock(got: Block, expected: Block, where: string): Difference {
  return firstDifference(
    () => same(`${where}, label`, got.label, expected.label),
    () => same(`${where}, compartments`, got.nCompartments, expected.nCompartments),
    () => diffInfo(got.discretizeInfo, expected.discretizeInfo, where),
    () => diffCompartments(got.compartments, expected.compartments, where),
    () => same(`${where}, synapse groups`, got.synapses.length, expected.synapses.length),
    () =>
      firstOf(got.synapses, (group, s) =>
        diffSynapse(group, expected.synapses[s], `${where}, synapse group ${s}`),
      ),
    () => diffAxons(got.axons, expected.axons, where),
  );
}

function diffInfo(
  got: DiscretizeInfo | undefined,
  expected: DiscretizeInfo | undefined,
  where: string,
): Difference {
  if (expected === undefined) return null;
  if (got === undefined) return `${where}: there is no record of the scales.`;
  return firstDifference(
    () => same(`${where}, w_max`, got.wMax, expected.wMax),
    () => same(`${where}, w_exp`, got.wExp, expected.wExp),
    () => near(`${where}, v_scale`, got.vScale, expected.vScale, SCALE_TOLERANCE),
    () => diffScale(`${where}, b_scale`, got.bScale, expected.bScale),
    () => diffScale(`${where}, w_scale`, got.wScale, expected.wScale),
  );
}

/** A scale is one number, or an array where compartments differ; equal entries count as one. */
function diffScale(
  where: string,
  got: number | Float64Array,
  expected: number | Float64Array,
): Difference {
  const length = Math.max(
    typeof got === 'number' ? 1 : got.length,
    typeof expected === 'number' ? 1 : expected.length,
  );
  return sameArray(where, spread(got, length), spread(expected, length), SCALE_TOLERANCE);
}

function spread(scale: number | Float64Array, length: number): Float64Array {
  return typeof scale === 'number' ? new Float64Array(length).fill(scale) : scale;
}

const arrays = ['decayU', 'decayV', 'refractDelay', 'vth', 'bias', 'enableNoise'] as const;
const numbers = [
  'vmin',
  'vmax',
  'noiseExp',
  'noiseOffset',
  'noiseAtMembrane',
  'scaleU',
  'scaleV',
] as const;

function diffCompartments(got: Compartments, expected: Compartments, where: string): Difference {
  return firstDifference(
    () => firstOf(arrays, (key) => sameArray(`${where}, ${key}`, got[key], expected[key])),
    () => firstOf(numbers, (key) => same(`${where}, ${key}`, got[key], expected[key])),
  );
}

function diffSynapse(got: SynapseGroup, expected: SynapseGroup, where: string): Difference {
  return firstDifference(
    () => same(`${where}, axons`, got.nAxons, expected.nAxons),
    () => same(`${where}, population type`, got.popType, expected.popType),
    () => diffFormat(got, expected, where),
    () => same(`${where}, weight arrays`, got.weights.length, expected.weights.length),
    () =>
      firstOf(got.weights, (set, w) =>
        diffWeights(set, expected.weights[w], `${where}, weight array ${w}`),
      ),
    () => sameArray(`${where}, weight map`, got.axonToWeightMap, expected.axonToWeightMap),
    () => sameArray(`${where}, bases`, got.axonCompartmentBases, expected.axonCompartmentBases),
    () => diffLearning(got, expected, where),
  );
}

function diffFormat(got: SynapseGroup, expected: SynapseGroup, where: string): Difference {
  const names = Object.keys(formatNames) as (keyof typeof formatNames)[];
  return firstOf(names, (name) =>
    same(`${where}, format ${formatNames[name]}`, got.format[name], expected.format[name]),
  );
}

function diffLearning(got: SynapseGroup, expected: SynapseGroup, where: string): Difference {
  if (got.learning === null || expected.learning === null) {
    return same(`${where}, learns`, got.learning !== null, expected.learning !== null);
  }
  const [a, e] = [got.learning, expected.learning];
  const names = Object.keys(learningNames) as (keyof typeof learningNames)[];
  return firstOf(names, (name) => same(`${where}, ${learningNames[name]}`, a[name], e[name]));
}

function diffWeights(got: WeightSet, expected: WeightSet, where: string): Difference {
  return firstDifference(
    () => same(`${where}, atoms`, got.atoms, expected.atoms),
    () => same(`${where}, entries`, got.entries, expected.entries),
    () => sameArray(`${where}, weights`, got.values, expected.values),
    () => sameArray(`${where}, indices`, got.indices, expected.indices),
  );
}

function diffAxons(
  got: readonly AxonGroup[],
  expected: readonly AxonGroup[],
  where: string,
): Difference {
  return firstDifference(
    () => same(`${where}, axon groups`, got.length, expected.length),
    () => firstOf(got, (group, a) => diffAxon(group, expected[a], `${where}, axons ${a}`)),
  );
}

function diffAxon(got: AxonGroup, expected: AxonGroup, where: string): Difference {
  return firstDifference(
    () => same(`${where}, axons`, got.nAxons, expected.nAxons),
    () => same(`${where}, target block`, got.target.block, expected.target.block),
    () => same(`${where}, target synapse group`, got.target.synapse, expected.target.synapse),
    () => sameArray(`${where}, compartment map`, got.compartmentMap, expected.compartmentMap),
    () => sameArray(`${where}, atoms`, got.compartmentAtoms, expected.compartmentAtoms),
  );
}

function diffProbe(got: ChipProbe, expected: ChipProbe, where: string): Difference {
  return firstDifference(
    () => same(`${where}, key`, got.key, expected.key),
    () => same(`${where}, targets`, got.targets.length, expected.targets.length),
    () =>
      firstOf(got.targets, (target, i) =>
        diffTarget(target, expected.targets[i], `${where}, target ${i}`),
      ),
    () => sameArray(`${where}, reindexing`, got.reindexing, expected.reindexing),
    () => same(`${where}, filter`, got.synapse?.type, expected.synapse?.type),
    () => same(`${where}, tau`, got.synapse?.tau, expected.synapse?.tau),
  );
}

function diffTarget(got: ProbeTarget, expected: ProbeTarget, where: string): Difference {
  const [a, e] = [flatWeights(got.weights), flatWeights(expected.weights)];
  return firstDifference(
    () => same(`${where}, block`, got.block, expected.block),
    () => sameArray(`${where}, selection`, got.select, expected.select),
    () => same(`${where}, weights, shape`, a.shape, e.shape),
    () => sameArray(`${where}, weights`, a.values, e.values, SCALE_TOLERANCE),
  );
}

function flatWeights(weights: ProbeTarget['weights']): {
  shape: string;
  values: ArrayLike<number>;
} {
  if (weights === null) return { shape: 'none', values: [] };
  if (typeof weights === 'number') return { shape: 'one number', values: [weights] };
  return { shape: `${weights.rows} x ${weights.columns}`, values: weights.values };
}

import { CompileError } from '../../core/errors.js';
import type { Learning, PopType, SynapseFormat, SynapseGroup, WeightSet } from './model.js';
import { indexBitsCode } from './synapse-bits.js';

/** One weight array handed to a population group: `atoms` rows of `entries`. */
export interface PopulationWeights {
  readonly atoms: number;
  readonly entries: number;
  /** Row-major, atoms x entries. */
  readonly values: ArrayLike<number>;
  /** Row-major like `values`; 0 .. entries - 1 in every row if absent. */
  readonly indices?: ArrayLike<number>;
}

export interface PopulationOptions {
  /** Input axon -> position in `weights`; absent: axon k uses array k. */
  readonly axonToWeightMap?: Int32Array | null;
  /** Input axon -> offset of the indices, negative for an unused axon; absent: 0. */
  readonly axonCompartmentBases?: Int32Array | null;
  /** 16 unless given. */
  readonly popType?: PopType;
}

export interface LearningOptions {
  /** 1 unless given; stored times the learn epoch (4 steps). */
  readonly learningRate?: number;
  /** Time constant of the traces in steps, an integer, 2. */
  readonly tracingTau?: number;
  /** Trace increment per spike, 1. */
  readonly tracingMag?: number;
  /** Weight exponent of the group, 4. */
  readonly wgtExp?: number;
}

/** Format of a freshly built group with the given compression and largest index. */
export function synapseFormat(compression: 0 | 3, maxIndex: number): SynapseFormat {
  return {
    weightLimitMant: 0,
    weightLimitExp: 0,
    weightExp: 0,
    discMaxWeight: 0,
    learningCfg: 0,
    tagBits: 0,
    delayBits: 0,
    weightBits: 7,
    reuseSynapseData: 0,
    nSynapses: 63,
    idxOffset: 0,
    idxMult: 0,
    skipBits: 0,
    idxBits: indexBitsCode(maxIndex),
    synapseType: 0,
    fanoutType: 1,
    compression,
    stdpCfg: 0,
    ignoreDelay: 0,
  };
}

/** Largest index over all weight arrays, bases not added; -1 without any entry. */
export function maxIndex(weights: readonly WeightSet[]): number {
  let max = -1;
  for (const { indices } of weights) {
    for (let i = 0; i < indices.length; i++) if (indices[i] > max) max = indices[i];
  }
  return max;
}

/** Every axon reaches every compartment: `matrix` is row-major, nAxons x n. Stored as f32. */
export function denseSynapse(matrix: ArrayLike<number>, nAxons: number, n: number): SynapseGroup {
  if (matrix.length !== nAxons * n) {
    throw new CompileError(
      `dense synapses: ${matrix.length} weights given, ${nAxons} axons x ${n} compartments need ${nAxons * n}. Give the matrix row by row, one row per axon.`,
      { code: 'shape-mismatch' },
    );
  }
  const values = Float32Array.from(matrix);
  const indices = Int32Array.from({ length: n }, (_, i) => i);
  const weights = Array.from({ length: nAxons }, (_, axon) => {
    return { atoms: 1, entries: n, values: values.subarray(axon * n, (axon + 1) * n), indices };
  });
  return { ...discreteGroup(weights, nAxons === 0 ? -1 : n - 1), origin: { kind: 'dense' } };
}

/** One row of sparse weights: what axon k reaches; may be empty. */
export interface SparseRow {
  readonly columns: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** Axon k reaches only the compartments stored in row k. Stored as f32. */
export function sparseSynapse(rows: readonly SparseRow[]): SynapseGroup {
  const weights = rows.map(({ columns, values }, axon) => {
    checkLengths(`sparse row ${axon}`, values.length, columns.length);
    return {
      atoms: 1,
      entries: values.length,
      values: Float32Array.from(values),
      indices: Int32Array.from(columns),
    };
  });
  return { ...discreteGroup(weights, maxIndex(weights)), origin: { kind: 'sparse' } };
}

/** Shared weights: the atom of a spike selects the row of the axon's weight array. */
export function populationSynapse(
  arrays: readonly PopulationWeights[],
  { axonToWeightMap = null, axonCompartmentBases = null, popType = 16 }: PopulationOptions = {},
): SynapseGroup {
  const weights = arrays.map(populationWeights);
  const nAxons = axonToWeightMap?.length ?? arrays.length;
  if (axonCompartmentBases !== null) {
    checkLengths('bases of population axons', axonCompartmentBases.length, nAxons);
  }
  const unequal = weights.find(({ atoms }) => atoms !== weights[0].atoms);
  if (unequal !== undefined) {
    throw new CompileError(
      `population synapses: weight arrays of ${weights[0].atoms} and ${unequal.atoms} atoms in one group. Give every array the same number of rows.`,
      { code: 'atoms-differ' },
    );
  }
  const format = synapseFormat(0, maxIndex(weights));
  return {
    nAxons,
    popType,
    weights,
    axonToWeightMap,
    axonCompartmentBases,
    format,
    learning: null,
  };
}

/** The same group, learning by PES. */
export function withLearning(group: SynapseGroup, options: LearningOptions = {}): SynapseGroup {
  const { learningRate = 1, tracingTau = 2, tracingMag = 1, wgtExp = 4 } = options;
  if (!Number.isInteger(tracingTau)) {
    throw new CompileError(
      `learning synapses: tracingTau is ${tracingTau}, it counts whole steps. Round it to an integer.`,
      { code: 'tracing-tau' },
    );
  }
  const learnEpochK = 1;
  const trainEpoch = 2;
  const learnEpoch = trainEpoch * 2 ** learnEpochK;
  const learning: Learning = {
    learningRate: learningRate * learnEpoch,
    tracingTau,
    tracingMag,
    wgtExp,
    trainEpoch,
    learnEpochK,
    learnEpoch,
  };
  return { ...group, format: { ...group.format, learningCfg: 1, stdpCfg: 0 }, learning };
}

/** Rows of the group's weight arrays, the same in all of them; 0 without arrays. */
export function groupAtoms(group: SynapseGroup): number {
  return group.weights[0]?.atoms ?? 0;
}

function discreteGroup(weights: WeightSet[], largest: number): SynapseGroup {
  return {
    nAxons: weights.length,
    popType: 0,
    weights,
    axonToWeightMap: null,
    axonCompartmentBases: null,
    format: synapseFormat(3, largest),
    learning: null,
  };
}

function populationWeights(array: PopulationWeights): WeightSet {
  const { atoms, entries, values } = array;
  checkLengths('population weights', values.length, atoms * entries);
  const indices =
    array.indices === undefined
      ? Int32Array.from({ length: atoms * entries }, (_, i) => i % entries)
      : Int32Array.from(array.indices);
  checkLengths('population indices', indices.length, atoms * entries);
  return { atoms, entries, values: Float32Array.from(values), indices };
}

function checkLengths(what: string, got: number, expected: number): void {
  if (got === expected) return;
  throw new CompileError(
    `${what}: ${got} numbers given, ${expected} expected. Give one for each.`,
    {
      code: 'shape-mismatch',
    },
  );
}

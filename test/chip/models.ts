import type { BoardOptions } from '../../src/chip/board.js';
import { openBoard } from '../../src/chip/open-board.js';
import type {
  AxonGroup,
  Block,
  ChipModel,
  Compartments,
  Learning,
  SpikeInput,
  SynapseGroup,
} from '../../src/compile/chip/model.js';
import { synapseFormat } from '../../src/compile/chip/synapse.js';

/** Parameters of compartments as short lists; one number stands for all of them. */
export type CompartmentSpec = {
  n: number;
  decayU?: number | number[];
  decayV?: number | number[];
  refractDelay?: number | number[];
  vth?: number | number[];
  bias?: number | number[];
  vmin?: number;
  vmax?: number;
  noise?: NoiseSpec;
};

/** Noise of a block: which compartments have it, exponent (base 2), offset, and where it enters. */
export type NoiseSpec = { on: number[]; exp: number; offset: number; atMembrane: 0 | 1 };

/** Integer compartments; without more said they spike at 64, forget currents and keep voltages. */
export function compartments(spec: CompartmentSpec): Compartments {
  const { n, decayU = 4094, decayV = 0, refractDelay = 1, vth = 64, bias = 0 } = spec;
  const all = (value: number | number[]) =>
    typeof value === 'number' ? new Int32Array(n).fill(value) : Int32Array.from(value);
  return {
    decayU: all(decayU),
    decayV: all(decayV),
    refractDelay: all(refractDelay),
    vth: all(vth),
    bias: all(bias),
    enableNoise: Uint8Array.from(spec.noise?.on ?? new Array(n).fill(0)),
    vmin: spec.vmin ?? 0,
    vmax: spec.vmax ?? 2 ** 23 - 1,
    noiseExp: spec.noise?.exp ?? 1,
    noiseOffset: spec.noise?.offset ?? 0,
    noiseAtMembrane: spec.noise?.atMembrane ?? 0,
    scaleU: false,
    scaleV: false,
    tauS: null,
  };
}

/** One weight array: rows of [index, weight] pairs, all of the same length. */
export type Rows = [index: number, weight: number][][];

/** A synapse group from weight arrays; without maps axon k uses array k at base 0. */
export function synapses(
  arrays: Rows[],
  maps: { weightMap?: number[]; bases?: number[] } = {},
): SynapseGroup {
  const weights = arrays.map((rows) => ({
    atoms: rows.length,
    entries: rows[0].length,
    values: Int32Array.from(rows.flat(), ([, weight]) => weight),
    indices: Int32Array.from(rows.flat(), ([index]) => index),
  }));
  return {
    nAxons: maps.weightMap?.length ?? arrays.length,
    popType: 0,
    weights,
    axonToWeightMap: maps.weightMap === undefined ? null : Int32Array.from(maps.weightMap),
    axonCompartmentBases: maps.bases === undefined ? null : Int32Array.from(maps.bases),
    format: synapseFormat(0, 0),
    learning: null,
  };
}

/** Parameters of a discretized learning group; the increment is a number of 1/128 parts. */
export function learning(parts: Partial<Learning> = {}): Learning {
  return {
    learningRate: 2 ** -7,
    tracingTau: 5,
    tracingMag: 100 + 3 / 128,
    wgtExp: 4,
    trainEpoch: 2,
    learnEpochK: 1,
    learnEpoch: 4,
    lrInt: 1,
    lrExp: -7,
    ...parts,
  };
}

/** A dense group that learns: `mantissas` per axon and compartment, as the format holds them. */
export function learningSynapses(
  mantissas: number[][],
  parts: Partial<Learning> = {},
  format: { weightExp?: number } = {},
): SynapseGroup {
  const weightExp = format.weightExp ?? 4;
  const rows = mantissas.map((row) => [
    row.map((mantissa, j): [number, number] => [j, mantissa * 2 ** (7 + weightExp)]),
  ]);
  return {
    ...synapses(rows),
    format: { ...synapseFormat(3, mantissas[0].length - 1), weightExp },
    learning: learning(parts),
  };
}

/** Axons to a synapse group; without maps compartment c is axon c, atom 0. */
export function axons(
  nAxons: number,
  block: number,
  synapse: number,
  maps: { axon?: number[]; atom?: number[] } = {},
): AxonGroup {
  return {
    nAxons,
    target: { block, synapse },
    compartmentMap: maps.axon === undefined ? null : Int32Array.from(maps.axon),
    compartmentAtoms: maps.atom === undefined ? null : Int32Array.from(maps.atom),
  };
}

/** A block without label. */
export function block(
  spec: CompartmentSpec,
  groups: SynapseGroup[] = [],
  routes: AxonGroup[] = [],
): Block {
  return {
    label: null,
    nCompartments: spec.n,
    compartments: compartments(spec),
    synapses: groups,
    axons: routes,
  };
}

/** An input with so many neurons. */
export function input(nNeurons: number, routes: AxonGroup[]): SpikeInput {
  return { label: null, nNeurons, axons: routes };
}

/** A discretized model. */
export function chipModel(
  blocks: Block[],
  inputs: SpikeInput[] = [],
  probes: ChipModel['probes'] = [],
): ChipModel {
  return { dtype: 'int32', dt: 0.001, pesErrorScale: 100, blocks, inputs, probes };
}

/** One learning group on quiet neurons, an input neuron for every axon. */
export function learner(
  mantissas: number[][],
  parts: Partial<Learning> = {},
  format: { weightExp?: number } = {},
): ChipModel {
  const n = mantissas[0].length;
  const target = block({ n, vth: 2 ** 22 }, [learningSynapses(mantissas, parts, format)]);
  return chipModel([target], [input(mantissas.length, [axons(mantissas.length, 0, 0)])]);
}

/** A board that plays a model, and its warnings as "step kind", growing. */
export function openLogged(model: ChipModel, options: BoardOptions = {}) {
  const warnings: string[] = [];
  const log = ({ t, kind }: { t: number; kind: string }) => warnings.push(`${t} ${kind}`);
  return { board: openBoard(model, { ...options, onWarning: log }), warnings };
}

import type {
  AxonGroup,
  Block,
  ChipModel,
  Compartments,
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
};

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
    enableNoise: new Uint8Array(n),
    vmin: spec.vmin ?? 0,
    vmax: spec.vmax ?? 2 ** 23 - 1,
    noiseExp: 1,
    noiseOffset: 0,
    noiseAtMembrane: 0,
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

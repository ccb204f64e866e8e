import type { Program } from 'rxspike';
import { type ChipModel, type Population, utilization } from 'rxspike/compile';

export type Block = ChipModel['blocks'][number];
export type Group = Block['synapses'][number];
export type WeightSet = Group['weights'][number];
export type Axons = Block['axons'][number];

/** Neurons of a layer, all alike but for their bias. */
export interface NeuronParts {
  /** Share of the current and of the voltage lost per timestep, in 4096ths. */
  readonly decayU: number;
  readonly decayV: number;
  /** Timesteps from a spike on in which nothing can spike, 1 for none but its own. */
  readonly refract: number;
  /** A multiple of 64. */
  readonly vth: number;
  /** One per neuron. */
  readonly bias: Int32Array;
}

/** Integer compartments of a block, as discretizing leaves them. */
export function compartments(n: number, parts: NeuronParts): Block['compartments'] {
  return {
    decayU: new Int32Array(n).fill(parts.decayU),
    decayV: new Int32Array(n).fill(parts.decayV),
    refractDelay: new Int32Array(n).fill(parts.refract),
    vth: new Int32Array(n).fill(parts.vth),
    bias: parts.bias,
    enableNoise: new Uint8Array(n),
    vmin: 0,
    vmax: 2 ** 23 - 1,
    noiseExp: 0,
    noiseOffset: 0,
    noiseAtMembrane: 0,
    scaleU: false,
    scaleV: false,
    tauS: 0.005,
  };
}

/** Index-bits codes stand for these many bits. */
const INDEX_BITS = [0, 6, 7, 8, 9, 10, 11, 12];

/** Format of a group whose weights have a mantissa and both signs; compression 3 for whole rows. */
export function format(compression: 0 | 3, largestIndex: number): Group['format'] {
  const bits = Math.ceil(Math.log2(largestIndex + 1));
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
    idxBits: INDEX_BITS.findIndex((available) => available >= bits),
    synapseType: 0,
    fanoutType: 1,
    compression,
    stdpCfg: 0,
    ignoreDelay: 0,
  };
}

/** A weight of a group with exponent 0 and mixed signs, from a mantissa of -127 .. 127. */
export function weight(mantissa: number): number {
  return Math.max(-127, Math.min(127, Math.round(mantissa))) * 128;
}

/** The nearest bias a register can hold: 12 bits of mantissa, an exponent up to 7. */
export function biasOf(value: number): number {
  const unit = 2 ** Math.max(0, Math.ceil(Math.log2((Math.abs(value) + 1) / 4096)));
  return Math.round(value / unit) * unit;
}

/** A population of a layer and where its blocks are in the chip model. */
export function population(
  name: string,
  tiles: readonly Int32Array[],
  firstBlock: number,
): Population {
  return {
    name,
    size: tiles.reduce((sum, tile) => sum + tile.length, 0),
    spikeValue: 1000,
    blocks: tiles.map((_, t) => firstBlock + t),
    tiles,
    receive: null,
  };
}

/** A program without a host part: who plays it sends the spikes. */
export function chipProgram(
  blocks: Block[],
  inputs: ChipModel['inputs'],
  populations: readonly Population[],
): Program {
  const dt = 0.001;
  const chip: ChipModel = { dtype: 'int32', dt, pesErrorScale: 100, blocks, inputs, probes: [] };
  const used = populations.flatMap(({ name, blocks: positions }) =>
    positions.map((b) => ({ population: name, use: utilization(chip, blocks[b]!) })),
  );
  return {
    dt,
    precision: 32,
    chip,
    host: { dt, nodes: [] },
    inputs: [],
    populations,
    ports: [],
    decoders: [],
    readouts: [],
    errors: [],
    probes: [],
    precomputable: true,
    seed: 1,
    report: { cores: blocks.length, blocks: used, crossings: [], shapes: [], warnings: [] },
    meta: {},
  };
}

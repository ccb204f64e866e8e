import type { Program } from 'rxspike';
import {
  type Axons,
  type Block,
  biasOf,
  chipProgram,
  compartments,
  format,
  type Group,
  population,
  type WeightSet,
  weight,
} from './chip-parts.js';
import { randomTrain } from './input.js';
import { partSeed, pickSorted, type Random, randomFrom } from './random.js';
import type { Expected, Workload } from './workload.js';

/** A recurrent network of spiking neurons; all numbers are exact, none is an expectation. */
export interface RecurrentOptions {
  readonly name: string;
  readonly neurons: number;
  /** Neurons that one neuron reaches. */
  readonly fanOut: number;
  /**
   * How the connections are stored: a weight array for every neuron, as the compiler makes them, or one
   * per pair of blocks with a row for every neuron, which very big networks need.
   */
  readonly rows: 'per neuron' | 'per block';
  /** Jump of the voltage by one excitatory spike, as a share of the threshold. */
  readonly jump: number;
  /** Bias of a neuron between these, in shares of what just reaches the threshold. */
  readonly drive: readonly [number, number];
  readonly expected: Expected | null;
  readonly steps: number;
  readonly seed?: number;
}

/** Neurons of a block, as many as a core has. */
const BLOCK = 1024;
/** A synapse of 5 ms and a membrane of 20 ms, in 4096ths lost per timestep. */
const DECAY_U = 741;
const DECAY_V = 200;
/** Two timesteps of silence behind a spike's own. */
const REFRACT = 3;
/** Share of the neurons that excite. */
const EXCITATORY = 0.8;
/** An inhibitory weight is as large as so many excitatory ones. */
const INHIBITION = 5;
/** Mean mantissa of the inhibitory weights. */
const MANTISSA = 60;
/** Noise from outside: neurons per neuron of the network, what each reaches, spikes per timestep. */
const NOISE = { share: 1 / 4, fanOut: 8, rate: 0.02 };
const PERIOD = 400;

/** Sums of a spike's current over all timesteps. */
const CURRENT_GAIN = 4096 / (DECAY_U + 1);

/** W3: a recurrent network of leaky neurons, 80 % exciting and 20 % inhibiting, with weak noise. */
export function recurrentWorkload(options: RecurrentOptions): Workload {
  const { name, neurons, fanOut, expected, steps, seed = 3 } = options;
  const noise = Math.ceil(neurons * NOISE.share);
  const random = randomFrom(partSeed(seed, -1));
  return {
    name,
    about: `recurrent, ${neurons} leaky neurons with ${fanOut} synapses each`,
    program: recurrentProgram(options, noise, seed),
    input: { period: PERIOD, trains: [randomTrain(random, noise, PERIOD, () => NOISE.rate)] },
    expected,
    warmUp: PERIOD,
    steps,
    chunk: 20,
  };
}

function recurrentProgram(options: RecurrentOptions, noise: number, seed: number): Program {
  const { neurons } = options;
  const tiles = Array.from({ length: Math.ceil(neurons / BLOCK) }, (_, b) => {
    const size = Math.min(BLOCK, neurons - b * BLOCK);
    return Int32Array.from({ length: size }, (_, i) => b * BLOCK + i);
  });
  const blocks = tiles.map((tile, b) => {
    const random = randomFrom(partSeed(seed, b));
    const groups = [recurrentGroup(options, tiles, b, random), noiseGroup(tiles, b, noise, random)];
    return blockOf(options, tile, b, groups, axonsFrom(tile, tiles, options), random);
  });
  const input = { label: 'noise', nNeurons: noise, axons: noiseAxons(tiles, noise) };
  return chipProgram(blocks, [input], [population('neurons', tiles, 0)]);
}

function blockOf(
  options: RecurrentOptions,
  tile: Int32Array,
  b: number,
  synapses: Group[],
  axons: Axons[],
  random: Random,
): Block {
  // Mean excitatory weight times the gain of the current, over the jump it is to make.
  const vth = 64 * Math.round(((2 * MANTISSA) / INHIBITION / options.jump) * CURRENT_GAIN);
  const needed = (vth * DECAY_V) / 4096;
  const [least, most] = options.drive;
  const bias = Int32Array.from(tile, () => {
    return biasOf(needed * (least + (most - least) * random.uniform()));
  });
  return {
    label: `neurons[${b}]`,
    nCompartments: tile.length,
    compartments: compartments(tile.length, {
      decayU: DECAY_U,
      decayV: DECAY_V,
      refract: REFRACT,
      vth,
      bias,
    }),
    synapses,
    axons,
  };
}

/** Synapses of all neurons on those of one block. */
function recurrentGroup(
  options: RecurrentOptions,
  tiles: readonly Int32Array[],
  target: number,
  random: Random,
): Group {
  const tile = tiles[target]!;
  const seen = new Int32Array(tile.length);
  let mark = 0;
  const sets = tiles.flatMap((sources, s) => {
    const entries = entriesOf(options, s, target, tiles.length);
    const values = new Int32Array(sources.length * entries);
    const indices = new Int32Array(values.length);
    for (const [row, source] of sources.entries()) {
      const at = row * entries;
      pickSorted(random, entries, tile.length, indices, at, seen, ++mark);
      const mean = meanMantissa(source, options.neurons);
      for (let i = at; i < at + entries; i++) values[i] = weight(mean * (0.5 + random.uniform()));
    }
    return setsOf(options, sources.length, entries, values, indices);
  });
  const perBlock = options.rows === 'per block';
  return {
    nAxons: sets.length,
    popType: perBlock ? 32 : 0,
    weights: sets,
    axonToWeightMap: null,
    axonCompartmentBases: null,
    format: format(perBlock ? 0 : 3, tile.length - 1),
    learning: null,
    origin: { kind: 'sparse', tile },
  };
}

/** Rows of the neurons of one source block. */
function setsOf(
  { rows }: RecurrentOptions,
  sources: number,
  entries: number,
  values: Int32Array,
  indices: Int32Array,
): WeightSet[] {
  if (rows === 'per block') return [{ atoms: sources, entries, values, indices }];
  return Array.from({ length: sources }, (_, row) => {
    const [from, to] = [row * entries, (row + 1) * entries];
    const own = { values: values.subarray(from, to), indices: indices.subarray(from, to) };
    return { atoms: 1, entries, ...own };
  });
}

/** Targets of a neuron in one block: its fan-out dealt out, the rest to some blocks by turns. */
function entriesOf({ fanOut }: RecurrentOptions, source: number, target: number, blocks: number) {
  const rest = fanOut % blocks;
  return Math.floor(fanOut / blocks) + ((target + blocks - source) % blocks < rest ? 1 : 0);
}

/** The last fifth of the neurons inhibits. */
function meanMantissa(source: number, neurons: number): number {
  return source < EXCITATORY * neurons ? MANTISSA / INHIBITION : -MANTISSA;
}

function axonsFrom(
  tile: Int32Array,
  tiles: readonly Int32Array[],
  { rows }: RecurrentOptions,
): Axons[] {
  const perBlock = rows === 'per block';
  const source = tiles.indexOf(tile);
  const compartmentMap = perBlock ? new Int32Array(tile.length).fill(source) : tile;
  const compartmentAtoms = perBlock ? tile.map((_, row) => row) : null;
  return tiles.map((_, block) => {
    const nAxons = perBlock ? 1 : tile.length;
    return { nAxons, target: { block, synapse: 0 }, compartmentMap, compartmentAtoms };
  });
}

/** Noise neurons are dealt out to blocks by turns. */
function noiseGroup(tiles: readonly Int32Array[], b: number, noise: number, random: Random): Group {
  const tile = tiles[b]!;
  const sources = Math.ceil((noise - b) / tiles.length);
  const fanOut = Math.min(NOISE.fanOut, tile.length);
  const seen = new Int32Array(tile.length);
  const weights = Array.from({ length: sources }, (_, row): WeightSet => {
    const indices = new Int32Array(fanOut);
    pickSorted(random, fanOut, tile.length, indices, 0, seen, row + 1);
    return { atoms: 1, entries: fanOut, values: indices.map(() => weight(MANTISSA)), indices };
  });
  return {
    nAxons: sources,
    popType: 0,
    weights,
    axonToWeightMap: null,
    axonCompartmentBases: null,
    format: format(3, tile.length - 1),
    learning: null,
    origin: { kind: 'sparse', tile },
  };
}

function noiseAxons(tiles: readonly Int32Array[], noise: number): Axons[] {
  const blocks = tiles.length;
  return tiles.map((_, block) => {
    const compartmentMap = Int32Array.from({ length: noise }, (_, i) => {
      return i % blocks === block ? Math.floor(i / blocks) : -1;
    });
    const nAxons = compartmentMap.filter((axon) => axon >= 0).length;
    return { nAxons, target: { block, synapse: 1 }, compartmentMap, compartmentAtoms: null };
  });
}

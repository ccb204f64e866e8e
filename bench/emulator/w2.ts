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
import { type ConvTile, convAxons, convOutput, convTiles, type Shape } from './conv-tiles.js';
import { type HostSpikes, randomTrain } from './input.js';
import { partSeed, type Random, randomFrom } from './random.js';
import { openScatter, type ScatterLayer } from './scatter.js';
import type { Workload } from './workload.js';

/** One convolution: filters, kernel, stride, and the blocks the compiler's own search cuts it into. */
interface LayerParts {
  readonly filters: number;
  readonly kernel: number;
  readonly stride: number;
  readonly tile: Shape;
  /** Spikes per neuron and timestep that the threshold is set for. */
  readonly density: number;
  /** Times the threshold that independent inputs would ask for. */
  readonly threshold: number;
}

const layers: readonly LayerParts[] = [
  { filters: 64, kernel: 3, stride: 1, tile: [4, 32, 8], density: 0.06, threshold: 0.71 },
  { filters: 64, kernel: 3, stride: 1, tile: [4, 32, 8], density: 0.06, threshold: 0.78 },
  { filters: 128, kernel: 3, stride: 2, tile: [8, 8, 13], density: 0.06, threshold: 0.79 },
  { filters: 128, kernel: 3, stride: 1, tile: [8, 16, 5], density: 0.06, threshold: 0.82 },
  { filters: 192, kernel: 3, stride: 2, tile: [4, 8, 15], density: 0.07, threshold: 0.72 },
  { filters: 192, kernel: 3, stride: 1, tile: [8, 8, 5], density: 0.07, threshold: 0.62 },
  { filters: 192, kernel: 1, stride: 1, tile: [8, 8, 16], density: 0.08, threshold: 0.85 },
  { filters: 256, kernel: 3, stride: 2, tile: [4, 4, 16], density: 0.08, threshold: 0.7 },
  { filters: 256, kernel: 1, stride: 1, tile: [4, 4, 52], density: 0.08, threshold: 0.73 },
];

/** How a deep convolutional network is scaled down; the whole one unless given. */
export interface DeepOptions {
  /** Rows and columns of the picture, 32. */
  readonly side?: number;
  /** Divides the number of filters, 1. */
  readonly thinner?: number;
  readonly seed?: number;
}

/** A synapse of 5 ms: 741 of 4096 of the current are lost per timestep, and one more. */
const DECAY_U = 741;
const KEEP = 4095 - DECAY_U;
/** What a steady input is amplified by until the current is steady. */
const CURRENT_GAIN = 4096 / (DECAY_U + 1);
/** Root mean square of the weight mantissas. */
const MANTISSA = 40;
/** A clipped normal number with variance 1 has mean 1 / sqrt(2 pi). */
const CLIPPED_MEAN = 1 / Math.sqrt(2 * Math.PI);
/** Spikes per input neuron and timestep, over all pictures. */
const INPUT_DENSITY = 0.15;
const CLASSES = 10;
const PERIOD = 400;
const PICTURE_STEPS = 100;

/** A layer that has been built: its blocks wait for their axons. */
interface Built {
  readonly name: string;
  readonly tiles: readonly Int32Array[];
  readonly blocks: readonly Block[];
  /** The layer as a whole. */
  readonly whole: ScatterLayer;
  /** Axons into this layer from one block (its neurons) of the layer before. */
  readonly axonsFrom: (source: Int32Array, firstBlock: number) => Axons[];
}

/** W2: a picture of spikes through nine convolutions and a dense layer, all integrate-and-fire. */
export function deepWorkload(options: DeepOptions = {}): Workload {
  const { side = 32, thinner = 1, seed = 2 } = options;
  const whole = side === 32 && thinner === 1;
  const built = buildLayers(side, thinner, seed);
  return {
    name: whole ? 'w2' : 'tiny',
    about: `${side}x${side}x3 spikes, nine convolutions, dense ${CLASSES}`,
    program: connected(built, side * side * 3),
    scatter: () => openScatter(built.map((layer) => layer.whole)),
    input: pictures(side * side * 3, seed),
    expected: whole
      ? {
          neurons: [241_000, 243_000],
          density: [0.05, 0.2],
          layerDensity: [0.05, 0.2],
          synapticOps: [8.2e6, 9e6],
        }
      : null,
    warmUp: PERIOD,
    steps: whole ? 40 : 200,
    chunk: 20,
  };
}

function buildLayers(side: number, thinner: number, seed: number): Built[] {
  const built: Built[] = [];
  let input: Shape = [side, side, 3];
  let density = INPUT_DENSITY;
  for (const [l, parts] of layers.entries()) {
    const layer = { ...parts, filters: Math.ceil(parts.filters / thinner) };
    built.push(convLayer(`conv${l}`, layer, input, density, randomFrom(partSeed(seed, l))));
    input = convOutput({ ...layer, input });
    density = layer.density;
  }
  const size = input[0] * input[1] * input[2];
  built.push(denseLayer(size, density, randomFrom(partSeed(seed, layers.length))));
  return built;
}

/** Joins layers to a chip: every block gets its axons into the layer behind. */
function connected(built: readonly Built[], inputs: number) {
  const firsts: number[] = [];
  let count = 0;
  for (const { blocks } of built) {
    firsts.push(count);
    count += blocks.length;
  }
  const blocks = built.flatMap((layer, l) =>
    layer.blocks.map((block, b) => {
      const axons = built[l + 1]?.axonsFrom(layer.tiles[b]!, firsts[l + 1]!) ?? [];
      return { ...block, axons };
    }),
  );
  const axons = built[0]!.axonsFrom(upTo(inputs), 0);
  const populations = built.map(({ name, tiles }, l) => population(name, tiles, firsts[l]!));
  return chipProgram(blocks, [{ label: 'pixels', nNeurons: inputs, axons }], populations);
}

function convLayer(
  name: string,
  parts: LayerParts,
  input: Shape,
  inputDensity: number,
  random: Random,
): Built {
  const shape = { ...parts, input };
  const fanIn = parts.kernel ** 2 * input[2];
  const weights = new Int32Array(fanIn * parts.filters);
  for (let i = 0; i < weights.length; i++) weights[i] = weight(MANTISSA * random.bell());
  const tiles: readonly ConvTile[] = convTiles(shape, weights);
  const drive = driveOf(fanIn, inputDensity);
  const biases = Array.from({ length: parts.filters }, () => biasOf(0.15 * drive * random.bell()));
  const vth = thresholdFor(drive, parts);
  const blocks = tiles.map(({ neurons, group }, t) => {
    const bias = neurons.map((neuron) => biases[neuron % parts.filters]!);
    return blockOf(`${name}[${t}]`, group, vth, bias);
  });
  const axonsFrom = (source: Int32Array, first: number) =>
    convAxons(source, input[2], tiles, first);
  const whole = { ...shape, output: convOutput(shape), weights, keep: KEEP, vth, bias: biases };
  return { name, tiles: tiles.map(({ neurons }) => neurons), blocks, whole, axonsFrom };
}

/** The classes; each is driven so far by its bias that it spikes. */
function denseLayer(inputs: number, inputDensity: number, random: Random): Built {
  const indices = upTo(CLASSES);
  const values = new Int32Array(inputs * CLASSES);
  for (let i = 0; i < values.length; i++) values[i] = weight(MANTISSA * random.bell());
  const weights = Array.from({ length: inputs }, (_, axon): WeightSet => {
    const row = values.subarray(axon * CLASSES, (axon + 1) * CLASSES);
    return { atoms: 1, entries: CLASSES, values: row, indices };
  });
  const group: Group = {
    nAxons: inputs,
    popType: 0,
    weights,
    axonToWeightMap: null,
    axonCompartmentBases: null,
    format: format(3, CLASSES - 1),
    learning: null,
    origin: { kind: 'dense' },
  };
  const drive = driveOf(inputs, inputDensity);
  const bias = new Int32Array(CLASSES).fill(biasOf(drive));
  const vth = multipleOf64(drive * 8);
  const block = blockOf('dense', group, vth, bias);
  const whole: ScatterLayer = {
    input: [1, 1, inputs],
    output: [1, 1, CLASSES],
    kernel: 1,
    stride: 1,
    weights: values,
    keep: KEEP,
    vth,
    bias: Array.from(bias),
  };
  const axonsFrom = (source: Int32Array, first: number): Axons[] => {
    const target = { block: first, synapse: 0 };
    return [{ nAxons: source.length, target, compartmentMap: source, compartmentAtoms: null }];
  };
  return { name: 'dense', tiles: [indices], blocks: [block], whole, axonsFrom };
}

/**
 * Spread of the steady current over the neurons of a layer: rates of the layer before are clipped
 * normal numbers of mean `density`, whose mean square is pi density^2.
 */
function driveOf(fanIn: number, density: number): number {
  return 128 * MANTISSA * CURRENT_GAIN * density * Math.sqrt(Math.PI * fanIn);
}

function thresholdFor(drive: number, { density, threshold }: LayerParts): number {
  return multipleOf64((threshold * drive * CLIPPED_MEAN) / density);
}

function multipleOf64(value: number): number {
  return 64 * Math.round(value / 64);
}

function blockOf(label: string, group: Group, vth: number, bias: Int32Array): Block {
  const parts = { decayU: DECAY_U, decayV: 0, refract: 1, vth, bias };
  const nCompartments = bias.length;
  const cores = compartments(nCompartments, parts);
  return { label, nCompartments, compartments: cores, synapses: [group], axons: [] };
}

/** Pictures that change: every pixel has a rate of its own in each, few of them high. */
function pictures(size: number, seed: number): HostSpikes {
  const random = randomFrom(partSeed(seed, -1));
  const rates = Float64Array.from({ length: (size * PERIOD) / PICTURE_STEPS }, () => {
    return 3 * INPUT_DENSITY * random.uniform() ** 2;
  });
  const rate = (i: number, t: number) => rates[Math.floor(t / PICTURE_STEPS) * size + i]!;
  return { period: PERIOD, trains: [randomTrain(random, size, PERIOD, rate)] };
}

function upTo(n: number): Int32Array {
  return Int32Array.from({ length: n }, (_, i) => i);
}

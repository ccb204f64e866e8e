import { type ConvGeometry, imageSize } from '../../../compile/chip/conv-geometry.js';
import type { Block, ChipModel, SynapseGroup } from '../../../compile/chip/model.js';

/** Rows, columns and channels of a layer, and which of its dimensions counts fastest. */
export interface Grid {
  readonly h: number;
  readonly w: number;
  readonly c: number;
  readonly channelsLast: boolean;
}

/** Neurons that lie together: the blocks of a population, or a host input. */
export interface Layer {
  readonly size: number;
  /** Positions in the blocks of the model; empty for an input. */
  readonly blocks: readonly number[];
  /** Per block the neuron of each compartment; neurons count from 0 in the order of the grid. */
  readonly tiles: readonly Int32Array[];
  /** Position in the inputs of the model, or -1. */
  readonly input: number;
  readonly grid: Grid;
}

/** The cores of one population: what a layer is when the caller knows. */
export interface Members {
  readonly size: number;
  readonly blocks: readonly number[];
  readonly tiles: readonly Int32Array[];
}

/** The most numbers of a 16-bit event that one row of a plane can tell apart. */
export const ROW_EVENTS = 65_528;

/**
 * Sorts the blocks of a model into layers, inputs last. Blocks of no population are layers by
 * themselves. A layer gets the shape that its convolutions give it, else that of those who read it,
 * else it is flat; what a shape promises is checked against the weights later.
 */
export function layersOf(model: ChipModel, populations: readonly Members[]): Layer[] {
  const known = populations.filter(({ blocks, tiles, size }) =>
    isWhole(model, blocks, tiles, size),
  );
  const taken = new Set(known.flatMap(({ blocks }) => blocks));
  const alone = model.blocks.flatMap((block, b): Members[] =>
    taken.has(b) ? [] : [{ size: block.nCompartments, blocks: [b], tiles: [identity(block)] }],
  );
  const layers = [...known, ...alone].map((members) => {
    const groups = members.blocks.flatMap((b) => model.blocks[b]!.synapses);
    const { size, blocks, tiles } = members;
    return { size, blocks, tiles, input: -1, grid: shapeOfTarget(groups, size) };
  });
  const inputs = model.inputs.map(({ nNeurons: size, axons }, input) => {
    const readers = axons.map(
      ({ target }) => model.blocks[target.block]!.synapses[target.synapse]!,
    );
    return { size, blocks: [], tiles: [], input, grid: shapeOfSource(readers, size) };
  });
  return [...layers, ...inputs];
}

/**
 * The geometry of a convolution that gathers; `null` for everything else, and for what a damaged file
 * may say instead.
 */
export function geometryOf({ origin }: SynapseGroup): ConvGeometry | null {
  if (origin?.kind !== 'conv2d' || origin.geometry === undefined) return null;
  const geometry = origin.geometry as unknown as ConvGeometry;
  const { inputShape, outputShape, kernelShape, strides, padding, channelsLast } = geometry;
  const isWhole =
    areSizes(inputShape, 3) &&
    areSizes(outputShape, 3) &&
    areSizes(kernelShape, 4) &&
    areSizes(strides, 2) &&
    (padding === 'same' || padding === 'valid') &&
    typeof channelsLast === 'boolean';
  return isWhole && geometry.transpose !== true ? geometry : null;
}

/** Larger windows are no convolutions that anybody gathers. */
const MOST = 65_536;

function areSizes(values: unknown, count: number): boolean {
  if (!Array.isArray(values) || values.length !== count) return false;
  return values.every((size) => Number.isInteger(size) && size > 0 && size <= MOST);
}

/** Row, column and channel of a neuron. */
export function positionOf({ h, w, c, channelsLast }: Grid, n: number): [number, number, number] {
  if (channelsLast) return [Math.floor(n / (w * c)), Math.floor(n / c) % w, n % c];
  return [Math.floor(n / w) % h, n % w, Math.floor(n / (h * w))];
}

/** The neuron at a row, column and channel. */
export function neuronAt(
  { h, w, c, channelsLast }: Grid,
  y: number,
  x: number,
  channel: number,
): number {
  return channelsLast ? (y * w + x) * c + channel : (channel * h + y) * w + x;
}

/** The shape of an image, as a grid. */
export function gridOf(shape: ConvGeometry['inputShape'], channelsLast: boolean): Grid {
  const { rows: h, cols: w, channels: c } = imageSize(shape, channelsLast);
  return { h, w, c, channelsLast };
}

export function sameGrid(a: Grid, b: Grid): boolean {
  return a.h === b.h && a.w === b.w && a.c === b.c && a.channelsLast === b.channelsLast;
}

/** One position with all neurons as its channels, or as few rows as 16 bits need. */
export function flatGrid(size: number): Grid {
  const h = Math.max(1, Math.ceil(size / ROW_EVENTS));
  return { h, w: 1, c: Math.ceil(size / h), channelsLast: true };
}

function shapeOfTarget(groups: readonly SynapseGroup[], size: number): Grid {
  for (const group of groups) {
    const geometry = geometryOf(group);
    if (geometry === null) continue;
    const grid = gridOf(geometry.outputShape, geometry.channelsLast);
    if (grid.h * grid.w * grid.c === size) return grid;
  }
  return flatGrid(size);
}

function shapeOfSource(groups: readonly SynapseGroup[], size: number): Grid {
  for (const group of groups) {
    const geometry = geometryOf(group);
    if (geometry === null) continue;
    const grid = gridOf(geometry.inputShape, geometry.channelsLast);
    if (grid.h * grid.w * grid.c === size && grid.w * grid.c <= ROW_EVENTS) return grid;
  }
  return flatGrid(size);
}

/** True if the tiles name every neuron of the population exactly once. */
function isWhole(
  model: ChipModel,
  blocks: readonly number[],
  tiles: readonly Int32Array[],
  size: number,
): boolean {
  const seen = new Uint8Array(size);
  let found = 0;
  for (const [k, b] of blocks.entries()) {
    if (tiles[k]!.length !== model.blocks[b]!.nCompartments) return false;
    for (const n of tiles[k]!) {
      if (n < 0 || n >= size || seen[n] === 1) return false;
      seen[n] = 1;
      found += 1;
    }
  }
  return found === size;
}

function identity({ nCompartments }: Block): Int32Array {
  return Int32Array.from({ length: nCompartments }, (_, i) => i);
}

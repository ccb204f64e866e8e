import { type Axons, format, type Group, type WeightSet } from './chip-parts.js';

/** A 3-D cut of a layer, its last axis the channels. */
export type Shape = readonly [rows: number, cols: number, channels: number];

/** A convolution with `same` padding between pictures with their channels last. */
export interface ConvShape {
  readonly input: Shape;
  readonly filters: number;
  /** Rows and columns of the kernel. */
  readonly kernel: number;
  readonly stride: number;
  /** Shape of a block; smaller at the ends. */
  readonly tile: Shape;
}

/** The part of a convolution on one core. */
export interface ConvTile {
  /** Neurons of the layer in block order. */
  readonly neurons: Int32Array;
  readonly group: Group;
  /** Pixel of the input -> input axon, -1 for none. */
  readonly axonMap: Int32Array;
}

/** Where an input position goes along one axis: output positions, ascending, by which kernel row. */
interface Reach {
  readonly first: number;
  readonly kernel: readonly number[];
}

/** A run of positions along one axis. */
interface Run {
  readonly first: number;
  readonly size: number;
}

/** Shape of what a convolution gives. */
export function convOutput({ input, filters, stride }: ConvShape): Shape {
  return [Math.ceil(input[0] / stride), Math.ceil(input[1] / stride), filters];
}

/**
 * Cuts a convolution into blocks as the compiler does: an axon per input pixel, an atom per input
 * channel, one weight array for all pixels whose kernel is cut alike. Arrays that are equal are one,
 * also between blocks: a big network takes a hundredth of the memory.
 *
 * @param weights integers, row-major (rows, cols, input channels, filters)
 */
export function convTiles(shape: ConvShape, weights: Int32Array): ConvTile[] {
  const [rows, cols, filters] = convOutput(shape);
  const [tileRows, tileCols, tileFilters] = shape.tile;
  const cutter: Cutter = {
    shape,
    weights,
    down: reaches(shape.input[0], rows, shape),
    across: reaches(shape.input[1], cols, shape),
    sets: new Map(),
    indices: new Map(),
    maps: new Map(),
  };
  return runs(rows, tileRows).flatMap((down) =>
    runs(cols, tileCols).flatMap((across) =>
      runs(filters, tileFilters).map((deep) => cutTile(cutter, down, across, deep)),
    ),
  );
}

/** Axon groups from one block to the blocks of a convolution that it reaches. */
export function convAxons(
  source: Int32Array,
  channels: number,
  targets: readonly ConvTile[],
  firstBlock: number,
): Axons[] {
  const compartmentAtoms = source.map((neuron) => neuron % channels);
  const routes = new Map<Int32Array, Pick<Axons, 'nAxons' | 'compartmentMap'>>();
  return targets.flatMap(({ axonMap }, t) => {
    let route = routes.get(axonMap);
    if (route === undefined) {
      const compartmentMap = source.map((neuron) => axonMap[Math.floor(neuron / channels)]!);
      const nAxons = new Set(compartmentMap.filter((axon) => axon >= 0)).size;
      route = { nAxons, compartmentMap };
      routes.set(axonMap, route);
    }
    if (route.nAxons === 0) return [];
    return [{ ...route, target: { block: firstBlock + t, synapse: 0 }, compartmentAtoms }];
  });
}

/** What the tiles of one convolution share. */
interface Cutter {
  readonly shape: ConvShape;
  readonly weights: Int32Array;
  readonly down: readonly Reach[];
  readonly across: readonly Reach[];
  readonly sets: Map<string, WeightSet>;
  readonly indices: Map<string, Int32Array>;
  readonly maps: Map<string, Int32Array>;
}

/** Bases of an input axon have 8 bits; the rest goes into the indices. */
const BASES = 256;

function cutTile(cutter: Cutter, down: Run, across: Run, deep: Run): ConvTile {
  const [rows, cols] = cutter.shape.input;
  const positions = new Map<WeightSet, number>();
  const axonMap = new Int32Array(rows * cols).fill(-1);
  const sets: number[] = [];
  const bases: number[] = [];
  for (let pixel = 0; pixel < axonMap.length; pixel++) {
    const row = within(cutter.down[Math.floor(pixel / cols)]!, down);
    const col = within(cutter.across[pixel % cols]!, across);
    if (row === null || col === null) continue;
    const first = (row.first * across.size + col.first) * deep.size;
    const base = first % BASES;
    const set = weightSet(cutter, row, col, first - base, across.size, deep);
    if (!positions.has(set)) positions.set(set, positions.size);
    axonMap[pixel] = sets.length;
    sets.push(positions.get(set)!);
    bases.push(base);
  }
  const weights = [...positions.keys()];
  const neurons = neuronsOf(cutter, down, across, deep);
  const group: Group = {
    nAxons: sets.length,
    popType: 32,
    weights,
    axonToWeightMap: Int32Array.from(sets),
    axonCompartmentBases: Int32Array.from(bases),
    format: format(0, Math.max(...weights.map(({ entries, indices }) => indices[entries - 1]!))),
    learning: null,
    origin: { kind: 'conv2d', geometry: geometryOf(cutter.shape), tile: neurons },
  };
  const area = [down.first, down.size, across.first, across.size].join();
  return { neurons, group, axonMap: shared(cutter.maps, area, () => axonMap) };
}

function geometryOf(shape: ConvShape): Record<string, unknown> {
  const { input, filters, kernel, stride } = shape;
  return {
    inputShape: input,
    outputShape: convOutput(shape),
    kernelShape: [kernel, kernel, input[2], filters],
    strides: [stride, stride],
    padding: 'same',
    channelsLast: true,
  };
}

/** The kernel as one pixel sees it: a row of weights per channel, and where they go in the block. */
function weightSet(
  { shape, weights, sets, indices }: Cutter,
  row: Reach,
  col: Reach,
  offset: number,
  tileCols: number,
  deep: Run,
): WeightSet {
  const [, , atoms] = shape.input;
  const pixels = [row.kernel.length, col.kernel.length, tileCols, deep.size, offset].join();
  const key = [row.kernel.join('+'), col.kernel.join('+'), pixels, deep.first].join(' ');
  return shared(sets, key, () => {
    const entries = row.kernel.length * col.kernel.length * deep.size;
    const values = new Int32Array(atoms * entries);
    let to = 0;
    for (let atom = 0; atom < atoms; atom++) {
      for (const r of row.kernel) {
        for (const c of col.kernel) {
          const from = ((r * shape.kernel + c) * atoms + atom) * shape.filters + deep.first;
          for (let f = 0; f < deep.size; f++) values[to++] = weights[from + f]!;
        }
      }
    }
    const targets = () => targetsOf(row, col, offset, tileCols, deep.size, atoms);
    return { atoms, entries, values, indices: shared(indices, pixels, targets) };
  });
}

function targetsOf(
  row: Reach,
  col: Reach,
  offset: number,
  tileCols: number,
  channels: number,
  atoms: number,
): Int32Array {
  const entries = row.kernel.length * col.kernel.length * channels;
  const indices = new Int32Array(atoms * entries);
  for (let i = 0; i < entries; i++) {
    const pixel = Math.floor(i / channels);
    const at = Math.floor(pixel / col.kernel.length) * tileCols + (pixel % col.kernel.length);
    indices[i] = offset + at * channels + (i % channels);
  }
  for (let atom = 1; atom < atoms; atom++) indices.copyWithin(atom * entries, 0, entries);
  return indices;
}

function neuronsOf({ shape }: Cutter, down: Run, across: Run, deep: Run): Int32Array {
  const [, cols, filters] = convOutput(shape);
  const neurons = new Int32Array(down.size * across.size * deep.size);
  let n = 0;
  for (let r = down.first; r < down.first + down.size; r++) {
    for (let c = across.first; c < across.first + across.size; c++) {
      for (let f = 0; f < deep.size; f++) neurons[n++] = (r * cols + c) * filters + deep.first + f;
    }
  }
  return neurons;
}

/** Output o meets input i by kernel row i + padding - o * stride. */
function reaches(size: number, output: number, { kernel, stride }: ConvShape): Reach[] {
  const padding = Math.floor(Math.max((output - 1) * stride + kernel - size, 0) / 2);
  return Array.from({ length: size }, (_, i) => {
    const outputs = Array.from({ length: output }, (_, o) => i + padding - o * stride);
    const first = outputs.findIndex((k) => k >= 0 && k < kernel);
    return { first, kernel: outputs.filter((k) => k >= 0 && k < kernel) };
  });
}

/** The part of a reach that falls into a run, counted from its start; `null` for none. */
function within({ first, kernel }: Reach, run: Run): Reach | null {
  const from = Math.max(run.first, first);
  const to = Math.min(run.first + run.size, first + kernel.length);
  if (kernel.length === 0 || from >= to) return null;
  return { first: from - run.first, kernel: kernel.slice(from - first, to - first) };
}

function runs(size: number, length: number): Run[] {
  return Array.from({ length: Math.ceil(size / length) }, (_, run) => {
    return { first: run * length, size: Math.min(length, size - run * length) };
  });
}

function shared<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  let value = known.get(key);
  if (value === undefined) {
    value = make();
    known.set(key, value);
  }
  return value;
}

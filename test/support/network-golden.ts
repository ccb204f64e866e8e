import {
  configureDefaultFilter,
  configureFilter,
  configureLif,
  configureRelu,
  createCompartments,
} from '../../src/compile/chip/compartments.js';
import type { ConvGeometry, Shape3 } from '../../src/compile/chip/conv-geometry.js';
import { convLayout, convSynapse } from '../../src/compile/chip/conv-layout.js';
import type {
  AxonGroup,
  Block,
  ChipModel,
  PopType,
  SpikeInput,
  SynapseGroup,
} from '../../src/compile/chip/model.js';
import type { BlockShape } from '../../src/compile/chip/split/tiles.js';
import { denseSynapse, sparseSynapse } from '../../src/compile/chip/synapse.js';
import { axonsTo, blockOf, modelOf } from './chip-blocks.js';
import { goldenBinary, goldenJson, goldenNames } from './chip-golden.js';

interface ArrayJson {
  shape: number[];
  data?: number[];
  dtype?: 'f8' | 'f4' | 'i4' | 'u4' | 'u2' | 'u1';
  offset?: number;
}

interface EnsembleJson {
  id: string;
  name: string | null;
  n_neurons: number;
  neuron_type: Record<string, number> & { type: string };
  gain: number | ArrayJson;
  bias: number | ArrayJson;
  on_chip: boolean | null;
  block_shape: { shape: number[]; ensemble_shape: number[] } | null;
}

interface TransformJson {
  type: string;
  shape: [number, number];
  init: ArrayJson;
  rows: ArrayJson;
  cols: ArrayJson;
  data: ArrayJson;
  kernel: ArrayJson;
  input_shape: Shape3;
  output_shape: Shape3;
  strides: [number, number];
  padding: 'valid' | 'same';
  channels_last: boolean;
}

interface ConnectionJson {
  pre: { obj: string; kind: string; slice?: number[] };
  post: { obj: string; kind: string; slice?: number[] };
  synapse: { tau: number } | null;
  transform: TransformJson;
  pop_type: PopType;
}

/** What a golden network file says about one block. */
export interface GoldenBlock {
  n_compartments: number;
  in_axons: number;
  out_axon_slots: number;
  synapse_bits: number;
  decay_u: number;
  decay_v: number;
  vth: number;
  refract_delay: number;
  bias_sum: number;
  vmin: number;
  vmax: number;
  w_exp: number;
  synapses: Record<string, number>[];
  axons: Record<string, number>[];
}

interface NetworkJson {
  dt: number;
  network: { nodes: unknown[]; ensembles: EnsembleJson[]; connections: ConnectionJson[] };
  expected: { blocks: GoldenBlock[]; ensemble_blocks: Record<string, number[]> };
}

/** A golden network as uncut float blocks, with the shapes that cut them. */
export interface NetworkBlocks {
  readonly model: ChipModel;
  readonly shapes: (BlockShape | null)[];
  /** Ensembles in block order. */
  readonly ensembles: readonly string[];
  readonly expected: NetworkJson['expected'];
}

const onChipTypes = ['LIF', 'LoihiLIF', 'SpikingRectifiedLinear', 'LoihiSpikingRectifiedLinear'];

/** Golden networks whose chip part is neurons joined to neurons by matrices and convolutions. */
export function neuronNetworks(): string[] {
  return goldenNames('network', '').filter((name) => {
    const file = goldenJson<Partial<NetworkJson>>('network', name);
    return file.network !== undefined && isPlain(file as NetworkJson);
  });
}

function isPlain({ network, expected }: NetworkJson): boolean {
  if (expected?.blocks === undefined) return false;
  const chip = network.ensembles.filter((e) => isOnChip(e));
  const incoming = network.connections.filter(({ post }) => chip.some((e) => e.id === post.obj));
  return (
    chip.length === Object.keys(expected.ensemble_blocks).length &&
    chip.reduce((sum, e) => sum + expected.ensemble_blocks[e.id].length, 0) ===
      expected.blocks.length &&
    chip.every((e) => onChipTypes.includes(e.neuron_type.type)) &&
    incoming.every(({ pre, post }) => pre.kind === 'neurons' && post.kind === 'neurons') &&
    incoming.every(({ pre, post }) => pre.slice === undefined && post.slice === undefined)
  );
}

function isOnChip({ on_chip }: EnsembleJson): boolean {
  return on_chip !== false;
}

/** Builds the uncut float blocks of a golden network. */
export function networkBlocks(name: string): NetworkBlocks {
  const { dt, network, expected } = goldenJson<NetworkJson>('network', name);
  const read = arrayReader(name);
  const chip = network.ensembles.filter(isOnChip);
  const blocks = chip.map((e) => ensembleBlock(e, dt, read));
  const inputs: SpikeInput[] = [];
  for (const connection of network.connections) {
    const to = chip.findIndex((e) => e.id === connection.post.obj);
    if (to < 0) continue;
    const pre = network.ensembles.find((e) => e.id === connection.pre.obj)!;
    const factor = (pre.neuron_type.amplitude ?? 1) / dt;
    const gains = read(chip[to].gain, chip[to].n_neurons);
    const { group, axons } = connect(connection, {
      pre: pre.n_neurons,
      gains,
      factor,
      read,
      to,
      at: blocks[to].synapses.length,
    });
    blocks[to].synapses.push(group);
    configureFilter(blocks[to].compartments, connection.synapse?.tau ?? 0, { dt });
    const from = chip.indexOf(pre);
    if (from >= 0) blocks[from].axons.push(axons);
    else inputs.push({ label: pre.id, nNeurons: pre.n_neurons, axons: [axons] });
  }
  for (const { compartments } of blocks) configureDefaultFilter(compartments, 0.005, { dt });
  const shapes = chip.map(({ block_shape: s }) =>
    s === null ? null : { shape: s.shape, ensembleShape: s.ensemble_shape },
  );
  return { model: modelOf(blocks, inputs), shapes, ensembles: chip.map((e) => e.id), expected };
}

type Read = (array: number | ArrayJson, length?: number) => ArrayLike<number>;

function arrayReader(name: string): Read {
  const bytes = goldenBinary('network', name);
  const views = {
    f8: Float64Array,
    f4: Float32Array,
    i4: Int32Array,
    u4: Uint32Array,
    u2: Uint16Array,
    u1: Uint8Array,
  };
  return (array, length = 0) => {
    if (typeof array === 'number') return new Float64Array(length).fill(array);
    if (array.data !== undefined) return array.data.flat(4) as number[];
    const size = array.shape.reduce((a, b) => a * b, 1);
    return new views[array.dtype!](bytes, array.offset, size);
  };
}

function ensembleBlock(e: EnsembleJson, dt: number, read: Read): Block {
  const compartments = createCompartments(e.n_neurons);
  const { type, tau_rc: tauRc, tau_ref: tauRef, min_voltage: minVoltage } = e.neuron_type;
  if (type.includes('LIF')) configureLif(compartments, { tauRc, tauRef, minVoltage, dt });
  else configureRelu(compartments, { vth: 1 / dt, dt });
  (compartments.bias as Float32Array).set(read(e.bias, e.n_neurons) as ArrayLike<number>);
  return blockOf(e.n_neurons, { label: e.id, compartments });
}

interface ConnectParts {
  readonly pre: number;
  readonly gains: ArrayLike<number>;
  readonly factor: number;
  readonly read: Read;
  readonly to: number;
  readonly at: number;
}

function connect(
  { transform, pop_type }: ConnectionJson,
  parts: ConnectParts,
): { group: SynapseGroup; axons: AxonGroup } {
  const { pre, to, at } = parts;
  if (transform.type.startsWith('conv2d')) return connectConv(transform, pop_type, parts);
  const group = transform.type === 'sparse' ? sparse(transform, parts) : dense(transform, parts);
  return { group, axons: axonsTo(to, at, pre) };
}

function dense({ type, init }: TransformJson, { pre, gains, factor, read }: ConnectParts) {
  const n = gains.length;
  const matrix = new Float64Array(pre * n);
  const given = type === 'none' ? [1] : read(init);
  const diagonal = type === 'none' || init.shape.length < 2;
  for (let j = 0; j < n; j++)
    for (let i = 0; i < pre; i++) {
      const t = diagonal ? (i === j ? given[given.length === 1 ? 0 : i] : 0) : given[j * pre + i];
      matrix[i * n + j] = gains[j] * t * factor;
    }
  return denseSynapse(matrix, pre, n);
}

function sparse({ rows, cols, data }: TransformJson, { pre, gains, factor, read }: ConnectParts) {
  const [post, from, values] = [read(rows), read(cols), read(data)];
  const lists = Array.from({ length: pre }, () => [] as [number, number][]);
  for (let k = 0; k < values.length; k++) {
    lists[from[k]].push([post[k], gains[post[k]] * values[k] * factor]);
  }
  return sparseSynapse(
    lists.map((list) => {
      const sorted = list.sort(([a], [b]) => a - b);
      return { columns: sorted.map(([c]) => c), values: sorted.map(([, v]) => v) };
    }),
  );
}

function connectConv(t: TransformJson, popType: PopType, parts: ConnectParts) {
  const kernel = Float64Array.from(parts.read(t.kernel), (k) => k * parts.factor * parts.gains[0]);
  const geometry: ConvGeometry = {
    inputShape: t.input_shape,
    outputShape: t.output_shape,
    kernelShape: t.kernel.shape as unknown as ConvGeometry['kernelShape'],
    strides: t.strides,
    padding: t.padding,
    channelsLast: t.channels_last,
    transpose: t.type !== 'conv2d',
  };
  const layout = convLayout(geometry, kernel);
  const { nAxons, compartmentMap, compartmentAtoms } = layout;
  const axons = axonsTo(parts.to, parts.at, nAxons, compartmentMap, compartmentAtoms);
  return { group: convSynapse(layout, geometry, popType), axons };
}

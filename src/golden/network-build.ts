import { Network } from '../network/network.js';
import type { Signal } from '../network/signal.js';
import { CaseError, CaseSkip } from './case.js';
import { asCount, asFields, asList, asText, type Fields } from './json.js';
import { decodeNetworkArray } from './network-arrays.js';
import { type InputContext, type InputRows, inputRows } from './network-inputs.js';
import { pieceOperators } from './network-pieces.js';
import { type SolvedItem, solvedItems } from './network-solved.js';
import { decodedValue, populationOf, probedValue } from './network-values.js';

/** A golden network as this library declares it. */
export interface BuiltNetwork {
  readonly network: Network;
  /** Signals of nodes and of the neurons of ensembles, by their id in the case. */
  readonly signals: ReadonlyMap<string, Signal>;
  /** Probes by their id in the case. */
  readonly probes: Readonly<Record<string, Signal>>;
  readonly inputs: readonly InputRows[];
  /** Passthrough nodes, and ensembles. */
  readonly passthrough: ReadonlySet<string>;
  readonly ensembles: readonly string[];
  /** Connection id -> position of its last edge among all connections of the network. */
  readonly orderOf: ReadonlyMap<string, number>;
  /** What the case says about decoders. */
  readonly solved: readonly SolvedItem[];
}

/** What connections and probes refer to. */
interface Ends {
  readonly signals: ReadonlyMap<string, Signal>;
  readonly solved: readonly SolvedItem[];
  /** Learned connection -> where its errors go. */
  readonly learning: Map<string, Signal>;
}

/**
 * Declares the network of a case.
 *
 * @param beside gives the bytes of a file that lies beside the case
 * @throws CaseSkip that names what is not built yet
 */
export function buildNetwork(
  json: Fields,
  bin: Uint8Array,
  beside: InputContext['beside'] = notBeside,
): BuiltNetwork {
  const drawing = asFields(json.network, 'network');
  const dt = json.dt as number;
  const steps = asCount(json.n_steps, 'n_steps');
  const network = new Network({ dt, precision: 64 });
  const signals = new Map<string, Signal>();
  const inputs: InputRows[] = [];
  const passthrough = new Set<string>();
  const list = (key: string) => asList(drawing[key], key).map((f) => asFields(f, key));
  const shapes = pictureShapes(list('connections'));
  for (const node of list('nodes')) {
    const id = asText(node.id, 'node id');
    const output = asFields(node.output, id);
    if (output.type === 'passthrough') {
      passthrough.add(id);
      const shape = shapes.get(id) ?? [asCount(node.size_in, id)];
      signals.set(id, network.add(pieceOperators.sum(), shape, id));
    } else if (output.type === 'fn') {
      signals.set(id, network.add(hostFunction(output, id), functionShape(node, output, id), id));
    } else {
      const rows = inputRows(id, node, output, { dt, steps, bin, beside });
      const shape = shapes.get(id) ?? [rows.size];
      const kind = output.type === 'dvs_file' ? 'spikes' : 'values';
      signals.set(id, network.input(id, shape, { kind }));
      inputs.push(rows);
    }
  }
  const solved = solvedItems(json, bin);
  const ensembles = list('ensembles').map((ensemble) => {
    const id = asText(ensemble.id, 'ensemble id');
    const size = asCount(ensemble.n_neurons, id);
    const population = populationOf(ensemble, bin, solved);
    const input = population.kind === 'ensemble' ? [asCount(ensemble.dimensions, id)] : [size];
    signals.set(id, network.add(population, shapes.get(id) ?? input, id));
    return id;
  });
  const orderOf = new Map<string, number>();
  const ends: Ends = { signals, solved, learning: new Map() };
  for (const connection of list('connections')) {
    connect(connection, ends, orderOf, bin);
  }
  const probes = Object.fromEntries(list('probes').map((probe) => probeOf(probe, ends)));
  return { network, signals, probes, inputs, passthrough, ensembles, orderOf, solved };
}

function notBeside(file: string): never {
  throw new CaseError(`the recording ${file} is not given with the case`);
}

/** Objects at the ends of convolutions have the picture's shape; the case only gives sizes. */
function pictureShapes(connections: readonly Fields[]): Map<string, number[]> {
  const shapes = new Map<string, number[]>();
  for (const connection of connections) {
    const transform = asFields(connection.transform, 'transform');
    if (transform.type !== 'conv2d' && transform.type !== 'conv2d_transpose') continue;
    const ends = [
      ['pre', transform.input_shape],
      ['post', transform.output_shape],
    ] as const;
    for (const [end, shape] of ends) {
      const id = asText(asFields(connection[end], end).obj, end);
      if (!shapes.has(id)) shapes.set(id, asList(shape, 'shape') as number[]);
    }
  }
  return shapes;
}

function hostFunction(output: Fields, id: string) {
  if (output.fn === 'identity') return pieceOperators.identity();
  if (output.fn !== 'max_pool2d') throw new CaseSkip(`node function ${output.fn} is not built yet`);
  return pieceOperators.maxPool({
    pool: asList(output.pool, id) as [number, number],
    strides: asList(output.strides, id) as [number, number],
  });
}

function functionShape(node: Fields, output: Fields, id: string): number[] {
  if (output.input_shape === undefined) return [asCount(node.size_in, id)];
  return asList(output.input_shape, id) as number[];
}

function endOf(end: unknown, { signals, learning }: Ends): { signal: Signal; end: Fields } {
  const fields = asFields(end, 'connection end');
  const kind = asText(fields.kind, 'kind');
  const id = asText(fields.obj, 'obj');
  const signal = kind === 'learning_rule' ? learning.get(id) : signals.get(id);
  if (signal === undefined)
    throw new CaseError(`connection end "${id}" is no object of the network`);
  return { signal, end: fields };
}

function connect(
  connection: Fields,
  ends: Ends,
  orderOf: Map<string, number>,
  bin: Uint8Array,
): void {
  const id = asText(connection.id, 'connection id');
  const pre = endOf(connection.pre, ends);
  const post = endOf(connection.post, ends);
  const transform = asFields(connection.transform, id);
  const pieces = pieceOperators.transform(transform, connection.pop_type, (array) =>
    decodeNetworkArray(array, bin, id),
  );
  const from =
    pre.end.kind === 'ensemble'
      ? decodedValue(pre.signal, connection, ends.solved, ends.learning)
      : pre.signal.pipe(...sliceOf(pre.end, id));
  const last = from.pipe(...pieces, ...pieceOperators.synapse(connection.synapse, id));
  const { network } = post.signal;
  network.connect(last, post.signal, post.end.slice == null ? undefined : startOf(post.end, id));
  orderOf.set(id, network.node(post.signal.id).inputs.at(-1)!.order);
}

function sliceOf(end: Fields, id: string) {
  return end.slice == null ? [] : [pieceOperators.slice(asList(end.slice, id) as number[])];
}

/** First element of a run of elements that a connection goes into. */
function startOf(end: Fields, id: string): number {
  const indices = asList(end.slice, id) as number[];
  if (indices.every((index, k) => index === indices[0]! + k)) return indices[0]!;
  throw new CaseSkip('slices with gaps on the post object are not built yet');
}

function probeOf(probe: Fields, ends: Ends): [string, Signal] {
  const id = asText(probe.id, 'probe id');
  const { signal, end } = endOf(probe.target, ends);
  const read =
    probe.attr === 'voltage'
      ? signal.state('voltage')
      : probe.attr === 'input'
        ? signal.state('current')
        : probe.attr === 'decoded_output'
          ? probedValue(signal, id, ends.solved)
          : signal;
  const synapse = pieceOperators.synapse(probe.synapse, id);
  return [id, read.pipe(...sliceOf(end, id), ...synapse)];
}

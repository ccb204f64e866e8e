import type { Params } from '../core/description.js';
import { sizeOf } from '../core/shape.js';
import type { Network } from '../network/network.js';
import type { NetworkNode } from '../network/node.js';
import { convFanout, denseFanout, type Fanout } from './fanout.js';
import { channelWeights } from './layer-fanout.js';
import { type StaticMetrics, type StaticOptions, sparsityOf } from './layer-metrics.js';

type Numbers = Float32Array | Float64Array;

/** Parameters of operators that hold weights, and those that hold other trained numbers. */
const weightNames = ['weights', 'kernel', 'values'];
const otherNames = ['bias', 'gain'];

/**
 * Static metrics of a network: what its linear operators and populations hold. Footprints are of
 * float32; state that populations keep is counted only as `buffers`.
 */
export function networkMetrics(network: Network, options: StaticOptions = {}): StaticMetrics {
  const nodes = network.all.map((signal) => network.node(signal.id));
  const weights = nodes.flatMap(({ params }) => arraysOf(params, weightNames));
  const others = nodes.flatMap(({ params }) => arraysOf(params, otherNames));
  const parameters = [...weights, ...others].reduce((sum, { length }) => sum + length, 0);
  const unrolled = nodes.map((node) => ({ node, fanout: nodeFanout(node) }));
  const uncounted = unrolled.filter(
    ({ node, fanout }) => fanout === null && arraysOf(node.params, weightNames).length > 0,
  );
  return {
    footprint: 4 * (parameters + (options.buffers ?? 0)),
    parameters,
    connectionSparsity: sparsityOf(weights),
    synapses: unrolled.reduce((sum, { fanout }) => sum + (fanout?.connections ?? 0), 0),
    denseMacs: unrolled.reduce((sum, { fanout }) => sum + (fanout?.macs ?? 0), 0),
    uncounted: uncounted.map(({ node }) => node.name),
    executionRateHz: options.strideS === undefined ? null : 1 / options.strideS,
  };
}

/** The weights of a linear operator against its inputs; `null` for operators that are none. */
export function nodeFanout(node: NetworkNode): Fanout | null {
  const { params } = node;
  if (node.kind === 'dense') {
    const [rows, columns] = [params.rows as number, params.columns as number];
    return denseFanout(params.weights as Numbers, columns, rows, false);
  }
  if (node.kind === 'sparse') return sparseFanout(params, sizeOf(node.shape));
  if (node.kind === 'conv1d' || node.kind === 'conv2d') return convolution(node);
  return null;
}

function convolution({ kind, params, inputShape }: NetworkNode): Fanout {
  const shape = params.kernelShape as readonly number[];
  const axes = kind === 'conv1d' ? 1 : 2;
  const channelsLast = params.channelsLast as boolean;
  const channels = channelsLast ? inputShape.at(-1)! : inputShape[0]!;
  const kernel = { shape, data: params.kernel as Numbers };
  const sliding = {
    space: channelsLast ? inputShape.slice(0, -1) : inputShape.slice(1),
    taps: shape.slice(0, axes),
    strides: axes === 1 ? [params.stride as number] : (params.strides as readonly number[]),
    dilation: new Array<number>(axes).fill(1),
    padding: params.padding as 'valid' | 'same',
    transposed: false,
  };
  return convFanout(sliding, channelWeights(kernel, channels, 'all'), channelsLast);
}

function sparseFanout(params: Params, outputs: number): Fanout {
  const column = params.column as Uint32Array;
  const values = params.values as Numbers;
  const nonZero = new Float64Array(params.columns as number);
  for (const [e, c] of column.entries()) if (values[e] !== 0) nonZero[c]! += 1;
  return {
    inputs: nonZero.length,
    outputs,
    nonZero,
    connections: column.length,
    macs: column.length,
  };
}

function arraysOf(params: Params, names: readonly string[]): Numbers[] {
  return names
    .map((name) => params[name])
    .filter((value) => value instanceof Float32Array || value instanceof Float64Array);
}

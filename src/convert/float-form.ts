import type { Params } from '../core/description.js';
import { Network } from '../network/network.js';
import type { NetworkNode } from '../network/node.js';
import { isNeuronKind } from './neuron-types.js';

/**
 * The float network that a converted network came from: neurons become the activation they replaced
 * (with the same gain, bias and amplitude, so its scale falls out), filters and delays nothing. One
 * timestep of it is one pass of the stored model.
 *
 * @returns a network with the same signal names
 */
export function floatForm(network: Network): Network {
  const { dt, seed, precision } = network;
  const float = new Network({ dt, seed, precision });
  const nodes = network.all.filter((node) => node.kind !== 'state');
  for (const node of nodes) {
    const { kind, params } = floatNode(node);
    float.addNode(kind, params, node.inputShape, node.shape, node.name);
  }
  for (const node of nodes) {
    const target = float.get(node.name);
    for (const edge of node.inputs) {
      float.connect(float.get(network.node(edge.from).name), target, edge.offset);
    }
  }
  return float;
}

const filters = ['lowpass', 'alpha', 'linearFilter', 'triangle', 'delay'];

function floatNode(node: NetworkNode): Pick<NetworkNode, 'kind' | 'params'> {
  if (filters.includes(node.kind)) return { kind: 'sum', params: {} };
  if (!isNeuronKind(node.kind)) return node;
  const { gain, bias, amplitude, was } = node.params;
  const slope = /^leaky_relu\((.+)\)$/.exec(String(was))?.[1];
  if (slope !== undefined) {
    return { kind: 'leakyRelu', params: { gain, bias, amplitude, slope: Number(slope) } };
  }
  if (was === 'sigmoid' || was === 'tanh') return { kind: was, params: curve(node) };
  const base = node.params.base as { readonly amplitude: number } | undefined;
  const height = (amplitude as number) * (base?.amplitude ?? 1);
  return { kind: 'relu', params: { gain, bias, amplitude: height } };
}

/** A curve is no multiple of its input, so the gain of neurons that stood in for it is undone. */
function curve({ params }: NetworkNode): Params {
  const gain = params.gain as number;
  const amplitude = params.amplitude as number;
  const base = params.base as { readonly amplitude: number } | undefined;
  const bias = params.bias as number | Float64Array;
  return {
    gain: 1,
    bias: typeof bias === 'number' ? bias / gain : bias.map((b) => b / gain),
    amplitude: amplitude * gain * (base?.amplitude ?? 1),
    tauRef: 1,
  };
}

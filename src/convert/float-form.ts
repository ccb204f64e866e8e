import { Network } from '../network/network.js';
import type { NetworkNode } from '../network/node.js';
import { neuronTypes } from './options.js';

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

function floatNode(node: NetworkNode): Pick<NetworkNode, 'kind' | 'params'> {
  if (['lowpass', 'alpha', 'delay'].includes(node.kind)) return { kind: 'sum', params: {} };
  if (!Object.hasOwn(neuronTypes, node.kind)) return node;
  const { gain, bias, amplitude } = node.params;
  return { kind: 'relu', params: { gain, bias, amplitude } };
}

import type { NetworkNode } from '../network/node.js';
import { neuronKindOf } from './ensembles.js';
import { roleOf } from './graph.js';

/** Neuron kinds that give values instead of spikes; they stay off chip unless told otherwise. */
const rateKinds = new Set(['relu', 'leakyRelu', 'lifRate', 'adaptiveLifRate', 'sigmoid', 'tanh']);

/** True for a population whose output is spikes. */
export function isSpiking(node: NetworkNode): boolean {
  return roleOf(node) === 'neurons' && !rateKinds.has(neuronKindOf(node));
}

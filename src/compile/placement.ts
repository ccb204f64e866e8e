import { CompileError } from '../core/errors.js';
import type { NetworkNode } from '../network/node.js';
import { chipNeurons, refusalOf } from './chip-neurons.js';
import { neuronKindOf } from './ensembles.js';
import { type Graph, roleOf } from './graph.js';
import { heldByLearning } from './learning.js';
import { isSpiking } from './spiking.js';

/**
 * Decides which populations run on chip: spiking ones unless declared `onChip: false` or held on
 * the host by learning.
 *
 * @throws CompileError for a neuron type the chip cannot run and for an empty chip.
 */
export function placeOnChip(graph: Graph): ReadonlySet<number> {
  const onChip = new Set<number>();
  const held = heldByLearning(graph);
  for (const node of graph.nodes) {
    if (roleOf(node) !== 'neurons') continue;
    const wanted = (node.params.onChip as boolean | undefined) ?? isSpiking(node);
    if (!wanted) continue;
    if (held.has(node.id)) {
      if (node.params.onChip === true) throw mustStay(node, held.get(node.id)!);
      continue;
    }
    if (chipNeurons(node) === null) throw cannotRun(node);
    onChip.add(node.id);
  }
  if (onChip.size === 0) {
    throw new CompileError(
      'network: no population is on chip. Give at least one spiking population without ' +
        'onChip: false, or run the network on the interpreter.',
      { code: 'empty-chip' },
    );
  }
  return onChip;
}

function mustStay(node: NetworkNode, reason: string): CompileError {
  return new CompileError(
    `"${node.name}": ${reason}, so it must run on the host. Leave onChip: true out.`,
    { code: 'learning-on-chip', path: node.name },
  );
}

function cannotRun(node: NetworkNode): CompileError {
  return new CompileError(
    `"${node.name}": the chip cannot run ${neuronKindOf(node)} neurons. ${refusalOf(node)}`,
    { code: 'neuron-type', path: node.name },
  );
}

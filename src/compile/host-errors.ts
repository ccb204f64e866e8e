import type { GraphBuilder } from './graph.js';
import type { Learned } from './learning.js';

/** Errors on their way to a decoder that learns on chip. */
export interface ErrorSender {
  readonly learned: Learned;
  /**
   * Nodes of the host graph, one for each connection into the rule: the chip scales and clips them
   * one by one before it adds them up.
   */
  readonly nodes: readonly number[];
}

/** Adds the nodes whose values go to the chip as errors. */
export function addErrorNodes(
  learned: Learned,
  builder: GraphBuilder,
  nodeOf: ReadonlyMap<number, number>,
): ErrorSender {
  const { error } = learned;
  const nodes = error.inputs.map((edge, i) => {
    const name = `${error.name}.toChip${i}`;
    const node = builder.add('sum', name, {}, error.inputShape, error.shape);
    builder.connect(builder.nodes[nodeOf.get(edge.from)!]!, node, edge.offset);
    return node.id;
  });
  return { learned, nodes };
}

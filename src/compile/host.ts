import { CompileError } from '../core/errors.js';
import type { NetworkNode } from '../network/node.js';
import { ancestors, type Graph, GraphBuilder } from './graph.js';
import { decodedOnChip, type HostDecoder, hostDecoders } from './host-decoders.js';
import { addErrorNodes, type ErrorSender } from './host-errors.js';
import type { Plan } from './plan.js';
import { addSenders, type Sender } from './senders.js';

/** A value that the chip decodes and the node of the host graph that receives it. */
export interface HostReadout extends HostDecoder {
  readonly node: number;
}

/** What runs on the host: the network without its chip populations. */
export interface HostGraph {
  readonly graph: Graph;
  /** Node of the network -> node of the host graph. */
  readonly nodeOf: ReadonlyMap<number, number>;
  readonly senders: readonly Sender[];
  readonly readouts: readonly HostReadout[];
  readonly errors: readonly ErrorSender[];
}

/**
 * Lowers everything off chip into a graph of its own. A chip population appears as a `receive`
 * node, which gives what the chip sent in the step before, and so does a value decoded on chip;
 * values on their way to the chip pass on/off neurons (network-to-chip.md 6.1).
 */
export function lowerHost(plan: Plan, needed: readonly number[]): HostGraph {
  const links = plan.populations.flatMap((p) => p.links).filter((l) => l.crossing !== 'chip');
  const errors = plan.learned.flatMap(({ error }) => error.inputs.map((edge) => edge.from));
  const sinks = [
    ...needed,
    ...links.map((l) => l.link.source.id),
    ...errors,
    ...plan.learned.map(({ pes }) => pes.id),
  ];
  const cut = cutAtChip(plan);
  const decoders = hostDecoders(plan, ancestors(cut, sinks), new Set(sinks));
  const ends = new Set(decoders.map(({ end }) => end));
  const keep = ancestors(cutAt(cut, ends), sinks);
  const builder = new GraphBuilder();
  const nodeOf = copyHost(plan, keep, ends, builder);
  return {
    senders: addSenders(links, builder, nodeOf),
    errors: plan.learned.map((learned) => addErrorNodes(learned, builder, nodeOf)),
    graph: { dt: plan.graph.dt, nodes: builder.nodes },
    nodeOf,
    readouts: decoders.map((decoder) => ({ ...decoder, node: nodeOf.get(decoder.end)! })),
  };
}

/** The network without the ways into the chip: nothing on the host depends on them. */
function cutAtChip(plan: Plan): Graph {
  return cutAt(plan.graph, new Set([...plan.onChip, ...decodedOnChip(plan)]));
}

function cutAt(graph: Graph, ids: ReadonlySet<number>): Graph {
  return { ...graph, nodes: graph.nodes.map((n) => (ids.has(n.id) ? { ...n, inputs: [] } : n)) };
}

function copyHost(
  plan: Plan,
  keep: ReadonlySet<number>,
  ends: ReadonlySet<number>,
  builder: GraphBuilder,
): Map<number, number> {
  const nodeOf = new Map<number, number>();
  const received = (id: number) => plan.onChip.has(id) || ends.has(id);
  for (const node of plan.graph.nodes) {
    if (!keep.has(node.id)) continue;
    refuseChipState(plan, node);
    const from = plan.onChip.has(node.id) ? { population: node.id } : { decoder: node.id };
    const copy = received(node.id)
      ? builder.add('receive', node.name, from, [], node.shape)
      : builder.add(node.kind, node.name, node.params, node.inputShape, node.shape);
    nodeOf.set(node.id, copy.id);
  }
  for (const [id, copy] of nodeOf) {
    if (received(id)) continue;
    for (const edge of plan.graph.nodes[id]!.inputs) {
      const from = builder.nodes[nodeOf.get(edge.from)!]!;
      builder.connect(from, builder.nodes[copy]!, edge.offset);
    }
  }
  return nodeOf;
}

function refuseChipState(plan: Plan, node: NetworkNode): void {
  if (node.kind !== 'state' || !plan.onChip.has(node.inputs[0]!.from)) return;
  throw new CompileError(
    `"${node.name}": the state of a chip population can be probed (also behind one filter), not ` +
      'computed with. Probe it, or declare the population with onChip: false.',
    { code: 'chip-state', path: node.name },
  );
}

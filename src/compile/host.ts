import { CompileError } from '../core/errors.js';
import type { NetworkNode } from '../network/node.js';
import { ancestors, type Graph, GraphBuilder } from './graph.js';
import type { PlacedLink, Plan } from './plan.js';
import { filtersOf } from './transform.js';

/** One stream of spikes from the host to the chip. */
export interface Sender {
  readonly link: PlacedLink;
  /** Node of the host graph whose spikes are sent. */
  readonly node: number;
  /** Index of the chip's spike input. */
  readonly input: number;
  readonly size: number;
  /** `once`: who spiked; `counts`: every spike of a neuron counts. */
  readonly repeat: 'once' | 'counts';
}

/** What runs on the host: the network without its chip populations. */
export interface HostGraph {
  readonly graph: Graph;
  /** Node of the network -> node of the host graph. */
  readonly nodeOf: ReadonlyMap<number, number>;
  readonly senders: readonly Sender[];
}

/**
 * Lowers everything off chip into a graph of its own. A chip population appears as a `receive`
 * node, which gives what the chip sent in the step before; values on their way to the chip pass
 * on/off neurons (network-to-chip.md 6.1).
 */
export function lowerHost(plan: Plan, needed: readonly number[]): HostGraph {
  const sources = plan.populations.flatMap((p) =>
    p.links.filter((l) => l.crossing !== 'chip').map((l) => l.link.source.id),
  );
  const keep = hostAncestors(plan, [...needed, ...sources]);
  const builder = new GraphBuilder();
  const nodeOf = copyHost(plan, keep, builder);
  const senders = addSenders(plan, builder, nodeOf);
  return { graph: { dt: plan.graph.dt, nodes: builder.nodes }, nodeOf, senders };
}

/** Host nodes that the given ones depend on; the way up ends at the chip. */
function hostAncestors(plan: Plan, of: readonly number[]): Set<number> {
  const cut: Graph = {
    ...plan.graph,
    nodes: plan.graph.nodes.map((n) => (plan.onChip.has(n.id) ? { ...n, inputs: [] } : n)),
  };
  return ancestors(cut, of);
}

function copyHost(plan: Plan, keep: Set<number>, builder: GraphBuilder): Map<number, number> {
  const nodeOf = new Map<number, number>();
  for (const node of plan.graph.nodes) {
    if (!keep.has(node.id)) continue;
    refuseChipState(plan, node);
    const copy = plan.onChip.has(node.id)
      ? builder.add('receive', node.name, { population: node.id }, [], node.shape)
      : builder.add(node.kind, node.name, node.params, node.inputShape, node.shape);
    nodeOf.set(node.id, copy.id);
  }
  for (const [id, copy] of nodeOf) {
    if (plan.onChip.has(id)) continue;
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

function addSenders(plan: Plan, builder: GraphBuilder, nodeOf: Map<number, number>): Sender[] {
  const senders: Sender[] = [];
  const shared = new Map<number, number>();
  let inputs = 0;
  for (const link of plan.populations.flatMap((p) => p.links)) {
    if (link.crossing === 'chip') continue;
    const source = builder.nodes[nodeOf.get(link.link.source.id)!]!;
    if (link.crossing === 'value') {
      const pairs = appendOnOff(builder, source, link);
      senders.push({
        link,
        node: pairs.id,
        input: inputs++,
        size: pairs.shape[0]!,
        repeat: 'once',
      });
      continue;
    }
    const input = shared.get(source.id) ?? inputs++;
    shared.set(source.id, input);
    const size = source.shape.reduce((a, b) => a * b, 1);
    const repeat = link.crossing === 'counts' ? 'counts' : 'once';
    senders.push({ link, node: source.id, input, size, repeat });
  }
  return senders;
}

/** The link's own filters act on the host, before the on/off neurons. */
export function appendOnOff(
  builder: GraphBuilder,
  source: NetworkNode,
  link: PlacedLink,
): NetworkNode {
  const name = `${link.link.source.name}->${link.link.target.name}`;
  const filtered = filtersOf(link.link).reduce(
    (from, filter) => builder.append(from, filter.kind, `${name}.${filter.kind}`, filter.params),
    source,
  );
  return builder.append(filtered, 'onOff', `${name}.onOff`, {});
}

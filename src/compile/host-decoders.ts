import type { Edge, NetworkNode } from '../network/node.js';
import { type Graph, isWhole, roleOf } from './graph.js';
import type { Learned } from './learning.js';
import type { Piece } from './links.js';
import type { Plan } from './plan.js';
import { matrixAlong } from './transform.js';
import type { VoltageDecoder } from './voltage-decoder.js';

/** A value the host takes from the chip: a decoder, and the node whose value it gives. */
export interface HostDecoder {
  readonly decoder: VoltageDecoder;
  readonly decode: NetworkNode;
  /** The `decode`, the last of the linear operators behind it, or the `pes`. */
  readonly end: number;
  readonly learned: Learned | null;
  /** Position of the connection from the population to the `decode`. */
  readonly order: number;
}

/** Nodes whose value comes from the chip: decoders of chip populations, learning ones as `pes`. */
export function decodedOnChip(plan: Plan): ReadonlySet<number> {
  const decodes = plan.graph.nodes.filter(
    (n) => n.kind === 'decode' && n.inputs.some((edge) => plan.onChip.has(edge.from)),
  );
  return new Set([...decodes, ...plan.learned.map(({ pes }) => pes)].map((n) => n.id));
}

/**
 * The decoders that the host needs, in order. Linear operators that nobody but the host's next
 * operator needs are taken onto the chip: they become part of the decoder's weights.
 *
 * @param keep nodes of the host
 * @param sinks nodes whose own value is needed
 */
export function hostDecoders(
  plan: Plan,
  keep: ReadonlySet<number>,
  sinks: ReadonlySet<number>,
): HostDecoder[] {
  const learnedOf = new Map(plan.learned.map((learned) => [learned.pes.id, learned]));
  const takers = takersIn(plan.graph, keep);
  return [...decodedOnChip(plan)]
    .filter((id) => keep.has(id))
    .map((id): HostDecoder => {
      const learned = learnedOf.get(id) ?? null;
      const decode = learned?.decode ?? plan.graph.nodes[id]!;
      const [edge] = decode.inputs;
      const chain = learned === null ? chainFrom(plan.graph, decode, takers, sinks) : [decode];
      const population = plan.graph.nodes[edge!.from]!;
      return {
        decoder: decoderOf(population, chain),
        decode,
        end: learned?.pes.id ?? chain.at(-1)!.id,
        learned,
        order: edge!.order,
      };
    })
    .sort((a, b) => a.order - b.order);
}

/** The decoder of a population along a `decode` and linear operators behind it. */
export function decoderOf(population: NetworkNode, chain: readonly NetworkNode[]): VoltageDecoder {
  const pieces = chain.map((node): Piece => ({ kind: 'operator', node }));
  const label = `${population.name}->${chain.at(-1)!.name}`;
  return { label, population, matrix: matrixAlong(population, pieces) };
}

function chainFrom(
  graph: Graph,
  decode: NetworkNode,
  takers: ReadonlyMap<number, readonly Taker[]>,
  sinks: ReadonlySet<number>,
): NetworkNode[] {
  const chain = [decode];
  for (let node = decode; !sinks.has(node.id); ) {
    const [taker, ...others] = takers.get(node.id) ?? [];
    if (taker === undefined || others.length > 0) break;
    const next = graph.nodes[taker.id]!;
    if (!isLinearStep(next, taker.edge, node)) break;
    chain.push(next);
    node = next;
  }
  return chain;
}

function isLinearStep(node: NetworkNode, edge: Edge, from: NetworkNode): boolean {
  const addsNothing = node.params.bias === undefined && roleOf(node) === 'linear';
  return addsNothing && node.inputs.length === 1 && isWhole(edge, from, node);
}

interface Taker {
  readonly id: number;
  readonly edge: Edge;
}

/** Who on the host takes the value of each node. */
function takersIn(graph: Graph, keep: ReadonlySet<number>): Map<number, Taker[]> {
  const takers = new Map<number, Taker[]>();
  for (const id of keep) {
    for (const edge of graph.nodes[id]!.inputs) {
      takers.set(edge.from, [...(takers.get(edge.from) ?? []), { id, edge }]);
    }
  }
  return takers;
}

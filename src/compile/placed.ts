import type { NetworkNode } from '../network/node.js';
import { biasOf } from './build-chip.js';
import { chipNeurons } from './chip-neurons.js';
import { type Graph, GraphBuilder } from './graph.js';
import { appendOnOff } from './host.js';
import type { PlacedLink, PlacedPopulation, Plan } from './plan.js';
import { filtersOf } from './transform.js';

/** A placed network lowered to one float graph, and where its signals went. */
export interface PlacedGraph {
  readonly graph: Graph;
  /** Node of the network -> node that has its value on the host's side of the chip. */
  readonly nodeOf: ReadonlyMap<number, number>;
  /** Chip population -> its neurons, without the delay of the way to the host. */
  readonly neuronsOf: ReadonlyMap<number, number>;
}

/**
 * The float prediction of a placed network: chip populations become neurons with the chip's
 * timing (spikes and refractory periods in whole timesteps), and every crossing an explicit step of delay. Into a chip population 1 step (its filter, or a delay); from
 * the chip to the host 1 step (network-to-chip.md 5.2).
 */
export function lowerPlaced(plan: Plan): PlacedGraph {
  const builder = new GraphBuilder();
  const nodeOf = new Map<number, number>();
  const neuronsOf = new Map<number, number>();
  const populations = new Map(plan.populations.map((p) => [p.node.id, p]));
  for (const node of plan.graph.nodes) {
    const population = populations.get(node.id);
    const params = population === undefined ? node.params : chipParams(population);
    const kind = population === undefined ? node.kind : chipNeurons(node)!.kind;
    const copy = builder.add(kind, node.name, params, node.inputShape, node.shape);
    nodeOf.set(node.id, copy.id);
    if (!plan.onChip.has(node.id)) continue;
    neuronsOf.set(node.id, copy.id);
    const late = builder.append(copy, 'delay', `${node.name}.toHost`, { steps: 1 });
    nodeOf.set(node.id, late.id);
  }
  for (const node of plan.graph.nodes) {
    if (plan.onChip.has(node.id)) continue;
    for (const edge of node.inputs) {
      // State is read where the population is, without the way to the host.
      const direct = node.kind === 'state' ? neuronsOf.get(edge.from) : undefined;
      const from = builder.nodes[direct ?? nodeOf.get(edge.from)!]!;
      builder.connect(from, builder.nodes[nodeOf.get(node.id)!]!, edge.offset);
    }
  }
  for (const population of plan.populations) {
    connectPopulation(builder, population, nodeOf, neuronsOf);
  }
  return { graph: { dt: plan.graph.dt, nodes: builder.nodes }, nodeOf, neuronsOf };
}

/** As the chip has it: constants of its links in the bias, at rest in the beginning. */
function chipParams(population: PlacedPopulation): NetworkNode['params'] {
  return { ...chipNeurons(population.node)!.params, bias: biasOf(population), initialVoltage: 0 };
}

/** All links of a population meet in front of its one filter; the largest time constant wins. */
function connectPopulation(
  builder: GraphBuilder,
  population: PlacedPopulation,
  nodeOf: ReadonlyMap<number, number>,
  neuronsOf: ReadonlyMap<number, number>,
): void {
  const { node, links } = population;
  if (links.length === 0) return;
  const sum = builder.add('sum', `${node.name}.input`, {}, node.inputShape, node.inputShape);
  for (const link of links) {
    const from = builder.nodes[sourceOf(link, nodeOf, neuronsOf)]!;
    builder.connect(appendPieces(builder, from, link), sum);
  }
  const tau = Math.max(...links.map((link) => link.tau));
  const late =
    tau > 0
      ? builder.append(sum, 'lowpass', `${node.name}.filter`, { tau })
      : builder.append(sum, 'delay', `${node.name}.delay`, { steps: 1 });
  builder.connect(late, builder.nodes[neuronsOf.get(node.id)!]!);
}

function sourceOf(
  link: PlacedLink,
  nodeOf: ReadonlyMap<number, number>,
  neuronsOf: ReadonlyMap<number, number>,
): number {
  const id = link.link.source.id;
  return link.crossing === 'chip' ? neuronsOf.get(id)! : nodeOf.get(id)!;
}

function appendPieces(builder: GraphBuilder, source: NetworkNode, link: PlacedLink): NetworkNode {
  const name = `${link.link.source.name}->${link.link.target.name}`;
  let from = source;
  if (link.crossing === 'value') {
    const pairs = appendOnOff(builder, from, link);
    const value = builder.append(pairs, 'fromOnOff', `${name}.value`, {});
    from = builder.add('sum', `${name}.shape`, {}, source.shape, source.shape);
    builder.connect(value, from);
  }
  const filters = new Set(filtersOf(link.link));
  for (const [i, piece] of link.link.pieces.entries()) {
    if (piece.kind === 'embed') {
      const whole = builder.add('sum', `${name}.${i}`, {}, [piece.total], [piece.total]);
      builder.connect(from, whole, piece.offset);
      from = whole;
    } else if (!filters.has(piece.node)) {
      const { kind, inputShape, shape } = piece.node;
      if (kind === 'bias') continue;
      const { bias: _inPopulation, ...params } = piece.node.params;
      const next = builder.add(kind, `${name}.${piece.node.name}`, params, inputShape, shape);
      builder.connect(from, next);
      from = next;
    }
  }
  return from;
}

import type { NetworkNode } from '../network/node.js';
import { biasOf } from './build-chip.js';
import { chipNeurons } from './chip-neurons.js';
import { ensembleOf, radiusOf } from './ensembles.js';
import { type Graph, GraphBuilder } from './graph.js';
import { decodedOnChip } from './host-decoders.js';
import { appendPieces } from './pieces.js';
import type { PlacedLink, PlacedPopulation, Plan } from './plan.js';
import { appendOnOff } from './senders.js';
import { filtersOf } from './transform.js';

/** A placed network lowered to one float graph, and where its signals went. */
export interface PlacedGraph {
  readonly graph: Graph;
  /** Node of the network -> node that has its value on the host's side of the chip. */
  readonly nodeOf: ReadonlyMap<number, number>;
  /** Chip population, or value decoded on chip -> its node, without the way to the host. */
  readonly onChip: ReadonlyMap<number, number>;
}

/**
 * The float prediction of a placed network: chip populations become neurons with the chip's timing
 * (spikes and refractory periods in whole timesteps), and every crossing an explicit step of delay.
 * Into a chip population 1 step (its filter, or a delay), into decode neurons or a decoder 1 step,
 * from the chip to the host 1 step (network-to-chip.md 5.2). Decode neurons pass on their value as
 * it is.
 */
export function lowerPlaced(plan: Plan): PlacedGraph {
  const builder = new GraphBuilder();
  const nodeOf = new Map<number, number>();
  const onChip = new Map<number, number>();
  const populations = new Map(plan.populations.map((p) => [p.node.id, p]));
  const decoded = decodedOnChip(plan);
  for (const node of plan.graph.nodes) {
    const population = populations.get(node.id);
    const copy = builder.add(...placedNode(node, population), node.inputShape, node.shape);
    nodeOf.set(node.id, copy.id);
    if (population === undefined && !decoded.has(node.id)) continue;
    onChip.set(node.id, copy.id);
    const late = builder.append(copy, 'delay', `${node.name}.toHost`, { steps: 1 });
    nodeOf.set(node.id, late.id);
  }
  for (const node of plan.graph.nodes) {
    if (plan.onChip.has(node.id)) continue;
    const copy = builder.nodes[onChip.get(node.id) ?? nodeOf.get(node.id)!]!;
    for (const edge of node.inputs) {
      const direct = isReadOnChip(plan, node, edge.from) ? onChip.get(edge.from) : undefined;
      builder.connect(builder.nodes[direct ?? nodeOf.get(edge.from)!]!, copy, edge.offset);
    }
  }
  for (const population of plan.populations) {
    connectPopulation(builder, population, nodeOf, onChip);
  }
  return { graph: { dt: plan.graph.dt, nodes: builder.nodes }, nodeOf, onChip };
}

/** State is read where the population is, and learning adds to a value where it is decoded. */
function isReadOnChip(plan: Plan, node: NetworkNode, from: number): boolean {
  return node.kind === 'state' || (node.kind === 'pes' && !plan.onChip.has(from));
}

/** As the chip has it: constants of its links in the bias, at rest in the beginning. */
function placedNode(
  node: NetworkNode,
  population: PlacedPopulation | undefined,
): [kind: string, name: string, params: NetworkNode['params']] {
  if (population === undefined) return [node.kind, node.name, node.params];
  const { kind, params } = chipNeurons(node)!;
  const placed = { ...params, bias: biasOf(population), initialVoltage: 0 };
  if (ensembleOf(node) === null) return [kind, node.name, placed];
  return [node.kind, node.name, { ...placed, neuronKind: kind }];
}

/** All links of a population meet in front of its one filter; the largest time constant wins. */
function connectPopulation(
  builder: GraphBuilder,
  population: PlacedPopulation,
  nodeOf: ReadonlyMap<number, number>,
  onChip: ReadonlyMap<number, number>,
): void {
  const { node, links } = population;
  if (links.length === 0) return;
  const sum = builder.add('sum', `${node.name}.input`, {}, node.inputShape, node.inputShape);
  for (const link of links) {
    const id = link.link.source.id;
    const from = builder.nodes[(link.crossing === 'chip' ? onChip : nodeOf).get(id)!]!;
    builder.connect(appendLink(builder, from, link), sum, link.dimensions?.[0] ?? 0);
  }
  const tau = Math.max(...links.map((link) => link.tau));
  const late = appendLate(builder, sum, tau, `${node.name}.filter`);
  builder.connect(late, builder.nodes[onChip.get(node.id)!]!);
}

/** The filter of compartments, whose input is a step old with or without one. */
function appendLate(builder: GraphBuilder, from: NetworkNode, tau: number, name: string) {
  return tau > 0
    ? builder.append(from, 'lowpass', name, { tau })
    : builder.append(from, 'delay', name, { steps: 1 });
}

function appendLink(builder: GraphBuilder, source: NetworkNode, placed: PlacedLink): NetworkNode {
  const { link, crossing, coding, ownTau } = placed;
  const name = `${link.source.name}->${link.target.name}`;
  const from =
    crossing === 'value'
      ? appendValue(builder, source, placed, name)
      : crossing === 'spikes'
        ? appendOnce(builder, source, name)
        : source;
  if (coding === 'encoders') return from;
  const filters = new Set(filtersOf(link));
  const end = appendPieces(builder, from, link.pieces, name, filters);
  return coding === 'decodeNeurons' ? appendLate(builder, end, ownTau, `${name}.decode`) : end;
}

/** Spikes of a host population as the chip hears them: who spiked, not how often. */
function appendOnce(builder: GraphBuilder, source: NetworkNode, name: string): NetworkNode {
  const amplitude = source.params.amplitude as number;
  return builder.append(source, 'spikeOnce', `${name}.once`, { amplitude });
}

/** A value as the chip sees it: what its on/off spikes add up to in each timestep. */
function appendValue(
  builder: GraphBuilder,
  source: NetworkNode,
  placed: PlacedLink,
  name: string,
): NetworkNode {
  const pairs = appendOnOff(builder, source, placed);
  const value = builder.append(pairs, 'fromOnOff', `${name}.value`, {});
  if (placed.coding === 'encoders') {
    const factor = radiusOf(placed.link.target);
    return builder.append(value, 'scale', `${name}.inRadii`, { factor });
  }
  const shaped = builder.add('sum', `${name}.shape`, {}, source.shape, source.shape);
  builder.connect(value, shaped);
  return shaped;
}

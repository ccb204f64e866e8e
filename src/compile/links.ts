import { CompileError } from '../core/errors.js';
import { sizeOf } from '../core/shape.js';
import type { Edge, NetworkNode } from '../network/node.js';
import { type Graph, isWhole, roleOf } from './graph.js';
import { isSpiking } from './spiking.js';

/** One operator on the way, or the place a smaller vector takes in a concatenation. */
export type Piece =
  | { readonly kind: 'operator'; readonly node: NetworkNode }
  | {
      readonly kind: 'embed';
      readonly size: number;
      readonly offset: number;
      readonly total: number;
    };

/**
 * One way from an object (input, population, host function) to a population through linear
 * operators and filters only: what Nengo calls a connection.
 */
export interface Link {
  readonly source: NetworkNode;
  readonly target: NetworkNode;
  /** From source to target. */
  readonly pieces: readonly Piece[];
  /** Position of the connection that leaves the source and the one that reaches the target. */
  readonly firstOrder: number;
  readonly order: number;
  /** True if it runs through sums that were removed, so that it is several connections in one. */
  readonly merged: boolean;
}

/** True for operators that a link may run through. */
export function isPiece(node: NetworkNode): boolean {
  const role = roleOf(node);
  return role === 'linear' || role === 'affine' || role === 'filter';
}

/**
 * All ways into `target`, in the order of their connections; `transparent` sums are passed, and
 * operators in `stops` are sources.
 */
export function linksInto(
  graph: Graph,
  target: NetworkNode,
  transparent: ReadonlySet<number>,
  stops: ReadonlySet<number> = new Set(),
): Link[] {
  const links: Link[] = [];
  const isSource = (n: NetworkNode) => stops.has(n.id) || !(isPiece(n) || transparent.has(n.id));
  const walk = (node: NetworkNode, behind: readonly Piece[], order: number, seen: Set<number>) => {
    for (const edge of node.inputs) {
      const from = graph.nodes[edge.from]!;
      const pieces = [...pieceOf(edge, from, node), ...behind];
      const last = order < 0 ? edge.order : order;
      if (isSource(from)) {
        const merged = [...seen].some((id) => transparent.has(id));
        links.push({ source: from, target, pieces, firstOrder: edge.order, order: last, merged });
        continue;
      }
      if (seen.has(from.id)) throw loopError(from);
      const own: Piece[] = isPiece(from) ? [{ kind: 'operator', node: from }] : [];
      walk(from, [...own, ...pieces], last, new Set(seen).add(from.id));
    }
  };
  walk(target, [], -1, new Set());
  return links;
}

function pieceOf(edge: Edge, from: NetworkNode, to: NetworkNode): Piece[] {
  if (isWhole(edge, from, to)) return [];
  const size = sizeOf(from.shape);
  return [{ kind: 'embed', size, offset: edge.offset, total: sizeOf(to.inputShape) }];
}

function loopError(node: NetworkNode): CompileError {
  return new CompileError(
    `"${node.name}": a loop of linear operators without a population leads to the chip. ` +
      'Put a population into the loop, or keep it off chip.',
    { code: 'linear-loop', path: node.name },
  );
}

/**
 * Sums and concatenations that need not leave the chip: a cluster of them joined by linear
 * operators is transparent if a chip population takes from it and one feeds it, or all that feed it
 * spike: what they send then crosses as spikes, not as values.
 */
export function transparentSums(graph: Graph, onChip: ReadonlySet<number>): ReadonlySet<number> {
  const isPassing = (n: NetworkNode) => roleOf(n) === 'sum' || isPiece(n);
  const outputs = consumersOf(graph);
  const transparent = new Set<number>();
  const seen = new Set<number>();
  for (const start of graph.nodes) {
    if (roleOf(start) !== 'sum' || seen.has(start.id)) continue;
    const cluster = clusterOf(graph, start, isPassing, outputs);
    for (const id of cluster.sums) seen.add(id);
    const sources = [...cluster.sources];
    const spikes = sources.length > 0 && sources.every((id) => isSpiking(graph.nodes[id]!));
    const fed = spikes || sources.some((id) => onChip.has(id));
    const taken = [...cluster.targets].some((id) => onChip.has(id));
    if (fed && taken && !cluster.loops) for (const id of cluster.sums) transparent.add(id);
  }
  return transparent;
}

interface Cluster {
  readonly sums: Set<number>;
  readonly sources: Set<number>;
  readonly targets: Set<number>;
  loops: boolean;
}

function clusterOf(
  graph: Graph,
  start: NetworkNode,
  isPassing: (node: NetworkNode) => boolean,
  outputs: readonly number[][],
): Cluster {
  const cluster: Cluster = {
    sums: new Set(),
    sources: new Set(),
    targets: new Set(),
    loops: false,
  };
  const open = [start.id];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (cluster.sums.has(id)) continue;
    cluster.sums.add(id);
    const up = reach(id, (n) => graph.nodes[n]!.inputs.map((e) => e.from), graph, isPassing);
    const down = reach(id, (n) => outputs[n]!, graph, isPassing);
    for (const end of up.ends) cluster.sources.add(end);
    for (const end of down.ends) cluster.targets.add(end);
    cluster.loops ||= down.sums.has(id);
    open.push(...up.sums, ...down.sums);
  }
  return cluster;
}

/** From a sum along operators: the sums met, and the objects where the way ends. */
function reach(
  from: number,
  next: (id: number) => readonly number[],
  graph: Graph,
  isPassing: (node: NetworkNode) => boolean,
): { sums: Set<number>; ends: Set<number> } {
  const sums = new Set<number>();
  const ends = new Set<number>();
  const seen = new Set<number>();
  const open = [...next(from)];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const node = graph.nodes[id]!;
    if (roleOf(node) === 'sum') sums.add(id);
    else if (isPassing(node)) open.push(...next(id));
    else ends.add(id);
  }
  return { sums, ends };
}

/** Per node the ids of the nodes it is connected to. */
export function consumersOf(graph: Graph): number[][] {
  const outputs: number[][] = graph.nodes.map(() => []);
  for (const node of graph.nodes) {
    for (const edge of node.inputs) outputs[edge.from]!.push(node.id);
  }
  return outputs;
}

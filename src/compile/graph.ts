import type { Params } from '../core/description.js';
import { CompileError } from '../core/errors.js';
import type { Shape } from '../core/shape.js';
import { sizeOf } from '../core/shape.js';
import { definitionOf } from '../kernels/table.js';
import type { Network } from '../network/network.js';
import type { Edge, NetworkNode } from '../network/node.js';
import type { Signal } from '../network/signal.js';

/** A snapshot of a network: nodes whose ids are their positions. */
export interface Graph {
  readonly dt: number;
  readonly nodes: readonly NetworkNode[];
}

/** Role of a node in compiling; built-in kinds have roles of their own. */
export type Role =
  | 'input'
  | 'constant'
  | 'state'
  | 'receive'
  | 'send'
  | 'linear'
  | 'affine'
  | 'filter'
  | 'neurons'
  | 'sum'
  | 'other';

const builtIn = new Set(['input', 'constant', 'state', 'receive', 'send']);

/** What a node is to the compiler. */
export function roleOf(node: NetworkNode): Role {
  return builtIn.has(node.kind) ? (node.kind as Role) : definitionOf(node.kind).role;
}

const causalKinds = new Set(['delay', 'pesError']);

/** True if a node answers one timestep late, so that it may close a loop. */
export function isCausal(node: NetworkNode): boolean {
  const role = roleOf(node);
  return role === 'filter' || role === 'receive' || causalKinds.has(node.kind);
}

/** Copies what a network declares now; later declarations do not reach the copy. */
export function snapshot(network: Network): Graph {
  const nodes = network.all.map((node) => ({ ...node, inputs: [...node.inputs] }));
  return { dt: network.dt, nodes };
}

/** The probes by name; throws a NetworkError for a signal of another network. */
export function probesOf(
  network: Network,
  probes: Readonly<Record<string, Signal>>,
): [name: string, signal: Signal][] {
  for (const signal of Object.values(probes)) network.requireOwn(signal);
  return Object.entries(probes);
}

/** Builds a graph node by node, for passes that lower one graph into another. */
export class GraphBuilder {
  readonly nodes: NetworkNode[] = [];
  private order = 0;

  /** Goes on where a graph ends; the graph itself stays as it is. */
  static from(graph: Graph): GraphBuilder {
    const builder = new GraphBuilder();
    for (const node of graph.nodes) builder.nodes.push({ ...node, inputs: [...node.inputs] });
    builder.order = graph.nodes.reduce((n, node) => n + node.inputs.length, 0);
    return builder;
  }

  add(kind: string, name: string, params: Params, inputShape: Shape, shape: Shape): NetworkNode {
    const node = { id: this.nodes.length, name, kind, params, inputShape, shape, inputs: [] };
    this.nodes.push(node);
    return node;
  }

  /** Adds an operator behind `from`; its shape follows from the kernel's definition. */
  append(from: NetworkNode, kind: string, name: string, params: Params): NetworkNode {
    const shape = definitionOf(kind).outputShape(params, from.shape);
    const node = this.add(kind, name, params, from.shape, shape);
    this.connect(from, node);
    return node;
  }

  connect(from: NetworkNode, to: NetworkNode, offset = 0): void {
    const edge: Edge = { from: from.id, offset, order: this.order++ };
    to.inputs.push(edge);
  }
}

/** Ids of the nodes that something needs: the given ones and all they depend on. */
export function ancestors(graph: Graph, of: Iterable<number>): Set<number> {
  const seen = new Set<number>();
  const stack = [...of];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    for (const edge of graph.nodes[id]!.inputs) stack.push(edge.from);
  }
  return seen;
}

/** True if an edge fills the whole input of its target. */
export function isWhole(edge: Edge, from: NetworkNode, to: NetworkNode): boolean {
  return edge.offset === 0 && sizeOf(from.shape) === sizeOf(to.inputShape);
}

/**
 * Order in which the nodes of `keep` answer within one timestep. Causal nodes come as early as
 * they can, since they answer from their state.
 *
 * @throws CompileError that names a cycle without a step of delay.
 */
export function timestepOrder(graph: Graph, keep: ReadonlySet<number>): NetworkNode[] {
  const order: NetworkNode[] = [];
  const state = new Map<number, 'open' | 'done'>();
  const path: number[] = [];
  const visit = (id: number): void => {
    const mark = state.get(id);
    if (mark === 'done') return;
    if (mark === 'open') throw cycleError(graph, path.slice(path.indexOf(id)));
    state.set(id, 'open');
    path.push(id);
    const node = graph.nodes[id]!;
    if (!isCausal(node)) for (const edge of node.inputs) visit(edge.from);
    path.pop();
    state.set(id, 'done');
    order.push(node);
  };
  for (const id of [...keep].sort((a, b) => a - b)) visit(id);
  return order;
}

function cycleError(graph: Graph, ids: readonly number[]): CompileError {
  const flow = [...ids].reverse();
  const names = [...flow, flow[0]!].map((id) => graph.nodes[id]!.name);
  return new CompileError(
    `cycle without delay: ${names.join(' -> ')}. Put delay(1) or a filter on one of these.`,
    { code: 'cycle', path: names[0]! },
  );
}

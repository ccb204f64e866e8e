import { showShape, sizeOf } from '../core/shape.js';
import { definitionOf } from '../kernels/table.js';
import type { NetworkNode } from '../network/node.js';
import { type Graph, roleOf, timestepOrder } from './graph.js';
import {
  arrayOf,
  choiceOf,
  eachOf,
  fieldsOf,
  positionOf,
  secondsOf,
  shapeOf,
  textOf,
  wholeOf,
  wrong,
} from './program-fields.js';

/**
 * The host graph of a saved program: known operators with parameters they can run with, connections
 * that fit, no cycle without delay.
 *
 * @throws CodecError that names the node and the field; a CompileError that names a cycle
 */
export function checkHost(json: unknown, where: string): Graph {
  const fields = fieldsOf(json, where);
  const dt = secondsOf(fields.dt, `${where}.dt`);
  const nodes = eachOf(fields.nodes, `${where}.nodes`, checkNode);
  for (const [id, node] of nodes.entries()) {
    const at = `${where}.nodes[${id}]`;
    for (const [i, edge] of node.inputs.entries()) {
      const from = nodes[positionOf(edge.from, `${at}.inputs[${i}].from`, nodes.length, 'nodes')];
      const room = sizeOf(node.inputShape) - sizeOf(from.shape);
      positionOf(edge.offset, `${at}.inputs[${i}].offset`, room + 1, 'offsets');
      wholeOf(edge.order, `${at}.inputs[${i}].order`);
    }
    checkState(node, nodes, at);
  }
  const graph = { dt, nodes };
  for (const [id, node] of nodes.entries()) checkKernel(node, dt, `${where}.nodes[${id}]`);
  timestepOrder(graph, new Set(nodes.keys()));
  return graph;
}

function checkNode(json: unknown, where: string, id: number): NetworkNode {
  const node = fieldsOf(json, where);
  choiceOf(node.id, `${where}.id`, [id]);
  textOf(node.name, `${where}.name`);
  textOf(node.kind, `${where}.kind`);
  const params = fieldsOf(node.params, `${where}.params`);
  shapeOf(node.inputShape, `${where}.inputShape`);
  const size = sizeOf(shapeOf(node.shape, `${where}.shape`));
  eachOf(node.inputs, `${where}.inputs`, fieldsOf);
  if (node.kind === 'constant') {
    arrayOf(params.value, `${where}.params.value`, Float64Array, size);
  }
  return json as NetworkNode;
}

/** State is read from one population, whole. */
function checkState(node: NetworkNode, nodes: readonly NetworkNode[], where: string): void {
  if (node.kind !== 'state') return;
  choiceOf(node.params.key, `${where}.params.key`, ['voltage', 'current']);
  const [first] = node.inputs;
  if (node.inputs.length !== 1) throw wrong(`${where}.inputs`, node.inputs, 'one population');
  const from = nodes[first.from];
  choiceOf(roleOf(from), `${where}, what it is the state of,`, ['neurons']);
  choiceOf(sizeOf(from.shape), `${where}.shape, its size`, [sizeOf(node.shape)]);
}

const withoutKernel = new Set(['input', 'constant', 'receive', 'state']);

/** Kernels trust their parameters, so each is made once here to see that they are all there. */
function checkKernel(node: NetworkNode, dt: number, where: string): void {
  if (withoutKernel.has(node.kind)) return;
  const { kind, params, inputShape } = node;
  const shape = attempt(where, kind, () => {
    const definition = definitionOf(kind);
    definition.make(params, { dt, inputShape });
    return definition.outputShape(params, inputShape);
  });
  if (showShape(shape) === showShape(node.shape)) return;
  throw wrong(`${where}.shape`, showShape(node.shape), `${showShape(shape)}, what ${kind} gives`);
}

function attempt<T>(where: string, kind: string, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw wrong(`${where}.kind`, kind, `an operator that runs here (${reason})`);
  }
}

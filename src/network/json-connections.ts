import { NetworkError } from '../core/errors.js';
import { showShape, sizeOf } from '../core/shape.js';
import type { NodeJson } from './json-form.js';
import type { Edge } from './node.js';

/**
 * Checks what no node shows alone: names and orders are unique, connections come from nodes there
 * are and fit into the input they go to.
 *
 * @throws NetworkError that names both ends
 */
export function checkConnections(nodes: readonly NodeJson[]): void {
  checkNames(nodes);
  const owners = new Map<number, string>();
  for (const [id, node] of nodes.entries()) {
    const where = `node ${id} "${node.name}"`;
    checkCount(node, where);
    let last = -1;
    for (const [i, edge] of node.inputs.entries()) {
      const place = `${where}, input ${i}`;
      checkFrom(edge, nodes, place);
      checkFit(edge, nodes, node, place);
      checkOrder(edge, last, owners, place);
      last = edge.order;
    }
  }
}

function checkNames(nodes: readonly NodeJson[]): void {
  const ids = new Map<string, number>();
  for (const [id, { name }] of nodes.entries()) {
    const other = ids.get(name);
    if (other !== undefined) {
      throw bad(`node ${id}`, `has the name "${name}" of node ${other}. Names are unique.`);
    }
    ids.set(name, id);
  }
}

/** Inputs and constants take nothing; a state is read from exactly one population. */
function checkCount({ kind, inputs }: NodeJson, where: string): void {
  if (kind === 'input' || kind === 'constant') {
    if (inputs.length === 0) return;
    throw bad(where, `is of kind ${kind} and takes nothing, but has ${inputs.length} inputs.`);
  }
  if (kind === 'state' && inputs.length !== 1) {
    throw bad(where, `is the state of one population, but has ${inputs.length} inputs.`);
  }
}

function checkFrom({ from }: Edge, nodes: readonly NodeJson[], where: string): void {
  if (from < nodes.length) return;
  throw bad(where, `from is ${from}, expected a node from 0 to ${nodes.length - 1}.`);
}

function checkFit(
  { from, offset }: Edge,
  nodes: readonly NodeJson[],
  { kind, inputShape }: NodeJson,
  where: string,
): void {
  const source = nodes[from]!;
  const free = sizeOf(inputShape) - offset - sizeOf(source.shape);
  // The state of a population is read whole.
  if (kind === 'state' ? free === 0 && offset === 0 : free >= 0) return;
  throw bad(
    where,
    `"${source.name}" has ${showShape(source.shape)} values from element ${offset} on, ` +
      `the input has ${showShape(inputShape)}.`,
  );
}

function checkOrder(
  { order }: Edge,
  last: number,
  owners: Map<number, string>,
  where: string,
): void {
  const owner = owners.get(order);
  if (owner !== undefined) {
    throw bad(where, `order is ${order}, as at ${owner}. Orders count all connections.`);
  }
  if (order < last) {
    throw bad(where, `order is ${order}, expected more than ${last}, that of the input before.`);
  }
  owners.set(order, where);
}

function bad(where: string, what: string): NetworkError {
  return new NetworkError(`${where}: ${what}`, { code: 'bad-network-json', path: where });
}

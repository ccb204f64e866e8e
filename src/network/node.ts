import type { Params } from '../core/description.js';
import type { Shape } from '../core/shape.js';

/**
 * A directed connection: the value of node `from` is added to the input of the node that holds it,
 * beginning at element `offset`. `order` counts all connections of a network as they were declared.
 */
export interface Edge {
  readonly from: number;
  readonly offset: number;
  readonly order: number;
}

/** One operator of a network as plain data. Kinds `input`, `constant` and `state` are built in. */
export interface NetworkNode {
  readonly id: number;
  name: string;
  readonly kind: string;
  readonly params: Params;
  readonly inputShape: Shape;
  readonly shape: Shape;
  readonly inputs: Edge[];
}

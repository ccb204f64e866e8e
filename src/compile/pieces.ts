import type { NetworkNode } from '../network/node.js';
import type { GraphBuilder } from './graph.js';
import type { Piece } from './links.js';

/**
 * Adds the operators of a link behind `source` to a graph; constants they add are left out, for a
 * population on chip has them in its bias.
 *
 * @param skip operators that are left out
 */
export function appendPieces(
  builder: GraphBuilder,
  source: NetworkNode,
  pieces: readonly Piece[],
  name: string,
  skip: ReadonlySet<NetworkNode> = new Set(),
): NetworkNode {
  let from = source;
  for (const [i, piece] of pieces.entries()) {
    if (piece.kind === 'embed') {
      const whole = builder.add('sum', `${name}.${i}`, {}, [piece.total], [piece.total]);
      builder.connect(from, whole, piece.offset);
      from = whole;
      continue;
    }
    if (skip.has(piece.node) || piece.node.kind === 'bias') continue;
    const { kind, inputShape, shape } = piece.node;
    const { bias: _inPopulation, ...params } = piece.node.params;
    const next = builder.add(kind, `${name}.${piece.node.name}`, params, inputShape, shape);
    builder.connect(from, next);
    from = next;
  }
  return from;
}

import { sizeOf } from '../core/shape.js';
import type { NetworkNode } from '../network/node.js';
import { radiusOf } from './ensembles.js';
import type { GraphBuilder } from './graph.js';
import { appendPieces } from './pieces.js';
import type { PlacedLink } from './plan.js';
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

/** One sender per link into the chip; links from one population share its input. */
export function addSenders(
  links: readonly PlacedLink[],
  builder: GraphBuilder,
  nodeOf: ReadonlyMap<number, number>,
): Sender[] {
  const shared = new Map<number, number>();
  let inputs = 0;
  return links.map((link): Sender => {
    const source = builder.nodes[nodeOf.get(link.link.source.id)!]!;
    if (link.crossing === 'value') {
      const { id, shape } = appendOnOff(builder, source, link);
      return { link, node: id, input: inputs++, size: shape[0]!, repeat: 'once' };
    }
    const input = shared.get(source.id) ?? inputs++;
    shared.set(source.id, input);
    const repeat = link.crossing === 'counts' ? 'counts' : 'once';
    return { link, node: source.id, input, size: sizeOf(source.shape), repeat };
  });
}

/**
 * What acts on the host before the on/off neurons: the filters of a link, and on the way to an
 * ensemble its linear operators too and the division by the radius.
 */
export function appendOnOff(
  builder: GraphBuilder,
  source: NetworkNode,
  placed: PlacedLink,
): NetworkNode {
  const { link, coding } = placed;
  const name = `${link.source.name}->${link.target.name}`;
  if (coding !== 'encoders') {
    const filtered = filtersOf(link).reduce(
      (from, filter) => builder.append(from, filter.kind, `${name}.${filter.kind}`, filter.params),
      source,
    );
    return builder.append(filtered, 'onOff', `${name}.onOff`, {});
  }
  const value = appendPieces(builder, source, link.pieces, name);
  const radius = radiusOf(link.target);
  const inRadii =
    radius === 1 ? value : builder.append(value, 'scale', `${name}.radius`, { factor: 1 / radius });
  return builder.append(inRadii, 'onOff', `${name}.onOff`, {});
}

import { sizeOf } from '../core/shape.js';
import type { DecodeParams } from '../kernels/decode.js';
import type { NetworkNode } from '../network/node.js';
import type { Link, Piece } from './links.js';
import { transformOf } from './transform.js';

/**
 * How a link acts on its target: `axons` on neurons directly; `encoders` as on/off spikes of the
 * host on an ensemble's encoders; `decodeNeurons` through neurons of its own on those encoders.
 */
export type Coding = 'axons' | 'encoders' | 'decodeNeurons';

/** The `decode` a link begins with, or `null`. */
export function decodeOf({ pieces }: Pick<Link, 'pieces'>): NetworkNode | null {
  const [first] = pieces;
  return first?.kind === 'operator' && first.node.kind === 'decode' ? first.node : null;
}

/** Values go to the encoders of an ensemble; everything else to the neurons. */
export function codingOf(link: Link, isValue: boolean): Coding {
  if (link.target.kind !== 'ensemble') return 'axons';
  if (isValue) return 'encoders';
  return hasFullWeights(link) ? 'axons' : 'decodeNeurons';
}

function hasFullWeights(link: Link): boolean {
  const decode = decodeOf(link);
  return decode !== null && (decode.params as unknown as DecodeParams).solver.weights;
}

/** A link into an ensemble: where its values go, and what is done to them before that. */
export interface Aimed {
  readonly link: Link;
  /** Dimensions of the target that the link reaches. */
  readonly dimensions: Uint32Array;
}

/** A place in a concatenation in front of an ensemble becomes the dimensions that are reached. */
export function aim(link: Link): Aimed {
  const last: Piece | undefined = link.pieces.at(-1);
  const whole = sizeOf(link.target.inputShape);
  if (last?.kind !== 'embed') {
    return { link, dimensions: Uint32Array.from({ length: whole }, (_, d) => d) };
  }
  const dimensions = Uint32Array.from({ length: last.size }, (_, d) => last.offset + d);
  return { link: { ...link, pieces: link.pieces.slice(0, -1) }, dimensions };
}

/** True for a connection that only arose from removing sums and passes nothing on. */
export function isNothing(link: Link): boolean {
  if (!link.merged) return false;
  const decode = decodeOf(link);
  const behind = decode === null ? link : { ...link, source: decode, pieces: link.pieces.slice(1) };
  const { map } = transformOf(behind);
  const values = map.kind === 'matrix' ? map.matrix.value : map.kernel;
  return values.every((value) => value === 0);
}

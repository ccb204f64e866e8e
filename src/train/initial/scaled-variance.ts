import type { Random } from '../../core/random.js';
import type { Glorot, He } from './spec.js';
import { truncatedNormal } from './truncated-normal.js';

/** The sizes that the variance of a kernel depends on. */
export interface Fans {
  /** Channels in and out: without the positions of a convolution's kernel. */
  readonly fanIn: number;
  readonly fanOut: number;
  /** Positions of the kernel; 1 for a matrix. Every position is drawn for itself. */
  readonly area: number;
}

/**
 * Draws numbers of mean 0 whose variance s keeps that of the signals: uniform in +-sqrt(3 s), or normal
 * with variance s, truncated at two standard deviations. As a convolution adds up `area` positions, s is
 * divided by that.
 */
export function scaledVariance(spec: Glorot | He, fans: Fans, random: Random): () => number {
  const variance = varianceOf(spec, fans);
  const { distribution = spec.kind === 'glorot' ? 'uniform' : 'normal' } = spec;
  if (distribution === 'normal') return truncatedNormal(random, 0, Math.sqrt(variance));
  const bound = Math.sqrt(3 * variance);
  return () => bound * (2 * random.uniform() - 1);
}

function varianceOf({ kind, scale = 1 }: Glorot | He, { fanIn, fanOut, area }: Fans): number {
  const s = kind === 'glorot' ? scale / ((fanIn + fanOut) / 2) : (scale * scale) / fanIn;
  return s / area;
}

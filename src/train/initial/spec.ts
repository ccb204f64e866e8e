import { requireChoice, requireNumber } from '../../kernels/check.js';

interface Scaled {
  /** Above 0; default 1. */
  readonly scale?: number;
  /** Default: uniform for `glorot`, normal for `he`. */
  readonly distribution?: 'uniform' | 'normal';
}

/**
 * Variance scale / ((fanIn + fanOut) / 2) (Glorot and Bengio, "Understanding the difficulty of training
 * deep feedforward neural networks", 2010).
 */
export interface Glorot extends Scaled {
  readonly kind: 'glorot';
}

/** Variance scale^2 / fanIn (He et al., "Delving deep into rectifiers", 2015: scale sqrt(2)). */
export interface He extends Scaled {
  readonly kind: 'he';
}

/** Normal, redrawn until within two standard deviations of the mean. */
export interface TruncatedNormal {
  readonly kind: 'truncatedNormal';
  /** Default 0. */
  readonly mean?: number;
  /** Before truncating, above 0; default 0.05. */
  readonly deviation?: number;
}

/** Where kernels start, as plain data. */
export type InitialSpec = Glorot | He | TruncatedNormal;

/** Throws a NetworkError that names the first field that is out of range. */
export function checkInitial(spec: InitialSpec): void {
  const { kind } = spec;
  requireChoice('initial', 'kind', kind, ['glorot', 'he', 'truncatedNormal']);
  if (spec.kind === 'truncatedNormal') {
    requireNumber(kind, 'mean', spec.mean ?? 0, {});
    requireNumber(kind, 'deviation', spec.deviation ?? 0.05, { above: 0 });
    return;
  }
  requireNumber(kind, 'scale', spec.scale ?? 1, { above: 0 });
  requireChoice(kind, 'distribution', spec.distribution ?? 'normal', ['uniform', 'normal']);
}

import { requireChoice, requireNumber } from '../../kernels/check.js';

/**
 * Which neuron layers a regularizer looks at: all, those on the chip, those off it, or those named.
 * Default where a spec has none: all.
 */
export type LayerChoice = 'all' | 'onChip' | 'offChip' | readonly string[];

interface Choosing {
  readonly layers?: LayerChoice;
  /** Factor on the term of each layer; every kind has its own default. */
  readonly weight?: number;
}

/** The mean of (Hz - targetHz)^2 over all entries. */
export interface TargetRate extends Choosing {
  readonly kind: 'targetRate';
  /** Default 250. */
  readonly targetHz?: number;
  /** Default 1e-3. */
  readonly weight?: number;
}

/** The sum of the Hz above maxHz and of the Hz missing to minHz over all entries, the batch's too. */
export interface RateRange extends Choosing {
  readonly kind: 'range';
  /** Default 200. */
  readonly minHz?: number;
  /** Default 300. */
  readonly maxHz?: number;
  /** Default 100. */
  readonly weight?: number;
}

/**
 * Half the sum over neurons of the squared distance of the neuron's percentile over the batch from the
 * range, in units of the output: with amplitude 1 / maxHz the top of the range is 1.
 */
export interface PercentileRange extends Choosing {
  readonly kind: 'percentileRange';
  /** 0 to 100; default 99. */
  readonly percentile?: number;
  readonly minHz: number;
  readonly maxHz: number;
  /** Default 1e-3. */
  readonly weight?: number;
}

/** The mean over the batch of the norm of the outputs (not of Hz) of one example. */
export interface OutputNorm extends Choosing {
  readonly kind: 'norm';
  /** 1 or more, Infinity excluded; default 2. */
  readonly order?: number;
  /** Default 1. */
  readonly weight?: number;
}

/** What keeps rates in range during training, as plain data. */
export type RegularizerSpec = TargetRate | RateRange | PercentileRange | OutputNorm;

/** Throws a NetworkError that names the first field of a regularizer that is out of range. */
export function checkRegularizer(spec: RegularizerSpec): void {
  const { kind, weight = 0 } = spec;
  requireChoice('regularizer', 'kind', kind, ['targetRate', 'range', 'percentileRange', 'norm']);
  requireNumber(kind, 'weight', weight, { atLeast: 0 });
  if (!Array.isArray(spec.layers)) {
    requireChoice(kind, 'layers', spec.layers ?? 'all', ['all', 'onChip', 'offChip']);
  }
  if (spec.kind === 'targetRate') {
    requireNumber(kind, 'targetHz', spec.targetHz ?? 250, { atLeast: 0 });
  } else if (spec.kind === 'norm') {
    requireNumber(kind, 'order', spec.order ?? 2, { atLeast: 1 });
  } else {
    const { minHz = 200, maxHz = 300 } = spec.kind === 'range' ? spec : given(spec);
    requireNumber(kind, 'maxHz', maxHz, { above: 0 });
    requireNumber(kind, 'minHz', minHz, { atMost: maxHz });
  }
  if (spec.kind === 'percentileRange') {
    requireNumber(kind, 'percentile', spec.percentile ?? 99, { atLeast: 0, atMost: 100 });
  }
}

/** Checks the two that have no default. */
function given({ kind, minHz, maxHz }: PercentileRange): { minHz: number; maxHz: number } {
  requireNumber(kind, 'minHz', minHz, {});
  requireNumber(kind, 'maxHz', maxHz, {});
  return { minHz, maxHz };
}

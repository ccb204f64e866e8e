import { convert } from '../convert/convert.js';
import type { LayerModel } from '../convert/model.js';
import type { ConvertOptions } from '../convert/options.js';
import { RunError } from '../core/errors.js';
import type { Samples } from '../core/samples.js';
import { measureFloat } from '../measure/measure-float.js';

/** How high a layer's rates should be: the mean of its active neurons, or a percentile of theirs. */
export type Target =
  | { readonly mean: number }
  | { readonly percentile: 99 | 99.9; readonly hz: number };

/** Rates of a layer per Hz of scale: what plain relu gives at scale 1. */
export interface LayerNeed {
  readonly layer: string;
  readonly neurons: number;
  readonly onChip: boolean;
  /** Of neurons that are active for a sample: their mean, and two percentiles of theirs. */
  readonly activeMean: number;
  readonly p99: number;
  readonly p999: number;
  /** Mean over all neurons. */
  readonly mean: number;
}

/** Rates are counted in whole Hz, so layers are measured at a scale where that is fine enough. */
const FINE = 1000;

/** Measures what every neuron layer does with plain relu, as the tutorial does at scale 1. */
export async function layerNeeds(
  model: LayerModel,
  samples: Samples,
  base: ConvertOptions,
  signal?: AbortSignal,
): Promise<readonly LayerNeed[]> {
  const converted = convert(model, { ...base, scaleFiringRates: FINE });
  const { layers } = await measureFloat(converted, samples, {
    ...(signal === undefined ? {} : { signal }),
  });
  return layers.map(({ layer, neurons, onChip, activeMeanHz, p99Hz, p999Hz, meanHz }) => ({
    layer,
    neurons,
    onChip,
    activeMean: activeMeanHz / FINE,
    p99: p99Hz / FINE,
    p999: p999Hz / FINE,
    mean: meanHz / FINE,
  }));
}

/**
 * One scale per layer that gives it the rate asked for. A layer that no sample made active gets
 * Infinity: every scale keeps it there.
 *
 * @throws RunError for a target that is none
 */
export function scalesFor(
  target: Target,
  needs: readonly LayerNeed[],
): ReadonlyMap<string, number> {
  const hz = 'mean' in target ? target.mean : target.hz;
  if (!(hz > 0 && Number.isFinite(hz))) {
    throw new RunError(`calibrate: target is ${hz} Hz, expected a rate above 0.`, {
      code: 'bad-option',
      path: 'target',
    });
  }
  return new Map(needs.map((need) => [need.layer, hz / rateOf(target, need)] as const));
}

function rateOf(target: Target, { activeMean, p99, p999 }: LayerNeed): number {
  if ('mean' in target) return activeMean;
  return target.percentile === 99 ? p99 : p999;
}

import { sizeOf } from '../core/shape.js';
import type { Vector } from '../core/vector.js';
import { requireNumber } from './check.js';
import { defineKernel, type KernelContext, type SameStepKernel } from './kernel.js';
import {
  makeDrive,
  type NeuronOptions,
  type NeuronParams,
  neuronParams,
  neuronShape,
} from './neurons.js';
import { leakyCurve } from './rate-curves.js';

/** Parameters of `lifRate`. */
export interface LifRateParams extends NeuronParams {
  /** Membrane time constant in seconds. */
  readonly tauRc: number;
  /** Refractory period in seconds. */
  readonly tauRef: number;
}

/** What users give for `lifRate`. */
export interface LifRateOptions extends NeuronOptions {
  /** Membrane time constant in seconds, above 0; default 0.02. */
  readonly tauRc?: number;
  /** Refractory period in seconds, 0 or more; default 0.002. */
  readonly tauRef?: number;
}

/**
 * The rate of leaky neurons instead of their spikes:
 * out = amplitude / (tauRef + tauRc log1p(1 / (J - 1))) for J > 1, else 0. State: `current`.
 */
export const lifRate = defineKernel<LifRateParams>({
  kind: 'lifRate',
  role: 'neurons',
  outputShape: (params, input) => neuronShape('lifRate', params, input),
  make: lifRateKernel,
});

function lifRateKernel(params: LifRateParams, { inputShape }: KernelContext): SameStepKernel {
  const { rate } = leakyCurve(params.tauRc, params.tauRef, params.amplitude);
  const { current, drive } = makeDrive(params, sizeOf(inputShape));
  const step = (input: Vector, output: Vector): void => {
    drive(input);
    for (let i = 0; i < current.length; i++) output[i] = rate(current[i]!);
  };
  return { causal: false, state: { current }, step };
}

/** Checks the options of a leaky rate type and fills in the defaults. */
export function lifRateParams(kind: string, options: LifRateOptions): LifRateParams {
  const { tauRc = 0.02, tauRef = 0.002 } = options;
  requireNumber(kind, 'tauRc', tauRc, { unit: 'seconds', above: 0 });
  requireNumber(kind, 'tauRef', tauRef, { unit: 'seconds', atLeast: 0 });
  return { ...neuronParams(kind, options), tauRc, tauRef };
}

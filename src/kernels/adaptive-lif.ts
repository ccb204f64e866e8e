import { sizeOf } from '../core/shape.js';
import type { Vector } from '../core/vector.js';
import { requireNumber } from './check.js';
import { defineKernel, type KernelContext, type SameStepKernel } from './kernel.js';
import { type LifOptions, type LifParams, lifMembranes, lifParams } from './lif.js';
import { type LifRateOptions, type LifRateParams, lifRateParams } from './lif-rate.js';
import { makeDrive, neuronShape } from './neurons.js';
import { leakyCurve } from './rate-curves.js';

/** Parameters of the adaptation. */
export interface AdaptationParams {
  /** Time constant of the adaptation in seconds. */
  readonly tauN: number;
  /** Strength of the adaptation: a constant rate r ends at n = incN r. */
  readonly incN: number;
}

/** What users give for the adaptation. */
export interface AdaptationOptions {
  /** Time constant of the adaptation in seconds, above 0; default 1. */
  readonly tauN?: number;
  /** Current taken away per Hz of output in the long run, 0 or more; default 0.01. */
  readonly incN?: number;
}

/** Parameters of `adaptiveLif`. */
export type AdaptiveLifParams = LifParams & AdaptationParams;

/** Parameters of `adaptiveLifRate`. */
export type AdaptiveLifRateParams = LifRateParams & AdaptationParams;

/**
 * Leaky neurons that tire: as `lif` with the current J - n, then n += (dt / tauN) (incN out - n).
 * State: `voltage`, `refractory`, `adaptation` (n), `current` (J).
 */
export const adaptiveLif = defineKernel<AdaptiveLifParams>({
  kind: 'adaptiveLif',
  role: 'neurons',
  outputShape: (params, input) => neuronShape('adaptiveLif', params, input),
  make: (params, context) => {
    const { voltage, refractory, integrate } = lifMembranes(
      params,
      context.dt,
      sizeOf(context.inputShape),
    );
    return adapting(params, context, integrate, { voltage, refractory });
  },
});

/**
 * The rate of leaky neurons that tire: as `lifRate` with the current J - n, then
 * n += (dt / tauN) (incN out - n). State: `adaptation` (n), `current` (J).
 */
export const adaptiveLifRate = defineKernel<AdaptiveLifRateParams>({
  kind: 'adaptiveLifRate',
  role: 'neurons',
  outputShape: (params, input) => neuronShape('adaptiveLifRate', params, input),
  make: (params, context) => {
    const { rate } = leakyCurve(params.tauRc, params.tauRef, params.amplitude);
    const fire = (current: Float64Array, output: Vector): void => {
      for (let i = 0; i < current.length; i++) output[i] = rate(current[i]!);
    };
    return adapting(params, context, fire, {});
  },
});

function adapting(
  params: LifRateParams & AdaptationParams,
  { dt, inputShape }: KernelContext,
  fire: (current: Float64Array, output: Vector) => void,
  state: SameStepKernel['state'],
): SameStepKernel {
  const { tauN, incN } = params;
  const { current, drive } = makeDrive(params, sizeOf(inputShape));
  const adaptation = new Float64Array(current.length);
  const left = new Float64Array(current.length);
  const fired = new Float64Array(current.length);
  const step = (input: Vector, output: Vector): void => {
    drive(input);
    for (let i = 0; i < left.length; i++) left[i] = current[i]! - adaptation[i]!;
    fire(left, fired);
    for (let i = 0; i < left.length; i++) {
      adaptation[i] = adaptation[i]! + (dt / tauN) * (incN * fired[i]! - adaptation[i]!);
      output[i] = fired[i]!;
    }
  };
  return { causal: false, state: { ...state, adaptation, current }, step };
}

/** Checks the options of `adaptiveLif` and fills in the defaults. */
export function adaptiveLifParams(options: LifOptions & AdaptationOptions): AdaptiveLifParams {
  return { ...lifParams('adaptiveLif', options), ...adaptation('adaptiveLif', options) };
}

/** Checks the options of `adaptiveLifRate` and fills in the defaults. */
export function adaptiveLifRateParams(
  options: LifRateOptions & AdaptationOptions,
): AdaptiveLifRateParams {
  return {
    ...lifRateParams('adaptiveLifRate', options),
    ...adaptation('adaptiveLifRate', options),
  };
}

function adaptation(kind: string, { tauN = 1, incN = 0.01 }: AdaptationOptions): AdaptationParams {
  requireNumber(kind, 'tauN', tauN, { unit: 'seconds', above: 0 });
  requireNumber(kind, 'incN', incN, { atLeast: 0 });
  return { tauN, incN };
}

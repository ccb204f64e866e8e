import { type Shape, sizeOf } from '../core/shape.js';
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
import { type RateCurve, sigmoidCurve, tanhCurve } from './rate-curves.js';

/** Parameters of `sigmoid` and `tanh`. */
export interface CurveParams extends NeuronParams {
  /** Seconds; the highest rate is amplitude / tauRef. */
  readonly tauRef: number;
}

/** What users give for `sigmoid` and `tanh`. */
export interface CurveOptions extends NeuronOptions {
  /** Seconds, above 0: the highest rate is amplitude / tauRef; default 0.0025. */
  readonly tauRef?: number;
}

/** Rates along the logistic curve: out = (amplitude / tauRef) / (1 + exp(-J)). State: `current`. */
export const sigmoid = curveKernel('sigmoid', sigmoidCurve);

/** Rates of both signs: out = amplitude tanh(J) / tauRef. State: `current`. */
export const tanh = curveKernel('tanh', tanhCurve);

function curveKernel(kind: string, curveOf: (tauRef: number) => RateCurve) {
  const make = (params: CurveParams, { inputShape }: KernelContext): SameStepKernel => {
    const { amplitude } = params;
    const { rate } = curveOf(params.tauRef);
    const { current, drive } = makeDrive(params, sizeOf(inputShape));
    const step = (input: Vector, output: Vector): void => {
      drive(input);
      for (let i = 0; i < current.length; i++) output[i] = amplitude * rate(current[i]!);
    };
    return { causal: false, state: { current }, step };
  };
  const outputShape = (params: CurveParams, input: Shape) => neuronShape(kind, params, input);
  return defineKernel<CurveParams>({ kind, role: 'neurons', outputShape, make });
}

/** Checks the options of `sigmoid` or `tanh` and fills in the defaults. */
export function curveParams(kind: string, options: CurveOptions): CurveParams {
  const { tauRef = 0.0025 } = options;
  requireNumber(kind, 'tauRef', tauRef, { unit: 'seconds', above: 0 });
  return { ...neuronParams(kind, options), tauRef };
}

import { sizeOf } from '../core/shape.js';
import type { Vector } from '../core/vector.js';
import { numbers, requireSize, spread } from './check.js';
import { defineKernel, type SameStepKernel } from './kernel.js';

/** Parameters of `scale`. */
export interface ScaleParams {
  /** One factor for all elements, or one for each. */
  readonly factor: number | Float64Array;
}

/** out[i] = factor[i] in[i]. */
export const scale = defineKernel<ScaleParams>({
  kind: 'scale',
  role: 'linear',
  outputShape: ({ factor }, input) => {
    requireSize('scale', 'factor', factor, sizeOf(input));
    return input;
  },
  make: ({ factor }, { inputShape }) => scaleKernel(spread(factor, sizeOf(inputShape))),
});

function scaleKernel(factor: Float64Array): SameStepKernel {
  const step = (input: Vector, output: Vector): void => {
    for (let i = 0; i < factor.length; i++) output[i] = factor[i]! * input[i]!;
  };
  return { causal: false, state: {}, step };
}

/** Checks the parameters of a scale once, where it is declared. */
export function scaleParams(factor: number | ArrayLike<number>): ScaleParams {
  return { factor: numbers('scale', 'factor', factor) };
}

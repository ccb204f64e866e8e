import { sizeOf } from '../core/shape.js';
import type { Vector } from '../core/vector.js';
import { numbers, requireSize, spread } from './check.js';
import { defineKernel, type SameStepKernel } from './kernel.js';

/** Parameters of `bias`. */
export interface BiasParams {
  /** One value added to all elements, or one for each. */
  readonly bias: number | Float64Array;
}

/** out[i] = in[i] + bias[i]. */
export const bias = defineKernel<BiasParams>({
  kind: 'bias',
  role: 'affine',
  outputShape: (params, input) => {
    requireSize('bias', 'bias', params.bias, sizeOf(input));
    return input;
  },
  make: (params, { inputShape }) => biasKernel(spread(params.bias, sizeOf(inputShape))),
});

function biasKernel(added: Float64Array): SameStepKernel {
  const step = (input: Vector, output: Vector): void => {
    for (let i = 0; i < added.length; i++) output[i] = input[i]! + added[i]!;
  };
  return { causal: false, state: {}, step };
}

/** Checks the parameters of a bias once, where it is declared. */
export function biasParams(value: number | ArrayLike<number>): BiasParams {
  return { bias: numbers('bias', 'bias', value) };
}

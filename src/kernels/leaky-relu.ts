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

/** Parameters of `leakyRelu`. */
export interface LeakyReluParams extends NeuronParams {
  /** Factor on negative currents. */
  readonly slope: number;
}

/** What users give for `leakyRelu`. */
export interface LeakyReluOptions extends NeuronOptions {
  /** Factor on negative currents; default 0.1. */
  readonly slope?: number;
}

/** Rates of both signs: out = amplitude J for J >= 0, amplitude slope J below. State: `current`. */
export const leakyRelu = defineKernel<LeakyReluParams>({
  kind: 'leakyRelu',
  role: 'neurons',
  outputShape: (params, input) => neuronShape('leakyRelu', params, input),
  make: leakyReluKernel,
});

function leakyReluKernel(params: LeakyReluParams, { inputShape }: KernelContext): SameStepKernel {
  const { amplitude, slope } = params;
  const { current, drive } = makeDrive(params, sizeOf(inputShape));
  const step = (input: Vector, output: Vector): void => {
    drive(input);
    for (let i = 0; i < current.length; i++) {
      const J = current[i]!;
      output[i] = amplitude * (J < 0 ? slope * J : J);
    }
  };
  return { causal: false, state: { current }, step };
}

/** Checks the options of `leakyRelu` and fills in the defaults. */
export function leakyReluParams(options: LeakyReluOptions): LeakyReluParams {
  const { slope = 0.1 } = options;
  requireNumber('leakyRelu', 'slope', slope, {});
  return { ...neuronParams('leakyRelu', options), slope };
}

import { sizeOf } from '../core/shape.js';
import type { Vector } from '../core/vector.js';
import { defineKernel, type KernelContext, type SameStepKernel } from './kernel.js';
import { makeDrive, type NeuronParams, neuronShape } from './neurons.js';

/** Rates instead of spikes: out = amplitude max(J, 0). State: `current`. */
export const relu = defineKernel<NeuronParams>({
  kind: 'relu',
  role: 'neurons',
  outputShape: (params, input) => neuronShape('relu', params, input),
  make: reluKernel,
});

function reluKernel(params: NeuronParams, { inputShape }: KernelContext): SameStepKernel {
  const { amplitude } = params;
  const { current, drive } = makeDrive(params, sizeOf(inputShape));
  const step = (input: Vector, output: Vector): void => {
    drive(input);
    for (let i = 0; i < current.length; i++) output[i] = amplitude * Math.max(current[i]!, 0);
  };
  return { causal: false, state: { current }, step };
}

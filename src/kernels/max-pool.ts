import type { Vector } from '../core/vector.js';
import { defineKernel, type KernelContext, type SameStepKernel } from './kernel.js';
import { type PoolParams, poolMembers, poolShape } from './pool.js';

/** Largest value of every window and channel; cells outside the picture do not count. */
export const maxPool = defineKernel<PoolParams>({
  kind: 'maxPool',
  role: 'other',
  outputShape: (params, input) => poolShape('maxPool', params, input),
  make: maxPoolKernel,
});

function maxPoolKernel(params: PoolParams, { inputShape }: KernelContext): SameStepKernel {
  const { starts, members } = poolMembers('maxPool', params, inputShape);
  const step = (input: Vector, output: Vector): void => {
    for (let o = 0; o + 1 < starts.length; o++) {
      let largest = input[members[starts[o]!]!]!;
      for (let m = starts[o]! + 1; m < starts[o + 1]!; m++) {
        largest = Math.max(largest, input[members[m]!]!);
      }
      output[o] = largest;
    }
  };
  return { causal: false, state: {}, step };
}

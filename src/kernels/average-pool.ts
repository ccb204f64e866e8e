import type { Vector } from '../core/vector.js';
import { defineKernel, type KernelContext, type SameStepKernel } from './kernel.js';
import { type PoolParams, poolMembers, poolShape } from './pool.js';

/** Mean of every window and channel; cells outside the picture do not count. */
export const averagePool = defineKernel<PoolParams>({
  kind: 'averagePool',
  role: 'linear',
  outputShape: (params, input) => poolShape('averagePool', params, input),
  make: averagePoolKernel,
});

function averagePoolKernel(params: PoolParams, { inputShape }: KernelContext): SameStepKernel {
  const { starts, members } = poolMembers('averagePool', params, inputShape);
  const step = (input: Vector, output: Vector): void => {
    for (let o = 0; o + 1 < starts.length; o++) {
      const end = starts[o + 1]!;
      let sum = 0;
      for (let m = starts[o]!; m < end; m++) sum += input[members[m]!]!;
      output[o] = sum / (end - starts[o]!);
    }
  };
  return { causal: false, state: {}, step };
}

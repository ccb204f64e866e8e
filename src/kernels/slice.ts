import { NetworkError } from '../core/errors.js';
import { type Shape, sizeOf } from '../core/shape.js';
import type { Vector } from '../core/vector.js';
import { requireNumber } from './check.js';
import { defineKernel, type SameStepKernel } from './kernel.js';

/** Parameters of `slice`. */
export interface SliceParams {
  /** Flat positions of the elements to take, in the order they leave; may repeat. */
  readonly indices: Uint32Array;
}

/** out[i] = in[indices[i]]. */
export const slice = defineKernel<SliceParams>({
  kind: 'slice',
  role: 'linear',
  outputShape: sliceShape,
  make: ({ indices }) => sliceKernel(indices),
});

function sliceShape({ indices }: SliceParams, input: Shape): Shape {
  const size = sizeOf(input);
  const at = indices.findIndex((index) => index >= size);
  if (at >= 0) {
    throw new NetworkError(
      `slice: indices[${at}] is ${indices[at]}, the input has ${size} values (0 to ${size - 1}).`,
      { code: 'shape-mismatch', path: `slice.indices[${at}]` },
    );
  }
  return [indices.length];
}

function sliceKernel(indices: Uint32Array): SameStepKernel {
  const step = (input: Vector, output: Vector): void => {
    for (let i = 0; i < indices.length; i++) output[i] = input[indices[i]!]!;
  };
  return { causal: false, state: {}, step };
}

/** Checks the parameters of a slice once, where it is declared. */
export function sliceParams(indices: ArrayLike<number>): SliceParams {
  if (indices.length === 0) {
    throw new NetworkError('slice: indices are empty, expected at least one.', {
      code: 'bad-option',
      path: 'slice.indices',
    });
  }
  for (let i = 0; i < indices.length; i++) {
    requireNumber('slice', `indices[${i}]`, indices[i]!, { whole: true, atLeast: 0 });
  }
  return { indices: Uint32Array.from(indices) };
}

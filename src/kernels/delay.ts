import { sizeOf } from '../core/shape.js';
import type { Vector } from '../core/vector.js';
import { requireNumber } from './check.js';
import { type CausalKernel, defineKernel, type KernelContext } from './kernel.js';

/** Parameters of `delay`. */
export interface DelayParams {
  /** Timesteps, at least 1. */
  readonly steps: number;
}

/** out(n) = in(n - steps), 0 before. State: `ring` (steps rows) and `position` of the oldest row. */
export const delay = defineKernel<DelayParams>({
  kind: 'delay',
  role: 'other',
  outputShape: (_, input) => input,
  make: delayKernel,
});

function delayKernel({ steps }: DelayParams, { inputShape }: KernelContext): CausalKernel {
  const size = sizeOf(inputShape);
  const ring = new Float64Array(steps * size);
  const position = new Uint32Array(1);
  const emit = (output: Vector): void => {
    const start = position[0]! * size;
    for (let i = 0; i < size; i++) output[i] = ring[start + i]!;
  };
  const absorb = (input: Vector): void => {
    ring.set(input, position[0]! * size);
    position[0] = (position[0]! + 1) % steps;
  };
  return { causal: true, state: { ring, position }, emit, absorb };
}

/** Checks the parameters of a delay once, where it is declared. */
export function delayParams(steps: number): DelayParams {
  requireNumber('delay', 'steps', steps, { unit: 'timesteps', whole: true, atLeast: 1 });
  return { steps };
}

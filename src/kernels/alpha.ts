import { sizeOf } from '../core/shape.js';
import type { Vector } from '../core/vector.js';
import { alphaSystem } from './filter-system.js';
import { type CausalKernel, defineKernel, type KernelContext } from './kernel.js';
import type { FilterParams } from './lowpass.js';

/**
 * y = u / (tau s + 1)^2: rises and falls smoothly, its impulse response peaks after tau. Answered one
 * timestep late. State: `slope` and `level` of every element (`level` alone when tau is 0).
 */
export const alpha = defineKernel<FilterParams>({
  kind: 'alpha',
  role: 'filter',
  outputShape: (_, input) => input,
  make: alphaKernel,
});

function alphaKernel({ tau }: FilterParams, { dt, inputShape }: KernelContext): CausalKernel {
  const slope = new Float64Array(sizeOf(inputShape));
  const level = new Float64Array(slope.length);
  if (tau === 0) {
    const emit = (output: Vector): void => output.set(level);
    return { causal: true, state: { level }, emit, absorb: (input) => level.set(input) };
  }
  const { A, B, C } = alphaSystem(tau, dt);
  const [a, b, c, d] = A as unknown as [number, number, number, number];
  const [toSlope, toLevel] = B as unknown as [number, number];
  const gain = C[1]!;
  const emit = (output: Vector): void => {
    for (let i = 0; i < level.length; i++) output[i] = gain * level[i]!;
  };
  const absorb = (input: Vector): void => {
    for (let i = 0; i < level.length; i++) {
      const s = slope[i]!;
      const l = level[i]!;
      slope[i] = a * s + b * l + toSlope * input[i]!;
      level[i] = c * s + d * l + toLevel * input[i]!;
    }
  };
  return { causal: true, state: { slope, level }, emit, absorb };
}

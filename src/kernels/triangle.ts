import { sizeOf } from '../core/shape.js';
import type { Vector } from '../core/vector.js';
import { requireNumber } from './check.js';
import { type CausalKernel, defineKernel, type KernelContext } from './kernel.js';
import { roundHalfEven } from './loihi-tau.js';

/** Parameters of `triangle`. */
export interface TriangleParams {
  /** Length of the triangle in seconds. */
  readonly t: number;
}

/**
 * A moving average whose weights n, n - 1, ..., 1 over their sum fall in a straight line, n = round(t / dt)
 * + 1 taps, answered one timestep late. From one timestep to the next every weight falls by that of the
 * last tap, so y += n u' - sum of the last n u', where u' is u times that weight.
 * State: `ring` (n rows of u'), `position` of the oldest row, `value` (y).
 */
export const triangle = defineKernel<TriangleParams>({
  kind: 'triangle',
  role: 'filter',
  outputShape: (_, input) => input,
  make: triangleKernel,
});

function triangleKernel({ t }: TriangleParams, { dt, inputShape }: KernelContext): CausalKernel {
  const taps = roundHalfEven(t / dt) + 1;
  const size = sizeOf(inputShape);
  const ring = new Float64Array(taps * size);
  const position = new Uint32Array(1);
  const value = new Float64Array(size);
  const total = (taps * (taps + 1)) / 2;
  const [first, last] = [taps / total, 1 / total];
  const emit = (output: Vector): void => output.set(value);
  const absorb = (input: Vector): void => {
    for (let i = 0; i < size; i++) {
      let recent = 0;
      for (let at = i; at < ring.length; at += size) recent += ring[at]!;
      value[i] = value[i]! + first * input[i]! - recent;
      ring[position[0]! * size + i] = last * input[i]!;
    }
    position[0] = (position[0]! + 1) % taps;
  };
  return { causal: true, state: { ring, position, value }, emit, absorb };
}

/** Checks the length of a triangle once, where it is declared. */
export function triangleParams(t: number): TriangleParams {
  requireNumber('triangle', 't', t, { unit: 'seconds', atLeast: 0 });
  return { t };
}

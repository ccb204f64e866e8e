import { sizeOf } from '../core/shape.js';
import type { Vector } from '../core/vector.js';
import { requireNumber } from './check.js';
import { type CausalKernel, defineKernel, type KernelContext } from './kernel.js';
import { WORTH } from './wasm/arena.js';
import { wasmLowpass } from './wasm/lowpass.js';

/** Parameters of a synapse filter with one time constant. */
export interface FilterParams {
  /** Seconds, 0 or more; 0 passes the input on, one timestep late like every filter. */
  readonly tau: number;
}

/** y = a y + (1 - a) u with a = exp(-dt / tau), answered one timestep late. State: `value`. */
export const lowpass = defineKernel<FilterParams>({
  kind: 'lowpass',
  role: 'filter',
  outputShape: (_, input) => input,
  make: lowpassKernel,
});

function lowpassKernel({ tau }: FilterParams, { dt, inputShape }: KernelContext): CausalKernel {
  const size = sizeOf(inputShape);
  const keep = tau === 0 ? 0 : Math.exp(-dt / tau);
  const take = tau === 0 ? 1 : -Math.expm1(-dt / tau);
  return size < WORTH ? plainLowpass(size, keep, take) : wasmLowpass(size, keep, take);
}

/** The filter in TypeScript: the one to read. */
export function plainLowpass(size: number, keep: number, take: number): CausalKernel {
  const value = new Float64Array(size);
  const emit = (output: Vector): void => output.set(value);
  const absorb = (input: Vector): void => {
    for (let i = 0; i < value.length; i++) value[i] = keep * value[i]! + take * input[i]!;
  };
  return { causal: true, state: { value }, emit, absorb };
}

/** Checks the time constant of a filter once, where it is declared. */
export function filterParams(kind: string, tau: number): FilterParams {
  requireNumber(kind, 'tau', tau, { unit: 'seconds', atLeast: 0 });
  return { tau };
}

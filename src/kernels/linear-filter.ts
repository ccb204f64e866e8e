import { NetworkError } from '../core/errors.js';
import { linearFilterOf } from '../core/linear-filter.js';
import {
  type Discretization,
  discretized,
  type FilterSystem,
  stateSpace,
  type TransferFunction,
} from '../core/linear-system.js';
import { sizeOf } from '../core/shape.js';
import type { Vector } from '../core/vector.js';
import { requireChoice, requireFinite, requireNumber } from './check.js';
import { type CausalKernel, defineKernel, type KernelContext } from './kernel.js';

/** Parameters of `linearFilter`. */
export interface LinearFilterParams {
  /** Coefficients from the highest power down. */
  readonly num: Float64Array;
  readonly den: Float64Array;
  /** True: powers of s, per second; false: powers of z, per timestep. */
  readonly analog: boolean;
  /** How an analog filter becomes one in timesteps. */
  readonly method: Discretization;
}

/** What users may say about a linear filter. */
export interface LinearFilterOptions {
  /** True (default): powers of s, per second; false: powers of z, per timestep. */
  readonly analog?: boolean;
  /** How an analog filter becomes one in timesteps; default `zoh`. */
  readonly method?: Discretization;
}

/** y = num(s) / den(s) u, answered one timestep late. State: `memory` (order rows), `value`. */
export const linearFilter = defineKernel<LinearFilterParams>({
  kind: 'linearFilter',
  role: 'filter',
  outputShape: (_, input) => input,
  make: linearFilterKernel,
});

function linearFilterKernel(
  params: LinearFilterParams,
  { dt, inputShape }: KernelContext,
): CausalKernel {
  const { memory, value, absorb } = linearFilterOf(systemOf(params, dt), sizeOf(inputShape));
  const emit = (output: Vector): void => output.set(value);
  return { causal: true, state: { memory, value }, emit, absorb };
}

/** The filter in steps of dt. */
export function systemOf(params: LinearFilterParams, dt: number): FilterSystem {
  const system = stateSpace(params);
  return params.analog ? discretized(system, dt, params.method) : system;
}

const methods = ['zoh', 'euler', 'backwardDifference', 'bilinear'];

/**
 * Checks the parameters of a linear filter once, where it is declared.
 *
 * @throws NetworkError if a coefficient is not finite, the denominator is 0, or the numerator is of
 *   higher degree
 */
export function linearFilterParams(
  { num, den }: TransferFunction,
  options: LinearFilterOptions = {},
): LinearFilterParams {
  const { analog = true, method = 'zoh' } = options;
  requireFinite('linearFilter', 'num', num);
  requireFinite('linearFilter', 'den', den);
  if (typeof method === 'number') {
    requireNumber('linearFilter', 'method', method, { atLeast: 0, atMost: 1 });
  } else {
    requireChoice('linearFilter', 'method', method, methods);
  }
  try {
    stateSpace({ num, den });
  } catch (cause) {
    const what = cause instanceof RangeError ? cause.message : String(cause);
    throw new NetworkError(
      `linearFilter: ${what}. Give num and den from the highest power down, num of no higher degree.`,
      { code: 'bad-option', path: 'linearFilter', cause },
    );
  }
  return { num: Float64Array.from(num), den: Float64Array.from(den), analog, method };
}

import {
  linearFilter as definition,
  type LinearFilterOptions as KernelOptions,
  linearFilterParams,
} from '../kernels/linear-filter.js';
import { type Operator, operator, type RunningOptions } from './operator.js';

/** Options of `linearFilter`. */
export interface LinearFilterOptions extends RunningOptions, KernelOptions {}

/**
 * Any linear filter num(s) / den(s), answered one timestep late. The chip filters with `lowpass` only.
 *
 * @param num coefficients from the highest power down, of no higher degree than `den`
 * @param den coefficients from the highest power down, not all 0
 * @throws NetworkError if they are not finite or do not make a filter
 *
 * @example
 * x.pipe(linearFilter([1], [0.02, 1])) // the same as lowpass(0.02)
 */
export function linearFilter(
  num: ArrayLike<number>,
  den: ArrayLike<number>,
  options: LinearFilterOptions = {},
): Operator {
  return operator(definition, linearFilterParams({ num, den }, options), options);
}

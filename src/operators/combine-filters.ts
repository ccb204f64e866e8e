import { linearFilter as definition } from '../kernels/linear-filter.js';
import { combined } from '../kernels/transfer.js';
import { type Operator, operator, type RunningOptions } from './operator.js';

/**
 * Two filters in a row as one `linearFilter`, which answers one timestep late instead of two.
 *
 * @param first `lowpass`, `alpha` or `linearFilter`
 * @param second the same, of the same kind of time
 * @throws NetworkError if an operator is no such filter, or they count time differently
 *
 * @example
 * x.pipe(combineFilters(lowpass(0.005), lowpass(0.1)))
 */
export function combineFilters(
  first: Operator,
  second: Operator,
  options: RunningOptions = {},
): Operator {
  return operator(definition, combined(first, second), options);
}

import type { Description } from '../core/description.js';
import { NetworkError } from '../core/errors.js';
import { type LinearFilterParams, linearFilterParams } from './linear-filter.js';

/** A filter operator as a linear filter. Throws a NetworkError for other operators. */
export function transferOf({ kind, params }: Description): LinearFilterParams {
  const tau = params.tau as number;
  if (kind === 'lowpass') return linearFilterParams({ num: [1], den: [tau, 1] });
  if (kind === 'alpha') return linearFilterParams({ num: [1], den: [tau * tau, 2 * tau, 1] });
  if (kind === 'linearFilter') return params as unknown as LinearFilterParams;
  throw new NetworkError(
    `combineFilters: ${kind} is no lowpass, alpha or linearFilter. Put it behind the others instead.`,
    { code: 'bad-option', path: 'combineFilters' },
  );
}

/**
 * Two filters in a row as one: numerators and denominators multiply.
 *
 * @throws NetworkError if an operator is no such filter, or they count time differently
 */
export function combined(first: Description, second: Description): LinearFilterParams {
  const [a, b] = [transferOf(first), transferOf(second)];
  if (a.analog !== b.analog || a.method !== b.method) {
    throw new NetworkError(
      'combineFilters: the filters differ in analog or method. Make both the same way.',
      { code: 'bad-option', path: 'combineFilters' },
    );
  }
  return linearFilterParams(
    { num: product(a.num, b.num), den: product(a.den, b.den) },
    { analog: a.analog, method: a.method },
  );
}

function product(a: Float64Array, b: Float64Array): Float64Array {
  const all = new Float64Array(a.length + b.length - 1);
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) all[i + j] = all[i + j]! + a[i]! * b[j]!;
  }
  return all;
}

import { sum as definition } from '../kernels/sum.js';
import { type Operator, operator, type RunningOptions } from './operator.js';

/**
 * A place where signals meet: what goes `into` it adds up, in the order of the calls. On an
 * Observable it passes on what comes.
 *
 * @example
 * const both = a.pipe(sum());
 * b.into(both);
 */
export function sum(options: RunningOptions = {}): Operator {
  return operator(definition, {}, options);
}

import type { Shape } from '../core/shape.js';
import { fn as definition, type FunctionName, fnParams, type HostFunction } from '../kernels/fn.js';
import { type Operator, operator, type RunningOptions } from './operator.js';

export type { FunctionName, HostFunction } from '../kernels/fn.js';

/** Options of `fn`. */
export interface FnOptions extends RunningOptions {
  /** Shape of what the function gives; default that of the input. Only for functions of your own. */
  readonly outputShape?: number | Shape;
}

/**
 * A function of the values of each timestep, computed on the host in the same timestep. A network with a
 * function of your own cannot be saved; one with a named function (`identity`, `square`, `abs`, `sign`,
 * `exp`, `sin`, `cos`, each element alone) can.
 *
 * @param f a name, or (x, timestep) => values; x is lent until it returns
 * @throws NetworkError for a name there is not; while running, if the function gives another number
 *   of values than said
 *
 * @example
 * x.pipe(fn(([a, b]) => [a! * b!], { outputShape: 1 }))
 */
export function fn(f: FunctionName | HostFunction, options: FnOptions = {}): Operator {
  return operator(definition, fnParams(f, options.outputShape), options);
}

import { averagePool as definition } from '../kernels/average-pool.js';
import { type PoolOptions as KernelOptions, poolParams } from '../kernels/pool.js';
import { type Operator, operator, type RunningOptions } from './operator.js';

/** Options of `averagePool` and `maxPool`. */
export interface PoolOptions extends RunningOptions, KernelOptions {}

/**
 * Mean of every window and channel of a picture, in the same timestep; with `same` padding cells
 * outside the picture do not count.
 *
 * @throws NetworkError if an option is out of range; when declared, if the input is no picture
 *
 * @example
 * picture.pipe(averagePool({ pool: 2 }))
 */
export function averagePool(options: PoolOptions): Operator {
  return operator(definition, poolParams('averagePool', options), options);
}

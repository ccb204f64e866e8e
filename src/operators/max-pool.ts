import { maxPool as definition } from '../kernels/max-pool.js';
import { poolParams } from '../kernels/pool.js';
import type { PoolOptions } from './average-pool.js';
import { type Operator, operator } from './operator.js';

/**
 * Largest value of every window and channel of a picture, in the same timestep.
 *
 * @throws NetworkError if an option is out of range; when declared, if the input is no picture
 *
 * @example
 * picture.pipe(conv2d(kernel), relu(), maxPool({ pool: 2 }))
 */
export function maxPool(options: PoolOptions): Operator {
  return operator(definition, poolParams('maxPool', options), options);
}

import { triangle as definition, triangleParams } from '../kernels/triangle.js';
import { type Operator, operator, type RunningOptions } from './operator.js';

/**
 * A moving average over the last `t` seconds whose weights fall in a straight line, answered one
 * timestep late. The chip filters with `lowpass` only.
 *
 * @param t seconds, 0 or more
 * @throws NetworkError if t is negative
 *
 * @example
 * spikes.pipe(triangle(0.02))
 */
export function triangle(t: number, options: RunningOptions = {}): Operator {
  return operator(definition, triangleParams(t), options);
}

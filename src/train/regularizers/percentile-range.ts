import * as tf from '@tensorflow/tfjs-core';
import { percentileOverBatch } from './percentile.js';

/** Fields of `percentileRange`. */
export interface PercentileBounds {
  /** 0 to 100. */
  readonly percentile: number;
  readonly minHz: number;
  readonly maxHz: number;
}

/**
 * Half the sum of squares, over neurons, of the distance of a neuron's percentile from the range.
 *
 * @param output of a neuron layer, `[batch, ...]`, amplitude times Hz
 * @returns units of the output, squared
 */
export function percentileRange(
  output: tf.Tensor,
  amplitude: number,
  { percentile, minHz, maxHz }: PercentileBounds,
): tf.Scalar {
  const typical = percentileOverBatch(output, percentile);
  const low = tf.relu(tf.sub(minHz * amplitude, typical));
  const high = tf.relu(tf.sub(typical, maxHz * amplitude));
  return tf.mul(tf.sum(tf.square(tf.add(low, high))), 0.5);
}

import * as tf from '@tensorflow/tfjs-core';

/**
 * How far rates are above `maxHz` and below `minHz`, summed over all entries.
 *
 * @param output of a neuron layer, `[batch, ...]`, amplitude times Hz
 * @returns Hz
 */
export function rateRange(
  output: tf.Tensor,
  amplitude: number,
  { minHz, maxHz }: { readonly minHz: number; readonly maxHz: number },
): tf.Scalar {
  const hz = tf.div(output, amplitude);
  return tf.sum(tf.add(tf.relu(tf.sub(hz, maxHz)), tf.relu(tf.sub(minHz, hz))));
}

import * as tf from '@tensorflow/tfjs-core';

/**
 * The mean squared distance of rates from `targetHz`.
 *
 * @param output of a neuron layer, `[batch, ...]`, amplitude times Hz
 * @returns Hz squared
 */
export function targetRate(output: tf.Tensor, amplitude: number, targetHz: number): tf.Scalar {
  return tf.mean(tf.square(tf.sub(tf.div(output, amplitude), targetHz)));
}

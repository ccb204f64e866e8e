import * as tf from '@tensorflow/tfjs-core';

/**
 * The mean over the batch of the norm of order `order` (1 or more) of one example's outputs. Silent
 * examples have the gradient 0, where the norm has none.
 *
 * @param output of a neuron layer, `[batch, ...]`, amplitude times Hz
 * @returns units of the output
 */
export function outputNorm(output: tf.Tensor, order: number): tf.Scalar {
  const batch = output.shape[0]!;
  const run = tf.customGrad((...given) => {
    const [rows, save] = given as [tf.Tensor, tf.GradSaveFunc];
    const norms = normsOf(rows, order);
    save([rows, norms]);
    return {
      value: tf.mean(norms),
      gradFunc: (dy: tf.Tensor, [y, n]: tf.Tensor[]) =>
        tf.mul(slopesOf(y!, n!, order), tf.div(dy, batch)),
    };
  });
  return run(tf.reshape(output, [batch, -1])) as tf.Scalar;
}

/** `[batch, 1]`; the largest is divided out, so that high powers stay in float32. */
function normsOf(rows: tf.Tensor, order: number): tf.Tensor {
  const sizes = tf.abs(rows);
  const largest = tf.max(sizes, 1, true);
  const shares = tf.div(sizes, tf.maximum(largest, 1e-30));
  return tf.mul(tf.pow(tf.sum(tf.pow(shares, order), 1, true), 1 / order), largest);
}

/** sign(y) (|y| / norm)^(order - 1). */
function slopesOf(rows: tf.Tensor, norms: tf.Tensor, order: number): tf.Tensor {
  const shares = tf.div(tf.abs(rows), tf.maximum(norms, 1e-30));
  return tf.mul(tf.sign(rows), tf.pow(shares, order - 1));
}

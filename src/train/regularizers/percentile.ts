import * as tf from '@tensorflow/tfjs-core';
import { roundHalfEven } from '../../kernels/loihi-tau.js';

/**
 * The value that stands nearest to `percentile` (0 to 100) per cent of the way from a neuron's smallest
 * to its largest in the batch; `[batch, ...]` in, `[neurons]` out. The gradient goes to the example that
 * has the value, the first if several have.
 *
 * On every backend the values are fetched and ordered here: sorting has no gradient, and gathering
 * none on all of them.
 */
export function percentileOverBatch(output: tf.Tensor, percentile: number): tf.Tensor1D {
  const run = tf.customGrad((...given) => {
    const { shape } = given[0] as tf.Tensor;
    const batch = shape[0]!;
    const neurons = tf.util.sizeFromShape(shape) / Math.max(batch, 1);
    const found = select(
      (given[0] as tf.Tensor).dataSync() as Float32Array,
      batch,
      neurons,
      percentile,
    );
    return {
      value: tf.tensor1d(found.values, 'float32'),
      gradFunc: (dy: tf.Tensor) => {
        const gradient = new Float32Array(batch * neurons);
        const upstream = dy.dataSync();
        for (let i = 0; i < neurons; i++) gradient[found.examples[i]! * neurons + i] = upstream[i]!;
        return tf.tensor(gradient, shape);
      },
    };
  });
  return run(output) as tf.Tensor1D;
}

function select(values: Float32Array, batch: number, neurons: number, percentile: number) {
  const rank = rankOf(percentile, batch);
  const column = new Float32Array(batch);
  const found = { values: new Float32Array(neurons), examples: new Int32Array(neurons) };
  for (let i = 0; i < neurons; i++) {
    for (let k = 0; k < batch; k++) column[k] = values[k * neurons + i]!;
    const value = nthSmallest(column, rank);
    found.values[i] = value;
    let example = 0;
    while (example < batch - 1 && values[example * neurons + i] !== value) example++;
    found.examples[i] = example;
  }
  return found;
}

/** Counted from the largest, as the reference does, halves to the even place. */
export function rankOf(percentile: number, batch: number): number {
  return batch - 1 - roundHalfEven((batch - 1) * (1 - percentile / 100));
}

/** The value of place `rank` (from 0) in ascending order, by Hoare's selection; reorders `values`. */
export function nthSmallest(values: Float32Array, rank: number): number {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let [i, j] = [low, high];
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const smaller = values[j]!;
      values[j--] = values[i]!;
      values[i++] = smaller;
    }
    if (rank <= j) high = j;
    else if (rank >= i) low = i;
    else break;
  }
  return values[rank]!;
}

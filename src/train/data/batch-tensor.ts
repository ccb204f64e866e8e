import type { Samples } from '../../core/samples.js';
import { sizeOf } from '../../core/shape.js';
import * as tf from '../tf.js';

/** Writes one sample into a row, as it is shown to the network. */
export type WriteSample = (row: Float32Array, sample: number) => void;

/** Writes samples as they are stored. */
export function plainWriter({ data, scale, shape }: Samples): WriteSample {
  const size = sizeOf(shape);
  return (row, sample) => {
    const begin = sample * size;
    for (let i = 0; i < size; i++) row[i] = data[begin + i]! * scale;
  };
}

/** Samples as a tensor `[samples, ...shape]`. */
export function batchTensor(
  samples: Samples,
  indices: ArrayLike<number>,
  write: WriteSample,
): tf.Tensor {
  const size = sizeOf(samples.shape);
  const rows = new Float32Array(indices.length * size);
  for (let k = 0; k < indices.length; k++) {
    write(rows.subarray(k * size, (k + 1) * size), indices[k]!);
  }
  return tf.tensor(rows, [indices.length, ...samples.shape]);
}

/** Labels of some samples. */
export function labelsOf(samples: Samples, indices: ArrayLike<number>): Int32Array {
  return Int32Array.from(indices, (index) => samples.labels[index]!);
}

import type { BackendName, Tensor, Tf } from '../../../src/train/backend/backend.js';
import { openBackend } from '../../../src/train/backend/open.js';

/** Numbers in a shape, to be made into a tensor on whichever backend is asked. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Numbers between -1 and 1 from a small generator of its own, the same for one seed. */
export function numbers(shape: readonly number[], seed: number): Numbers {
  let state = seed * 2654435761 + 1;
  const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
  return { shape, values };
}

/** What one computation makes on one backend: one array per tensor. */
export async function computed(
  name: BackendName,
  inputs: readonly Numbers[],
  compute: (tf: Tf, ...inputs: Tensor[]) => Tensor[],
): Promise<Float32Array[]> {
  const { tf } = await openBackend(name);
  const made = tf.tidy(() => {
    const tensors = inputs.map(({ values, shape }) => tf.tensor(values, [...shape]));
    return compute(tf, ...tensors);
  });
  const arrays = made.map((tensor) => new Float32Array(tensor.dataSync()));
  tf.dispose(made);
  return arrays;
}

/** Largest difference of the wasm backend from the cpu backend, over the largest value. */
export async function relativeDifference(
  inputs: readonly Numbers[],
  compute: (tf: Tf, ...inputs: Tensor[]) => Tensor[],
): Promise<number> {
  const ours = await computed('wasm', inputs, compute);
  const reference = await computed('cpu', inputs, compute);
  return Math.max(...reference.map((expected, i) => differenceOf(ours[i]!, expected)));
}

/** Largest difference between two arrays over the largest value of the second. */
export function differenceOf(got: Float32Array, expected: Float32Array): number {
  if (got.length !== expected.length) return Number.POSITIVE_INFINITY;
  let [difference, largest] = [0, 0];
  for (const [i, value] of expected.entries()) {
    const distance = Math.abs(got[i]! - value);
    if (Number.isNaN(distance)) return Number.POSITIVE_INFINITY;
    difference = Math.max(difference, distance);
    largest = Math.max(largest, Math.abs(value));
  }
  return largest === 0 ? difference : difference / largest;
}

/** Gradient by `x` of the outputs of `op`, each weighted on its own. */
export function gradient(tf: Tf, op: (x: Tensor) => Tensor, x: Tensor): Tensor {
  const { shape, size } = op(x);
  const weights = tf.sin(tf.reshape(tf.range(1, size + 1), shape));
  return tf.grad((v) => tf.sum(tf.mul(op(v), weights)))(x);
}

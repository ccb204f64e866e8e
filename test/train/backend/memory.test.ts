import { expect, it } from 'vitest';
import type { Tensor4D, Tf } from '../../../src/train/backend/backend.js';
import { openBackend } from '../../../src/train/backend/open.js';

/** A step of training through every gradient kernel of ours. */
function trainer(tf: Tf) {
  const shift = tf.variable(tf.zeros([2]));
  const kernel = tf.variable(tf.randomNormal([3, 3, 2, 4], 0, 0.1, 'float32', 1)) as Tensor4D;
  const depthwise = tf.variable(tf.randomNormal([3, 3, 4, 1], 0, 0.1, 'float32', 2)) as Tensor4D;
  const dense = tf.variable(tf.randomNormal([36, 5], 0, 0.1, 'float32', 3));
  const table = tf.variable(tf.randomNormal([7, 36], 0, 0.1, 'float32', 4));
  const optimizer = tf.train.rmsprop(0.001);
  return () =>
    tf.tidy(() => {
      const x = tf.randomNormal([8, 12, 12, 2], 0, 1, 'float32', 5) as Tensor4D;
      const rows = tf.tensor1d([0, 1, 2, 3, 4, 5, 6, 0], 'int32');
      const loss = () => {
        const first = tf.conv2d(tf.add(x, shift) as Tensor4D, kernel, 2, 'same');
        const second = tf.depthwiseConv2d(first as Tensor4D, depthwise, 1, 'same');
        const pooled = tf.reshape(tf.maxPool(second as Tensor4D, 2, 2, 'valid'), [8, 36]);
        const scores = tf.matMul(tf.add(pooled, tf.gather(table, rows)), dense);
        return tf.mean(tf.square(scores)) as ReturnType<Tf['scalar']>;
      };
      return optimizer.minimize(loss, true)!.dataSync()[0]!;
    });
}

interface Heap {
  readonly wasm: { readonly HEAPU8: Uint8Array };
  numDataIds(): number;
}

it('keeps its memory flat over 200 steps of training', async () => {
  const { tf } = await openBackend('wasm');
  const step = trainer(tf);
  const heap = tf.backend() as unknown as Heap;
  const used = () => ({
    tensors: tf.memory().numTensors,
    kept: heap.numDataIds(),
    bytes: heap.wasm.HEAPU8.length,
  });
  const first = step();
  for (let i = 0; i < 20; i++) step();
  const before = used();
  for (let i = 0; i < 200; i++) step();
  expect(used()).toEqual(before);
  expect(step()).toBeLessThan(first);
});

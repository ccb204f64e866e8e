import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients; without it nothing can be differentiated.
import '@tensorflow/tfjs-layers';
import type { Tf } from './backend.js';

/**
 * Makes `name`, as TensorFlow.js registered it, this thread's backend, and has it multiply two small
 * matrices. Throws when it is not registered on our copy of tfjs-core, or computes something else.
 */
export async function startRegistered(name: string): Promise<Tf> {
  if (tf.findBackendFactory(name) === null) {
    throw new Error(`it registered no backend "${name}" on the copy of tfjs-core used here`);
  }
  if (!(await tf.setBackend(name))) throw new Error(`its backend "${name}" refused to start`);
  await tf.ready();
  await requireComputing();
  return tf;
}

async function requireComputing(): Promise<void> {
  const product = tf.tidy(() =>
    tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2])),
  );
  const got = await product.data();
  product.dispose();
  if (got.join() === '19,22,43,50') return;
  throw new Error(`it multiplies wrongly (got ${got.join()}, expected 19,22,43,50)`);
}

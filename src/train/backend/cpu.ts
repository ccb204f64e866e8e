import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from './backend.js';
import { startRegistered } from './start.js';

/** Starts the backend in plain JavaScript: some 300 times slower than wasm, and the tests' reference. */
export async function startCpu(): Promise<Backend> {
  await tf.setBackend('cpu');
  // It greets its first tensor with an advertisement for tfjs-node on the console.
  Object.assign(tf.backend(), { firstUse: false });
  return {
    tf: await startRegistered('cpu'),
    name: 'cpu',
    version: `JavaScript (tfjs ${tf.version_core})`,
  };
}

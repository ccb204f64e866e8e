import { parentPort } from 'node:worker_threads';
import { openBackend } from '../../../src/train/backend/open.js';

const { tf, name } = await openBackend('wasm');
const kernel = tf.ones([3, 3, 2, 4]) as ReturnType<typeof tf.tensor4d>;
const x = tf.ones([2, 6, 6, 2]) as typeof kernel;
const by = tf.grad((k) => tf.sum(tf.conv2d(x, k as typeof kernel, 1, 'valid')));
parentPort?.postMessage({ name, slopes: [...new Set(by(kernel).dataSync())] });

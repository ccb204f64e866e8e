/**
 * Loads tfjs-node and multiplies two small matrices with it; prints the version of TensorFlow.
 *
 *     node adapters/tfjs-node/check.mjs [FOLDER]
 */
import { createRequire } from 'node:module';
import util from 'node:util';

// Node 23 removed these, and tfjs-node 4.22 calls them.
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
util.isArray ??= Array.isArray;

const tf = createRequire(import.meta.url)(process.argv[2] ?? '@tensorflow/tfjs-node');
const [product] = tf.matMul(tf.tensor2d([[2, 3]]), tf.tensor2d([[5], [7]])).dataSync();
if (tf.getBackend() !== 'tensorflow') throw new Error(`the backend is ${tf.getBackend()}`);
if (product !== 31) throw new Error(`2*5 + 3*7 is ${product}`);
process.stdout.write(`TensorFlow ${tf.backend().binding.TF_Version}\n`);

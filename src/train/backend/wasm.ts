import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from './backend.js';
import { installKernels, wasmKernels } from './kernels/install.js';
import { startRegistered } from './start.js';

/** Starts the wasm backend with our kernels, or with the `missing` ones alone. */
export async function startWasm(kernels: 'all' | 'missing' = 'all'): Promise<Backend> {
  const wanted = wasmKernels.filter(({ because }) => kernels === 'all' || because === 'missing');
  installKernels(wanted);
  await startRegistered('wasm');
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  const version = `wasm${simd ? ' with SIMD' : ''}, ${wanted.length} kernels of ours (tfjs ${tf.version_core})`;
  return { tf, name: 'wasm', version };
}

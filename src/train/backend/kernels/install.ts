import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { add } from './add.js';
import { batchMatMul } from './batch-matmul.js';
import { conv2dFilterGradient } from './conv2d-filter-gradient.js';
import { conv2dInputGradient } from './conv2d-input-gradient.js';
import { depthwiseFilterGradient } from './depthwise-filter-gradient.js';
import { depthwiseInputGradient } from './depthwise-input-gradient.js';
import type { Inputs, Stock, WasmKernel } from './kernel.js';
import { maxPoolGradient } from './max-pool-gradient.js';
import { samePadding, samePaddingDepthwise } from './same-padding.js';
import { segmentSum } from './segment-sum.js';
import { sum } from './sum.js';

/** Every kernel of ours for the wasm backend. */
export const wasmKernels: readonly WasmKernel[] = [
  add,
  batchMatMul,
  conv2dFilterGradient,
  conv2dInputGradient,
  depthwiseFilterGradient,
  depthwiseInputGradient,
  maxPoolGradient,
  samePadding,
  samePaddingDepthwise,
  segmentSum,
  sum,
];

// The registry of kernels is this thread's, so what was put there is, too.
const installed = new Set<string>();

/**
 * Registers kernels for the wasm backend, in place of stock ones where there are some. Kernels that
 * were installed before stay. Call it before the backend starts: stock kernels are made ready then.
 */
export function installKernels(kernels: readonly WasmKernel[] = wasmKernels): void {
  for (const kernel of kernels) {
    if (installed.has(kernel.name)) continue;
    installed.add(kernel.name);
    install(kernel);
  }
}

function install({ name, run }: WasmKernel): void {
  // Not declared so, but a kernel that is not there is undefined.
  const stock: tf.KernelConfig | undefined = tf.getKernel(name, 'wasm');
  if (stock !== undefined) tf.unregisterKernel(name, 'wasm');
  tf.registerKernel({
    ...stock,
    kernelName: name,
    backendName: 'wasm',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const original: Stock = (theirs, settings) =>
        stock!.kernelFunc({
          inputs: theirs,
          backend,
          attrs: settings as tf.NamedAttrMap,
        }) as tf.TensorInfo;
      return run(inputs as Inputs, attrs ?? {}, backend as BackendWasm, original);
    },
  });
}

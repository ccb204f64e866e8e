import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { codeOn } from '../wasm/code.js';
import type { Inputs, Settings, Stock, WasmKernel } from './kernel.js';
import { biased } from './rows.js';

/**
 * Sum of two tensors. A bias `[width]` on `[..., width]` is slow in the stock kernel, which works out
 * the place of every number; everything else is the stock kernel's.
 */
export const add: WasmKernel = { name: 'Add', because: 'slow', run };

function run(inputs: Inputs, settings: Settings, backend: BackendWasm, stock: Stock): TensorInfo {
  const a = inputs.a!;
  const b = inputs.b!;
  const code = codeOn(backend);
  if (code === null || !isBias(a, b)) return stock(inputs, settings);
  return biased(code, backend, a, b);
}

function isBias(a: TensorInfo, b: TensorInfo): boolean {
  const float = a.dtype === 'float32' && b.dtype === 'float32';
  if (!float || b.shape.length !== 1 || a.shape.length < 2) return false;
  return b.shape[0] === a.shape.at(-1) && !a.shape.includes(0);
}

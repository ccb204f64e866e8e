import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { type Code, codeOn } from '../wasm/code.js';
import { free, type Inputs, type Settings, type Stock, viewed, type WasmKernel } from './kernel.js';
import { transposed } from './matmul.js';
import { productOfTransposed, productWithTransposed } from './simd-product.js';

/**
 * Matrix product `[..., m, k] x [..., k, n]`, either side transposed. The stock kernel is fast for one
 * untransposed product alone; the gradients of a dense layer always transpose, so single matrices are
 * transposed first. Everything else is the stock kernel's.
 */
export const batchMatMul: WasmKernel = { name: 'BatchMatMul', because: 'slow', run };

function run(inputs: Inputs, settings: Settings, backend: BackendWasm, stock: Stock): TensorInfo {
  const a = inputs.a!;
  const b = inputs.b!;
  const { transposeA, transposeB } = settings;
  const single = isSingle(a) && isSingle(b) && a.dtype === 'float32' && b.dtype === 'float32';
  if (!single || !(transposeA || transposeB)) return stock(inputs, settings);
  const code = codeOn(backend);
  if (code !== null && !(transposeA && transposeB)) return simd(code, backend, a, b, !!transposeA);
  const left = transposeA ? swapped(backend, a) : a;
  const right = transposeB ? swapped(backend, b) : b;
  const plain = { transposeA: false, transposeB: false };
  const out = stock({ a: left, b: right }, plain);
  if (transposeA) free(backend, left);
  if (transposeB) free(backend, right);
  return out;
}

function simd(
  code: Code,
  backend: BackendWasm,
  a: TensorInfo,
  b: TensorInfo,
  transposeA: boolean,
): TensorInfo {
  const [rows, m] = a.shape.slice(-2) as [number, number];
  const [height, width] = b.shape.slice(-2) as [number, number];
  const sizes = transposeA ? ([rows, m, width] as const) : ([rows, m, height] as const);
  const made = transposeA
    ? productOfTransposed(code, backend, a, b, sizes)
    : productWithTransposed(code, backend, a, b, sizes);
  const outer = a.shape.length >= b.shape.length ? a.shape : b.shape;
  return viewed(made, [...outer.slice(0, -2), ...made.shape]);
}

function isSingle({ shape }: TensorInfo): boolean {
  return shape.slice(0, -2).every((size) => size === 1) && shape.every((size) => size > 0);
}

function swapped(backend: BackendWasm, x: TensorInfo): TensorInfo {
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  return viewed(transposed(backend, x, rows, columns), [...x.shape.slice(0, -2), columns, rows]);
}

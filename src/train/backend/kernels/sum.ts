import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { codeOn } from '../wasm/code.js';
import type { Inputs, Settings, Stock, WasmKernel } from './kernel.js';
import { viewed } from './kernel.js';
import { columnSums } from './rows.js';

/**
 * Sum over some axes. The gradient of a bias sums over all axes but the last, for which the stock
 * kernel transposes everything first. Every other sum is the stock kernel's.
 */
export const sum: WasmKernel = { name: 'Sum', because: 'slow', run };

function run(
  inputs: Inputs,
  settings: Settings,
  backend: BackendWasm,
  stock: Stock,
): tf.TensorInfo {
  const x = inputs.x!;
  const code = codeOn(backend);
  if (code === null || !sparesTheLast(x, settings.axis)) return stock(inputs, settings);
  const width = x.shape.at(-1)!;
  const sums = columnSums(code, backend, x, width);
  return settings.keepDims ? viewed(sums, [...x.shape.slice(1).map(() => 1), width]) : sums;
}

function sparesTheLast({ shape, dtype }: tf.TensorInfo, axis: unknown): boolean {
  const last = shape.length - 1;
  if (dtype !== 'float32' || last < 1 || shape.includes(0)) return false;
  const axes = tf.util.parseAxisParam(axis as number | number[], shape);
  return new Set(axes).size === last && !axes.includes(last);
}

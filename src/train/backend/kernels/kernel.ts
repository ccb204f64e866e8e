import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/** Tensors a kernel is given, by the names TensorFlow.js calls them. */
export type Inputs = Readonly<Record<string, tf.TensorInfo>>;

/** Settings a kernel is given: strides, padding, shapes. */
export type Settings = Readonly<Record<string, unknown>>;

/** The same kernel as the wasm backend ships it. */
export type Stock = (inputs: Inputs, settings: Settings) => tf.TensorInfo;

/** A kernel of ours for the wasm backend, under TensorFlow.js's name for it. */
export interface WasmKernel {
  readonly name: string;
  /** Why it is here: wasm has none, a slow one, or a wrong one. */
  readonly because: 'missing' | 'slow' | 'wrong';
  readonly run: (
    inputs: Inputs,
    settings: Settings,
    backend: BackendWasm,
    stock: Stock,
  ) => tf.TensorInfo;
}

/** Calls another kernel, past the gradient tape. Its result belongs to the caller. */
export function call(
  name: string,
  inputs: Inputs,
  settings: Settings,
  backend: BackendWasm,
): tf.TensorInfo {
  const { kernelFunc } = tf.getKernel(name, 'wasm');
  const attrs = settings as tf.NamedAttrMap;
  return kernelFunc({ inputs, backend, attrs }) as tf.TensorInfo;
}

/** The same numbers under another shape: no copy, and no owner of its own. */
export function viewed({ dataId, dtype }: tf.TensorInfo, shape: number[]): tf.TensorInfo {
  return { dataId, dtype, shape };
}

/** Room for float32 numbers on the wasm heap, not zeroed. Growing the heap detaches earlier views. */
export function newFloats(backend: BackendWasm, shape: number[]): tf.TensorInfo {
  return backend.makeOutput(shape, 'float32');
}

/** The numbers of a tensor where they lie. Take it after the last allocation of the kernel. */
export function floatsOf(backend: BackendWasm, info: tf.TensorInfo): Float32Array {
  return backend.typedArrayFromHeap(info) as Float32Array;
}

/** Gives back the memory of what a kernel made on the way. */
export function free(backend: BackendWasm, ...infos: readonly tf.TensorInfo[]): void {
  for (const { dataId } of infos) backend.disposeData(dataId);
}

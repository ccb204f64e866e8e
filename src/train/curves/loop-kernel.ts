import * as tf from '@tensorflow/tfjs-core';

/**
 * A loop over the numbers of tensors, as a kernel of TensorFlow.js for the backends whose memory is
 * ordinary memory: one pass over the values where a chain of operations would take ten. It has no
 * gradient of its own; run it inside a `customGrad`.
 */
const kernelName = 'RxspikeLoop';

/** Writes all of `out`; `inputs` are as long. Inputs and output are lent for the call. */
export type ElementLoop = (inputs: readonly Float32Array[], out: Float32Array) => void;

/** True if the backend of now can run loops. */
export function hasLoops(): boolean {
  return tf.getKernel(kernelName, tf.getBackend()) != null;
}

/** A float32 tensor of the shape of the inputs (float32, one or two of one shape), filled by the loop. */
export function runLoop(loop: ElementLoop, x: tf.Tensor, dy?: tf.Tensor): tf.Tensor {
  const inputs: tf.NamedTensorMap = dy === undefined ? { x } : { x, dy };
  // Attributes are typed as data; the engine hands them on untouched.
  const attrs = { loop } as unknown as tf.NamedAttrMap;
  return tf.engine().runKernel(kernelName, inputs, attrs);
}

/** The parts of the two backends that kernels use. */
interface WasmMemory {
  makeOutput(shape: number[], dtype: 'float32'): tf.TensorInfo;
  typedArrayFromHeap(tensor: tf.TensorInfo): Float32Array;
}
interface CpuMemory {
  readonly data: { get(dataId: object): { readonly values: Float32Array } };
  makeTensorInfo(shape: number[], dtype: 'float32', values: Float32Array): tf.TensorInfo;
}

interface KernelCall {
  readonly inputs: tf.NamedTensorInfoMap;
  readonly backend: object;
  readonly attrs?: tf.NamedAttrMap;
}

function onWasm({ inputs, backend, attrs }: KernelCall): tf.TensorInfo {
  const memory = backend as WasmMemory;
  const given = tensorsOf(inputs);
  const out = memory.makeOutput(given[0]!.shape, 'float32');
  if (tf.util.sizeFromShape(out.shape) === 0) return out;
  const views = () => given.map((tensor) => memory.typedArrayFromHeap(tensor));
  // The first look may bring a tensor over from another backend, and growing memory detaches views.
  views();
  loopOf(attrs)(views(), memory.typedArrayFromHeap(out));
  return out;
}

function onCpu({ inputs, backend, attrs }: KernelCall): tf.TensorInfo {
  const memory = backend as CpuMemory;
  const given = tensorsOf(inputs);
  const { shape } = given[0]!;
  const out = new Float32Array(tf.util.sizeFromShape(shape));
  const views = given.map(({ dataId }) => memory.data.get(dataId).values);
  loopOf(attrs)(views, out);
  return memory.makeTensorInfo(shape, 'float32', out);
}

const tensorsOf = ({ x, dy }: tf.NamedTensorInfoMap) => (dy === undefined ? [x!] : [x!, dy]);
const loopOf = (attrs: tf.NamedAttrMap | undefined) =>
  (attrs as unknown as { readonly loop: ElementLoop }).loop;

tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc: onWasm });
tf.registerKernel({ kernelName, backendName: 'cpu', kernelFunc: onCpu });

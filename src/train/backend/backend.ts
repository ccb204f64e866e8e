/** The tensor functions all backends share. */
export type Tf = typeof import('@tensorflow/tfjs-core');

/** What can compute: native TensorFlow, WASM with our kernels, or plain JavaScript (a slow reference). */
export type BackendName = 'tfjs-node' | 'wasm' | 'cpu';

/** A backend by name, or the fastest there is. */
export type BackendChoice = 'auto' | BackendName;

/** A backend that is running on this thread. */
export interface Backend {
  readonly tf: Tf;
  readonly name: BackendName;
  /** What computes, with its version, for people to read. */
  readonly version: string;
  /** Why native TensorFlow was looked for and is not what computes: one sentence. */
  readonly whyNotNative?: string;
}

/** A tensor of any rank. */
export type Tensor = import('@tensorflow/tfjs-core').Tensor;

/** A tensor `[batch, height, width, channels]` or a kernel `[height, width, in, out]`. */
export type Tensor4D = import('@tensorflow/tfjs-core').Tensor4D;

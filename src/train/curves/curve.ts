import type * as tf from '@tensorflow/tfjs-core';

/**
 * One curve, written twice: as loops over numbers, for the backends whose memory we see (all
 * arithmetic in float64), and in operations of TensorFlow.js, for the others (float32).
 */
export interface Curve {
  readonly loops: CurveLoops;
  readonly operations: CurveOperations;
}

/** Loops over equally long arrays; the output is written, not read. */
export interface CurveLoops {
  /** `phases` are one uniform number in [0, 1) per element, for curves with noise. */
  value(x: Float32Array, out: Float32Array, phases: Float32Array | null): void;
  /** out = dy * slope(x), where the slope may be another function's than that of `value`. */
  slope(x: Float32Array, dy: Float32Array, out: Float32Array): void;
}

/** The same on tensors of any shape; `slope` without the factor dy. */
export interface CurveOperations {
  value(x: tf.Tensor, phases: tf.Tensor | null): tf.Tensor;
  slope(x: tf.Tensor): tf.Tensor;
}

/** Loops from functions of one current: for curves whose arithmetic costs more than a call. */
export function loopsOf(
  value: (J: number) => number,
  slope: (J: number) => number,
  gain: number,
): CurveLoops {
  return {
    value(x, out) {
      const n = x.length;
      for (let i = 0; i < n; i++) out[i] = value(gain * x[i]!);
    },
    slope(x, dy, out) {
      const n = x.length;
      for (let i = 0; i < n; i++) out[i] = dy[i]! * gain * slope(gain * x[i]!);
    },
  };
}

import * as tf from '@tensorflow/tfjs-core';
import type { CurveOperations } from './curve.js';

/** Numbers of a leaky curve; the gain is the caller's, who gives currents. */
export interface LeakyNumbers {
  readonly tauRc: number;
  readonly tauRef: number;
  readonly amplitude: number;
  /** 0: the hard curve. */
  readonly smoothing: number;
}

/** A function of the current and its slope: on numbers, and on tensors. */
export interface SmoothCurve {
  readonly value: (J: number) => number;
  readonly slope: (J: number) => number;
  readonly operations: Pick<CurveOperations, 'slope'> & {
    readonly value: (J: tf.Tensor) => tf.Tensor;
  };
}

/** Below this distance from the threshold, in units of it, the hard curve is as steep as it gets. */
const nearest = 1e-15;
/** Where exp(x) is so small that log1p(1 / log1p(exp(x))) is -x to the last bit. */
const farBelow = -20;

/**
 * amplitude / (tauRef + tauRc log1p(1 / j)) with j = J - 1: for J > 1, else 0; with smoothing s, for
 * all J with s log(1 + exp(j / s)) in place of j (Hunsberger and Eliasmith 2016).
 */
export function leaky(numbers: LeakyNumbers): SmoothCurve {
  return numbers.smoothing > 0 ? soft(numbers) : hard(numbers);
}

function hard({ tauRc, tauRef, amplitude }: LeakyNumbers): SmoothCurve {
  const above = (J: tf.Tensor) => tf.maximum(tf.sub(J, 1), nearest);
  const period = (j: tf.Tensor) => tf.add(tf.mul(tf.log1p(tf.div(1, j)), tauRc), tauRef);
  const spikes = (J: tf.Tensor) => tf.step(tf.sub(J, 1));
  return {
    value: (J) => (J > 1 ? amplitude / (tauRef + tauRc * Math.log1p(1 / (J - 1))) : 0),
    slope: (J) => {
      if (!(J > 1)) return 0;
      const j = Math.max(J - 1, nearest);
      const p = tauRef + tauRc * Math.log1p(1 / j);
      return (amplitude * tauRc) / (p * p * j * (j + 1));
    },
    operations: {
      value: (J) => tf.mul(spikes(J), tf.div(amplitude, period(above(J)))),
      slope: (J) => {
        const j = above(J);
        const below = tf.mul(tf.square(period(j)), tf.mul(j, tf.add(j, 1)));
        return tf.mul(spikes(J), tf.div(amplitude * tauRc, below));
      },
    },
  };
}

function soft({ tauRc, tauRef, amplitude, smoothing }: LeakyNumbers): SmoothCurve {
  const softPlus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  const logOf = (x: number) =>
    x <= farBelow ? -x - Math.log(smoothing) : Math.log1p(1 / (smoothing * softPlus(x)));
  // How fast the logarithm falls with the current.
  const fallOf = (x: number) => {
    if (x <= farBelow) return 1 / smoothing;
    const z = smoothing * softPlus(x);
    return 1 / ((1 + Math.exp(-x)) * z * (z + 1));
  };
  return {
    value: (J) => amplitude / (tauRef + tauRc * logOf((J - 1) / smoothing)),
    slope: (J) => {
      const x = (J - 1) / smoothing;
      const p = tauRef + tauRc * logOf(x);
      return (amplitude * tauRc * fallOf(x)) / (p * p);
    },
    operations: softOperations({ tauRc, tauRef, amplitude, smoothing }),
  };
}

function softOperations(numbers: LeakyNumbers): SmoothCurve['operations'] {
  const { tauRc, tauRef, amplitude, smoothing } = numbers;
  const parts = (J: tf.Tensor) => {
    const x = tf.div(tf.sub(J, 1), smoothing);
    const far = tf.lessEqual(x, farBelow);
    const z = tf.mul(tf.softplus(tf.maximum(x, farBelow)), smoothing);
    const log = tf.where(far, tf.sub(-Math.log(smoothing), x), tf.log1p(tf.div(1, z)));
    return { x, far, z, period: tf.add(tf.mul(log, tauRc), tauRef) };
  };
  return {
    value: (J) => tf.div(amplitude, parts(J).period),
    slope: (J) => {
      const { x, far, z, period } = parts(J);
      const near = tf.div(tf.sigmoid(x), tf.mul(z, tf.add(z, 1)));
      const fall = tf.where(far, tf.fill(x.shape, 1 / smoothing), near);
      return tf.div(tf.mul(fall, amplitude * tauRc), tf.square(period));
    },
  };
}

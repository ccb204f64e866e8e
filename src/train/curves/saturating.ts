import * as tf from '@tensorflow/tfjs-core';
import type { SmoothCurve } from './leaky.js';
import type { SaturatingCurve } from './spec.js';

/** (amplitude / tauRef) times the logistic function, or times the hyperbolic tangent. */
export function saturating({ kind, amplitude = 1, tauRef = 1 }: SaturatingCurve): SmoothCurve {
  const height = amplitude / tauRef;
  return kind === 'sigmoid' ? logistic(height) : tangent(height);
}

function logistic(height: number): SmoothCurve {
  const value = (J: number) => 1 / (1 + Math.exp(-J));
  return {
    value: (J) => height * value(J),
    // Without 1 - value(J), which loses all digits of large currents.
    slope: (J) => height * value(J) * value(-J),
    operations: {
      value: (J) => tf.mul(tf.sigmoid(J), height),
      slope: (J) => tf.mul(tf.mul(tf.sigmoid(J), tf.sigmoid(tf.neg(J))), height),
    },
  };
}

function tangent(height: number): SmoothCurve {
  return {
    value: (J) => height * Math.tanh(J),
    slope: (J) => height / Math.cosh(J) ** 2,
    operations: {
      value: (J) => tf.mul(tf.tanh(J), height),
      // 1 / cosh^2, from the two tails of the logistic function of 2 J.
      slope: (J) => {
        const twice = tf.mul(J, 2);
        return tf.mul(tf.mul(tf.sigmoid(twice), tf.sigmoid(tf.neg(twice))), 4 * height);
      },
    },
  };
}

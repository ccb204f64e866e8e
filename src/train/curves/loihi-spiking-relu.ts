import * as tf from '@tensorflow/tfjs-core';
import type { Curve, CurveLoops, CurveOperations } from './curve.js';
import type { LoihiSpikingReluCurve } from './spec.js';

interface Numbers {
  readonly gain: number;
  readonly amplitude: number;
  readonly dt: number;
}

/**
 * Forward the staircase of neurons that spike every k timesteps, amplitude / (k dt) with
 * k = ceil(1 / J / dt) for J = gain x above 0; backward the slope of amplitude / (dt / 2 + 1 / J), which
 * runs through the middle of the stairs.
 */
export function loihiSpikingRelu(spec: LoihiSpikingReluCurve): Curve {
  const { gain = 1, amplitude = 1, dt = 0.001 } = spec;
  const numbers = { gain, amplitude, dt };
  return { loops: loops(numbers), operations: operations(numbers) };
}

function loops({ gain, amplitude, dt }: Numbers): CurveLoops {
  const bend = (dt / 2) * gain;
  return {
    value: (x, out) => stairs(x, out, gain, amplitude / dt, dt),
    slope: (x, dy, out) => slopeThroughStairs(x, dy, out, amplitude * gain, bend),
  };
}

// The inner loops have their numbers as arguments, which stay in registers, and no branches: the signs of
// currents are noise to the processor, and a wrong guess costs more than all the rest.
function stairs(x: Float32Array, out: Float32Array, gain: number, fastest: number, dt: number) {
  const n = x.length;
  for (let i = 0; i < n; i++) {
    const J = 0.5 * (gain * x[i]! + Math.abs(gain * x[i]!));
    // In this order of divisions, as the kernels do it: others fall off other stairs. 1 / 0 gives 0.
    out[i] = fastest / Math.ceil(1 / J / dt);
  }
}

function slopeThroughStairs(
  x: Float32Array,
  dy: Float32Array,
  out: Float32Array,
  steepest: number,
  bend: number,
): void {
  const n = x.length;
  for (let i = 0; i < n; i++) {
    const below = 1 + 0.5 * bend * (x[i]! + Math.abs(x[i]!));
    out[i] = (dy[i]! * steepest * +(x[i]! > 0)) / (below * below);
  }
}

function operations({ gain, amplitude, dt }: Numbers): CurveOperations {
  return {
    value: (x) => {
      const J = tf.maximum(tf.mul(x, gain), 1e-15);
      const steps = tf.ceil(tf.div(tf.div(1, J), dt));
      return tf.mul(tf.step(x), tf.div(amplitude / dt, steps));
    },
    slope: (x) => {
      const below = tf.add(tf.mul(tf.relu(x), (dt / 2) * gain), 1);
      return tf.mul(tf.step(x), tf.div(amplitude * gain, tf.square(below)));
    },
  };
}

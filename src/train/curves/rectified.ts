import * as tf from '@tensorflow/tfjs-core';
import type { Curve, CurveLoops, CurveOperations } from './curve.js';
import type { ReluCurve } from './spec.js';

/** amplitude max(J, 0) - amplitude negativeSlope max(-J, 0), J = gain x. */
export function rectified({ gain = 1, amplitude = 1, negativeSlope = 0 }: ReluCurve): Curve {
  const up = gain * amplitude;
  const down = up * negativeSlope;
  return { loops: loops(up, down), operations: operations(up, down) };
}

function loops(up: number, down: number): CurveLoops {
  const middle = (up + down) / 2;
  const bend = (up - down) / 2;
  return {
    value: (x, out) => bendAt0(x, out, middle, bend),
    slope: (x, dy, out) => slopeOfBend(x, dy, out, up, down),
  };
}

// The inner loops have their numbers as arguments, which stay in registers, and no branches: the signs of
// currents are noise to the processor, and a wrong guess costs more than all the rest.
function bendAt0(x: Float32Array, out: Float32Array, middle: number, bend: number): void {
  const n = x.length;
  for (let i = 0; i < n; i++) out[i] = middle * x[i]! + bend * Math.abs(x[i]!);
}

function slopeOfBend(
  x: Float32Array,
  dy: Float32Array,
  out: Float32Array,
  up: number,
  down: number,
): void {
  const n = x.length;
  const more = up - down;
  for (let i = 0; i < n; i++) out[i] = dy[i]! * (down + more * +(x[i]! > 0));
}

function operations(up: number, down: number): CurveOperations {
  return {
    value: (x) => tf.sub(tf.mul(tf.relu(x), up), tf.mul(tf.relu(tf.neg(x)), down)),
    slope: (x) => tf.add(tf.mul(tf.step(x), up - down), down),
  };
}

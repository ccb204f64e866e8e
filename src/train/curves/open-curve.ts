import * as tf from '@tensorflow/tfjs-core';
import { NetworkError } from '../../core/errors.js';
import type { Curve } from './curve.js';
import { curveOf } from './curve-of.js';
import { hasLoops, runLoop } from './loop-kernel.js';
import { drawPhases } from './phase-noise.js';
import { type CurveSpec, checkCurve, type LinearCurve, type ReluCurve } from './spec.js';

/**
 * Output of neurons for currents (float32, any shape): amplitude times Hz. Differentiable.
 *
 * @param draw which noise, for curves that have some: the same number gives the same noise. Default:
 *   counts the calls from 0.
 */
export type NeuronCurve = (current: tf.Tensor, draw?: number) => tf.Tensor;

/**
 * What neurons do in training: a function of the current alone, without state. The types of the chip
 * are straight-through: forward the rates the chip has, backward the slope of a smooth curve through them.
 *
 * On the backends `wasm` and `cpu` each direction is one pass in float64, elsewhere a composition of
 * operations in float32; linear and plain rectified neurons are TensorFlow.js' own operations everywhere.
 * Take first derivatives only: the slopes have none.
 *
 * @throws NetworkError if a field is out of range
 *
 * @example
 * const neurons = openCurve({ kind: 'loihiSpikingRelu', gain: 100, amplitude: 1 / 100 });
 * const output = neurons(tf.add(tf.matMul(x, kernel), bias));
 */
export function openCurve(spec: CurveSpec): NeuronCurve {
  checkCurve(spec);
  if (isStraight(spec)) return straightCurve(spec);
  const curve = curveOf(spec);
  const noise = spec.kind === 'loihiLif' ? spec.noise : undefined;
  let calls = 0;
  return (current, draw = calls) => {
    requireFloat32(spec.kind, current);
    calls++;
    return differentiable(curve, current, noise && drawPhases(noise, draw, current.size));
  };
}

/** Curves that TensorFlow.js has itself, on every backend faster than a loop. */
type StraightCurve = LinearCurve | ReluCurve;

function isStraight(spec: CurveSpec): spec is StraightCurve {
  if (spec.kind === 'linear') return true;
  return (spec.kind === 'relu' || spec.kind === 'spikingRelu') && !spec.negativeSlope;
}

function straightCurve({ kind, gain = 1, amplitude = 1 }: StraightCurve): NeuronCurve {
  const factor = gain * amplitude;
  return (current) => {
    requireFloat32(kind, current);
    return tf.tidy(() => {
      const output = kind === 'linear' ? tf.clone(current) : tf.relu(current);
      return factor === 1 ? output : tf.mul(output, factor);
    });
  };
}

function differentiable(
  curve: Curve,
  current: tf.Tensor,
  phases: Float32Array | undefined,
): tf.Tensor {
  const run = tf.customGrad((...given) => {
    const [x, save] = given as [tf.Tensor, tf.GradSaveFunc];
    save([x]);
    return {
      value: forward(curve, x, phases),
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => backward(curve, saved!, dy),
    };
  });
  return run(current);
}

function forward({ loops, operations }: Curve, x: tf.Tensor, phases?: Float32Array): tf.Tensor {
  if (hasLoops()) return runLoop(([j], out) => loops.value(j!, out, phases ?? null), x);
  return operations.value(x, phases === undefined ? null : tf.tensor(phases, x.shape));
}

function backward({ loops, operations }: Curve, x: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  if (hasLoops()) return runLoop(([j, d], out) => loops.slope(j!, d!, out), x, dy);
  return tf.mul(dy, operations.slope(x));
}

function requireFloat32(kind: string, { dtype }: tf.Tensor): void {
  if (dtype === 'float32') return;
  throw new NetworkError(
    `${kind}: the current is ${dtype}, expected float32. Cast it with tf.cast.`,
    { code: 'bad-option', path: kind },
  );
}

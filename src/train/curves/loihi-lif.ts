import * as tf from '@tensorflow/tfjs-core';
import { NetworkError } from '../../core/errors.js';
import { loihiTauRc, loihiTauRef } from '../../kernels/loihi-tau.js';
import { type Curve, type CurveLoops, loopsOf } from './curve.js';
import { leaky } from './leaky.js';
import { type NoisyRate, phaseNoise } from './phase-noise.js';
import type { LoihiLifCurve } from './spec.js';

/**
 * Forward the staircase amplitude / (dt ceil(period / dt)) of LIF neurons with the chip's time
 * constants, or, with noise, the noise of that period; backward the slope of the LIF rate (soft if
 * `smoothing` is above 0) whose refractory period is half a timestep longer, which runs through the middle
 * of the stairs.
 *
 * @throws NetworkError if the chip has no such membrane: its decay per timestep rounds to 0
 */
export function loihiLif(spec: LoihiLifCurve): Curve {
  const { gain = 1, amplitude = 1, dt = 0.001, smoothing = 0, noise } = spec;
  const tauRc = membraneOf(spec.tauRc ?? 0.02, dt);
  const tauRef = loihiTauRef(spec.tauRef ?? 0.002, dt);
  const smooth = leaky({ tauRc, tauRef: tauRef + dt / 2, amplitude, smoothing });
  const noisy = noise === undefined ? null : phaseNoise(noise, tauRc);
  const steps = (J: number) => Math.ceil((tauRef + tauRc * Math.log1p(1 / (J - 1))) / dt);
  const stairs = (J: number) => (J > 1 ? amplitude / dt / steps(J) : 0);
  const { value, slope } = loopsOf(stairs, smooth.slope, gain);
  const noisyRate = (J: number, phase: number) =>
    J > 1 ? amplitude * noisy!.value(dt * steps(J), phase) : 0;
  const onTensors = stairOperations({ tauRc, tauRef, amplitude, dt }, noisy);
  return {
    loops: { value: noisy === null ? value : noisyLoop(noisyRate, gain), slope },
    operations: {
      value: (x, phases) => onTensors(tf.mul(x, gain), phases),
      slope: (x) => tf.mul(smooth.operations.slope(tf.mul(x, gain)), gain),
    },
  };
}

function membraneOf(tauRc: number, dt: number): number {
  const found = loihiTauRc(tauRc, dt);
  if (Number.isFinite(found)) return found;
  throw new NetworkError(
    `loihiLif: tauRc is ${tauRc}, a decay that rounds to 0 on the chip (expected below about ` +
      `${8190 * dt} seconds). Use loihiSpikingRelu, which does not decay.`,
    { code: 'bad-option', path: 'loihiLif.tauRc' },
  );
}

function noisyLoop(rate: (J: number, phase: number) => number, gain: number): CurveLoops['value'] {
  return (x, out, phases) => {
    for (let i = 0; i < x.length; i++) out[i] = rate(gain * x[i]!, phases![i]!);
  };
}

interface Stairs {
  readonly tauRc: number;
  readonly tauRef: number;
  readonly amplitude: number;
  readonly dt: number;
}

function stairOperations({ tauRc, tauRef, amplitude, dt }: Stairs, noisy: NoisyRate | null) {
  return (J: tf.Tensor, phases: tf.Tensor | null): tf.Tensor => {
    const j = tf.sub(J, 1);
    const period = tf.add(tf.mul(tf.log1p(tf.div(1, tf.maximum(j, 1e-15))), tauRc), tauRef);
    const steps = tf.ceil(tf.div(period, dt));
    const rate =
      noisy === null ? tf.div(1 / dt, steps) : noisy.operation(tf.mul(steps, dt), phases!);
    return tf.mul(tf.step(j), tf.mul(rate, amplitude));
  };
}

import * as tf from '@tensorflow/tfjs-core';
import { NetworkError } from '../../core/errors.js';
import { seededRandom, seedOfPlace } from '../../core/random.js';
import type { PhaseNoise } from './spec.js';

/** Value in Hz of a spike train of `period` seconds, seen at `phase` (0 to 1) of a period. */
export interface NoisyRate {
  readonly value: (period: number, phase: number) => number;
  readonly operation: (period: tf.Tensor, phase: tf.Tensor) => tf.Tensor;
}

/**
 * Regular spikes of period p behind a filter and a membrane, settled, t = phase p after the last spike.
 * Each exponential exp(-t / tau) sums over all earlier spikes to exp(-t / tau) / (1 - exp(-p / tau)).
 * The mean over the phase is 1 / p exactly, when `tauRc` is the membrane's throughout.
 *
 * @throws NetworkError if the two time constants are so near each other that the difference of the two
 *   exponentials loses its digits
 */
export function phaseNoise({ kind, tau }: PhaseNoise, tauRc: number): NoisyRate {
  if (Math.abs(tauRc - tau) < 0.02 * tauRc) {
    throw new NetworkError(
      `loihiLif: noise.tau is ${tau}, too near the membrane's ${tauRc} seconds ` +
        '(expected 2 % or more between them). Take another time constant.',
      { code: 'bad-option', path: 'loihiLif.noise.tau' },
    );
  }
  return kind === 'lowpass' ? lowpassNoise(tau, tauRc) : alphaNoise(tau, tauRc);
}

/** The phases of one call: uniform in [0, 1), exact in float32. */
export function drawPhases({ seed }: PhaseNoise, draw: number, size: number): Float32Array {
  const random = seededRandom(seedOfPlace(seed, draw));
  const steps = 2 ** 24;
  return Float32Array.from({ length: size }, () => Math.floor(random.uniform() * steps) / steps);
}

function lowpassNoise(tau: number, tauRc: number): NoisyRate {
  const d = tauRc - tau;
  const tail = (t: number, p: number, tau: number) => Math.exp(-t / tau) / -Math.expm1(-p / tau);
  return {
    value: (p, u) => (tail(u * p, p, tauRc) - tail(u * p, p, tau)) / d,
    operation: (p, u) => {
      const t = tf.mul(u, p);
      return tf.div(tf.sub(tailOf(t, p, tauRc), tailOf(t, p, tau)), d);
    },
  };
}

function alphaNoise(tau: number, tauRc: number): NoisyRate {
  const d = tauRc - tau;
  const scale = tauRc / (d * d);
  return {
    value: (p, u) => {
      const t = u * p;
      const membrane = Math.exp(-t / tauRc) / -Math.expm1(-p / tauRc);
      const rest = -Math.expm1(-p / tau);
      const filter = Math.exp(-t / tau) / rest;
      // What t exp(-t / tau), summed over all earlier spikes, comes to.
      const ramp = (filter * (t + (p - t) * Math.exp(-p / tau))) / rest;
      return scale * (membrane - filter) - ramp / (tau * d);
    },
    operation: (p, u) => {
      const t = tf.mul(u, p);
      const filter = tailOf(t, p, tau);
      const earlier = tf.mul(tf.sub(p, t), tf.exp(tf.div(p, -tau)));
      const ramp = tf.div(tf.mul(filter, tf.add(t, earlier)), restOf(p, tau));
      const difference = tf.mul(tf.sub(tailOf(t, p, tauRc), filter), scale);
      return tf.sub(difference, tf.div(ramp, tau * d));
    },
  };
}

const restOf = (p: tf.Tensor, tau: number) => tf.neg(tf.expm1(tf.div(p, -tau)));
const tailOf = (t: tf.Tensor, p: tf.Tensor, tau: number) =>
  tf.div(tf.exp(tf.div(t, -tau)), restOf(p, tau));

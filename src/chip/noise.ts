import { NOISE_DRAW_MAX } from '../compile/chip/limits.js';
import type { Block } from '../compile/chip/model.js';
import type { RandomState } from '../core/mt19937.js';
import { noiseFactor, noiseValue } from './arithmetic.js';
import type { CompartmentState } from './compartment.js';

/** Noise of the compartments of a block. */
export interface Noise {
  /** Whether any compartment has noise; the others draw too and drop what they drew. */
  readonly isOn: boolean;
  readonly isAtMembrane: boolean;
  readonly offset: number;
  /** Factor of every compartment's draw; 0 without noise. */
  readonly factor: Float64Array;
  /** Bias without noise. */
  readonly bias: Int32Array;
  /** Draws of this step. */
  readonly draws: Int32Array;
}

/** Opens the noise of a discretized block. */
export function openNoise({ nCompartments, compartments }: Block): Noise {
  const { enableNoise, noiseExp, noiseOffset, noiseAtMembrane, bias } = compartments;
  const factor = noiseFactor(noiseExp);
  return {
    isOn: enableNoise.some((enabled) => enabled !== 0),
    isAtMembrane: noiseAtMembrane === 1,
    offset: noiseOffset,
    factor: Float64Array.from(enableNoise, (enabled) => (enabled === 0 ? 0 : factor)),
    bias: Int32Array.from(bias),
    draws: new Int32Array(nCompartments),
  };
}

/**
 * Draws for every compartment, and adds the noise to the synaptic input or to the bias. Both sums
 * wrap in 32 bits; the step looks for overflow of the registers afterwards.
 */
export function addNoise(noise: Noise, { q, bias }: CompartmentState, random: RandomState): void {
  const { draws, factor, offset } = noise;
  random.integersInto(draws, -NOISE_DRAW_MAX, NOISE_DRAW_MAX + 1);
  if (!noise.isOn) return;
  const target = noise.isAtMembrane ? bias : q;
  const before = noise.isAtMembrane ? noise.bias : q;
  for (let i = 0; i < draws.length; i++) {
    target[i] = before[i] + noiseValue(draws[i], offset, factor[i]);
  }
}

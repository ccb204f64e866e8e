import type { Block } from '../../compile/chip/model.js';
import type { RandomState } from '../../core/mt19937.js';
import type { FloatCompartments } from './compartment.js';

const { fround } = Math;

/** Noise of the compartments of a float block. */
export interface FloatNoise {
  readonly isOn: boolean;
  readonly offset: number;
  /** Amplitude of every compartment's noise; 0 without noise. */
  readonly amplitude: Float32Array;
}

/** Opens the noise of a block that is not discretized: its exponent has base 10. */
export function openFloatNoise({ compartments }: Block): FloatNoise {
  const { enableNoise, noiseExp, noiseOffset } = compartments;
  const amplitude = fround(10 ** fround(noiseExp)); // the exponent is held in float32 too
  return {
    isOn: enableNoise.some((enabled) => enabled !== 0),
    offset: fround(noiseOffset),
    amplitude: Float32Array.from(enableNoise, (enabled) => (enabled === 0 ? 0 : amplitude)),
  };
}

/** Draws uniformly from -1 to 1 for every compartment and adds the noise where it enters. */
export function addFloatNoise(
  { isOn, offset, amplitude }: FloatNoise,
  { q, membraneNoise }: FloatCompartments,
  random: RandomState,
): void {
  for (let i = 0; i < amplitude.length; i++) {
    const draw = fround(random.uniform(-1, 1));
    const noise = fround(fround(draw + offset) * amplitude[i]);
    if (membraneNoise !== null) membraneNoise[i] = noise;
    else if (isOn) q[i] += noise;
  }
}

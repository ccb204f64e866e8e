import { seededRandom } from '../../src/core/random.js';

/**
 * Random spikes of several inputs: per timestep and input the neurons that spike, ascending, none of
 * them twice; some timesteps are silent, some busy.
 */
export function randomSpikes(sizes: readonly number[], steps: number, seed: number): number[][][] {
  const random = seededRandom(seed);
  return Array.from({ length: steps }, () => {
    const density = random.uniform() ** 2;
    return sizes.map((size) =>
      Array.from({ length: size }, (_, i) => i).filter(() => random.uniform() < density),
    );
  });
}

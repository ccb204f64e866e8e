import { seededRandom } from '../core/random.js';
import type { Samples } from '../core/samples.js';
import { sizeOf } from '../core/shape.js';

/** Numbers of all samples in a random order that a seed decides. */
export function shuffledOrder(samples: Samples, seed: number): readonly number[] {
  return seededRandom(seed).shuffle(Array.from({ length: samples.count }, (_, k) => k));
}

/** Copies some samples, in the order they are named. */
export function pick(samples: Samples, chosen: readonly number[]): Samples {
  const size = sizeOf(samples.shape);
  const Data = samples.data instanceof Uint8Array ? Uint8Array : Float32Array;
  const data = new Data(chosen.length * size);
  for (const [i, k] of chosen.entries()) {
    data.set(samples.data.subarray(k * size, (k + 1) * size), i * size);
  }
  const labels = Int32Array.from(chosen, (k) => samples.labels[k]!);
  return { ...samples, count: chosen.length, data, labels };
}

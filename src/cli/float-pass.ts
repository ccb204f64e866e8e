import type { Chunk } from '../core/chunk.js';
import type { Network } from '../network/network.js';
import { interpreter } from '../run/device.js';
import { Playback } from '../run/playback.js';
import { scoreOf } from '../run/score.js';

/** The stored model, one pass in float per picture. */
export function openFloat(
  network: Network,
  ends: { readonly input: string; readonly output: string },
): {
  answer(values: Float32Array): number;
  close(): void;
} {
  const output = network.get(ends.output);
  const score = scoreOf(network, { output }, interpreter(), {});
  const playback = new Playback(score, network.precision, null);
  return {
    answer(values) {
      const chunk = { t: 0, steps: 1, data: { [ends.input]: values } };
      return largest((playback.play(chunk) as Chunk).data.output!, 0, output.size);
    },
    close: () => playback.stop(),
  };
}

/** Index of the largest of `size` values from `at` on; the first of equals. */
export function largest(values: ArrayLike<number>, at: number, size: number): number {
  let best = 0;
  for (let i = 1; i < size; i++) if (values[at + i]! > values[at + best]!) best = i;
  return best;
}

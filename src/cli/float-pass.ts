import type { Chunk } from '../core/chunk.js';
import { interpreter } from '../run/device.js';
import { Playback } from '../run/playback.js';
import { scoreOf } from '../run/score.js';
import type { LoadedModel } from './model.js';

/** The stored model, one pass in float per picture. */
export function openFloat(model: LoadedModel): {
  answer(values: Float32Array): number;
  close(): void;
} {
  const output = model.float.get(model.output.name);
  const score = scoreOf(model.float, { output }, interpreter(), {});
  const playback = new Playback(score, model.float.precision, null);
  return {
    answer(values) {
      const chunk = { t: 0, steps: 1, data: { [model.input.name]: values } };
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

import type { Rows } from '../core/chunk.js';
import type { Samples } from '../core/samples.js';
import type { Measurement } from './measurement.js';
import { wilson } from './wilson.js';

/** What answers say about accuracy. */
type Score = Pick<
  Measurement,
  | 'count'
  | 'classes'
  | 'labels'
  | 'answers'
  | 'accuracy'
  | 'interval'
  | 'accuracyAt'
  | 'confusion'
  | 'first'
  | 'readAt'
>;

/** Counts right answers, timestep by timestep. */
export interface ScoreCard {
  /** Reads all rows of the output of the `k`-th played sample; gives the answer. */
  add(k: number, rows: Rows): number;
  score(): Score;
}

/** Opens a card for `count` samples from `first` on, read at timestep `readAt` (from 1) of `steps`. */
export function openScoreCard(
  samples: Samples,
  size: number,
  range: { readonly first: number; readonly count: number; steps: number; readAt: number },
): ScoreCard {
  const { first, count, steps, readAt } = range;
  const labels = Int32Array.from(samples.labels.subarray(first, first + count));
  const answers = new Int32Array(count);
  const rightAt = new Float64Array(steps);
  const confusion = new Uint32Array(size * size);
  return {
    add(k, rows) {
      const label = labels[k]!;
      for (let s = 0; s < steps; s++) {
        const answer = largest(rows, s * size, size);
        if (answer === label) rightAt[s] = rightAt[s]! + 1;
        if (s === readAt - 1) answers[k] = answer;
      }
      const cell = label * size + answers[k]!;
      confusion[cell] = confusion[cell]! + 1;
      return answers[k]!;
    },
    score() {
      const right = rightAt[readAt - 1]!;
      return {
        first,
        count,
        classes: size,
        labels,
        answers,
        accuracy: right / count,
        interval: wilson(right, count),
        readAt,
        accuracyAt: rightAt.map((n) => n / count),
        confusion,
      };
    },
  };
}

/** Index of the largest of `size` values from `at` on; the first of equals. */
function largest(values: ArrayLike<number>, at: number, size: number): number {
  let best = 0;
  for (let i = 1; i < size; i++) if (values[at + i]! > values[at + best]!) best = i;
  return best;
}

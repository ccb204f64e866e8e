/** Words that a ring may have for more than one frame: 16 MB. */
const MOST = 2 ** 22;

/** Words of a ring for `steps` frames of at most `largest` words, fewer of them if they are huge. */
export function ringWords(largest: number, steps: number): number {
  const frame = largest + 1;
  return Math.max(frame, Math.min(steps * frame, MOST));
}

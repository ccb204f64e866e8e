import { better, type Judge, type Trial } from './judge.js';
import type { Setting } from './setting.js';

/** Samples every candidate of a race is played on at first. */
const FIRST = 50;

/**
 * Successive halving: all candidates are played on a few samples, the better third on twice as
 * many, and so on, until three are left or there are no more samples.
 *
 * @returns all trials, the best first; fewer than asked for if the budget ended
 */
export async function race(
  judge: Judge,
  candidates: readonly Setting[],
  steps: number,
  most = judge.most,
): Promise<Trial[]> {
  let runners = candidates.map((setting) => judge.trial(setting, steps));
  const dropped: Trial[] = [];
  for (let count = Math.min(FIRST, most); ; count = Math.min(2 * count, most)) {
    const played: Trial[] = [];
    for (const trial of runners) {
      if (await judge.play(trial, count)) played.push(trial);
      else dropped.push(trial);
    }
    played.sort(better);
    // Without a full round nothing can be compared.
    if (played.length < runners.length) return ranked([...played, ...dropped]);
    if (count === most) return ranked([...played, ...dropped]);
    runners = played.slice(0, Math.max(Math.ceil(played.length / 3), 3));
    dropped.push(...played.slice(runners.length));
  }
}

/** Those that came furthest first, the better of them first. */
function ranked(trials: readonly Trial[]): Trial[] {
  return trials
    .filter(({ right }) => right.length > 0)
    .sort((a, b) => b.right.length - a.right.length || better(a, b));
}

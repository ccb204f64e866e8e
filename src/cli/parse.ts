import { UsageError } from './failure.js';

/** Most timesteps that one picture may be shown: all neurons of these steps are kept in memory. */
export const MOST_STEPS = 10_000;

/** Parses a whole number of at least `least`, at most `most`. */
export function wholeNumber(
  option: string,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    const inside = Number.isSafeInteger(value) && value >= least && value <= most;
    if (inside && text.trim() !== '') return value;
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `${least} to ${most}`;
    throw new UsageError(`${option}: got "${text}", expected a whole number ${range}.`);
  };
}

/** Parses a number from `least` to `most`, whole or not. */
export function numberBetween(
  option: string,
  least: number,
  most: number,
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (value >= least && value <= most && text.trim() !== '') return value;
    throw new UsageError(`${option}: got "${text}", expected a number from ${least} to ${most}.`);
  };
}

/** Parses a number above 0, or of at least 0. */
export function number(
  option: string,
  zero: 'above 0' | 'of at least 0',
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    const inside = zero === 'above 0' ? value > 0 : value >= 0;
    if (Number.isFinite(value) && inside && text.trim() !== '') return value;
    throw new UsageError(`${option}: got "${text}", expected a number ${zero}.`);
  };
}

/** Parses one choice of several. */
export function choice<Word extends string>(
  option: string,
  words: readonly Word[],
): (text: string) => Word {
  return (text) => {
    const word = words.find((w) => w === text);
    if (word !== undefined) return word;
    throw new UsageError(`${option}: got "${text}", expected ${listed(words)}.`);
  };
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

import { UsageError } from './failure.js';

/** Parses a whole number of at least `least`. */
export function wholeNumber(option: string, least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && text.trim() !== '') return value;
    throw new UsageError(`${option}: got "${text}", expected a whole number of at least ${least}.`);
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
    throw new UsageError(`${option}: got "${text}", expected ${words.join(' or ')}.`);
  };
}

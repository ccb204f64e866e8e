import { StreamError } from '../../src/core/errors.js';

/** Pictures of one size in a fixed order, each with what it shows. */
export interface LabelledPictures {
  /** Height in pixels. */
  readonly rows: number;
  /** Width in pixels. */
  readonly columns: number;
  /** How many there are; infinite for drawn digits without a limit. */
  readonly count: number;
  /** Picture i, row by row, one byte per pixel, 0 is background; a view, not to be changed. */
  pixels(i: number): Uint8Array;
  /** What picture i shows, 0 to 9. */
  label(i: number): number;
}

/** Throws a StreamError unless there is a picture i. */
export function requirePicture(source: string, i: number, count: number): void {
  if (Number.isInteger(i) && i >= 0 && i < count) return;
  throw new StreamError(`${source}: there is no picture ${i}, expected 0 to ${count - 1}.`, {
    code: 'no-picture',
    path: source,
  });
}

/** Throws a StreamError unless `count` is a number of pictures, or infinite. */
export function requireCount(source: string, count: number): void {
  if (count === Number.POSITIVE_INFINITY || (Number.isInteger(count) && count >= 0)) return;
  throw new StreamError(`${source}: count is ${count}, expected a whole number of at least 0.`, {
    code: 'bad-option',
    path: 'count',
  });
}

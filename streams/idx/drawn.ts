import { type DrawnDigitsOptions, drawnDigits, type LabelledPicture } from '../synthetic/digits.js';
import { PICTURE_SIZE } from '../synthetic/pen.js';
import { type LabelledPictures, requireCount, requirePicture } from './pictures.js';

/**
 * The digits of `drawnDigits` as pictures that can be asked for by number. They are drawn when they
 * are first asked for, with all before them, and kept.
 *
 * @param options default seed 1; without a count there is no end
 * @throws StreamError if the count is no whole number of at least 0
 *
 * @example
 * const pictures = drawnPictures({ seed: 3 });
 * console.log(pictures.label(41), pictures.pixels(41));
 */
export function drawnPictures(options: DrawnDigitsOptions = {}): LabelledPictures {
  const { count = Number.POSITIVE_INFINITY, seed = 1 } = options;
  requireCount('digits', count);
  const hand = drawnDigits({ count, seed });
  const drawn: LabelledPicture[] = [];
  const picture = (i: number): LabelledPicture => {
    requirePicture('digits', i, count);
    while (drawn.length <= i) drawn.push(hand.next().value as LabelledPicture);
    return drawn[i]!;
  };
  return {
    rows: PICTURE_SIZE,
    columns: PICTURE_SIZE,
    count,
    pixels: (i) => picture(i).pixels,
    label: (i) => picture(i).label,
  };
}

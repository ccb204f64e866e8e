import { seededRandom } from '../../src/core/random.js';
import { digitStrokes } from './digit-strokes.js';
import { writeByHand } from './handwriting.js';
import { renderStrokes } from './pen.js';

/** A picture and what it shows. */
export interface LabelledPicture {
  /** 28 x 28 bytes, row by row; 0 is background, 255 full ink. */
  readonly pixels: Uint8Array;
  /** The digit, 0 to 9. */
  readonly label: number;
}

/** What to draw. */
export interface DrawnDigitsOptions {
  /** How many pictures; default 100. */
  readonly count?: number;
  /** Whole number; the same seed draws the same pictures. Default 1. */
  readonly seed?: number;
}

/**
 * Draws digits that look handwritten, prepared like MNIST, without any foreign data: a seeded random hand
 * writes the strokes of `digitStrokes`. Every ten pictures show the ten digits in a new random order. The
 * pictures are bytes, so that last-bit differences between engines do not show.
 *
 * @example
 * for (const { pixels, label } of drawnDigits({ count: 10, seed: 3 })) console.log(label, pixels.length);
 */
export function* drawnDigits(options: DrawnDigitsOptions = {}): Generator<LabelledPicture> {
  const { count = 100, seed = 1 } = options;
  const random = seededRandom(seed);
  let labels: number[] = [];
  for (let drawn = 0; drawn < count; drawn++) {
    if (labels.length === 0) labels = random.shuffle(digitStrokes.map((_, digit) => digit));
    const label = labels.pop()!;
    const ways = digitStrokes[label]!;
    const strokes = writeByHand(ways[random.integer(ways.length)]!, random);
    yield { pixels: renderStrokes(strokes, 0.9 + 0.5 * random.uniform()), label };
  }
}

import { StreamError } from '../../src/core/errors.js';
import { seedOfPlace } from '../../src/core/random.js';
import type { Samples } from '../../src/core/samples.js';
import { drawnDigits } from '../synthetic/digits.js';
import { PICTURE_SIZE } from '../synthetic/pen.js';
import type { SampleSet, Wanted } from './read.js';

/** How many are drawn if no count is given: a tenth of MNIST's. */
const usual: Readonly<Record<SampleSet, number>> = { train: 6000, test: 1000 };

/**
 * Draws digits: those to test with are `drawnDigits` of the seed, those to train with come from
 * another hand.
 *
 * @param text the seed, a whole number from 0; empty for 1
 * @throws StreamError for any other seed
 */
export function digitsSamples(text: string, wanted: Wanted): Samples {
  const set = wanted.set ?? 'test';
  const seed = seedOf(text, wanted.source);
  const count = Number.isFinite(wanted.count) ? wanted.count : usual[set];
  const size = PICTURE_SIZE * PICTURE_SIZE;
  const data = new Uint8Array(count * size);
  const labels = new Uint8Array(count);
  let k = 0;
  for (const drawn of drawnDigits({ count, seed: set === 'test' ? seed : seedOfPlace(seed, 1) })) {
    data.set(drawn.pixels, k * size);
    labels[k++] = drawn.label;
  }
  return {
    count,
    shape: [PICTURE_SIZE, PICTURE_SIZE, 1],
    classes: 10,
    data,
    scale: 1 / 255,
    labels,
    source: wanted.source,
  };
}

function seedOf(text: string, source: string): number {
  const seed = text === '' ? 1 : Number(text);
  if (/^\d*$/.test(text) && Number.isSafeInteger(seed)) return seed;
  throw new StreamError(
    `"${source}": the seed is "${text}", expected a whole number of at least 0, as in digits:7.`,
    { code: 'bad-source', path: source },
  );
}

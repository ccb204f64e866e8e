import { StreamError } from '../../src/core/errors.js';
import { drawnPictures } from './drawn.js';
import { type MnistSplit, mnistPictures } from './mnist.js';
import { type LabelledPictures, requireCount, requirePicture } from './pictures.js';

/** How much of a source to take. */
export interface OpenPicturesOptions {
  /** At most this many, from the first; default all, of drawn digits without end. */
  readonly count?: number;
}

/**
 * Opens the pictures a text names: `mnist:DIR` (the 10000 to test with), `mnist-train:DIR`,
 * `digits:` or `digits:SEED` (drawn on the spot, default seed 1).
 *
 * @throws StreamError that lists the sources for any other text; if files are missing or damaged
 *
 * @example
 * const pictures = openPictures('digits:7', { count: 100 });
 */
export function openPictures(source: string, options: OpenPicturesOptions = {}): LabelledPictures {
  const { count = Number.POSITIVE_INFINITY } = options;
  requireCount(source, count);
  const colon = source.indexOf(':');
  const [scheme, rest] = [source.slice(0, colon), source.slice(colon + 1)];
  if (scheme === 'mnist') return openMnist(source, rest, 'test', count);
  if (scheme === 'mnist-train') return openMnist(source, rest, 'train', count);
  if (scheme === 'digits') return drawnPictures({ count, seed: seedOf(source, rest) });
  throw new StreamError(
    `"${source}": is no source of pictures. There are: mnist:DIR, mnist-train:DIR, digits:, digits:SEED.`,
    { code: 'unknown-source', path: source },
  );
}

function openMnist(
  source: string,
  dir: string,
  split: MnistSplit,
  count: number,
): LabelledPictures {
  if (dir === '') {
    throw new StreamError(`"${source}": the folder is missing. Write ${source}DIR.`, {
      code: 'bad-source',
      path: source,
    });
  }
  return limited(source, mnistPictures(dir, split), count);
}

function limited(source: string, all: LabelledPictures, most: number): LabelledPictures {
  const count = Math.min(all.count, most);
  const checked = (i: number): number => {
    requirePicture(source, i, count);
    return i;
  };
  const { rows, columns } = all;
  return {
    rows,
    columns,
    count,
    pixels: (i) => all.pixels(checked(i)),
    label: (i) => all.label(checked(i)),
  };
}

function seedOf(source: string, text: string): number {
  if (text === '') return 1;
  const seed = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(seed)) return seed;
  throw new StreamError(
    `"${source}": the seed is "${text}", expected a whole number of at least 0, as in digits:7.`,
    { code: 'bad-source', path: source },
  );
}

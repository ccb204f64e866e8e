import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StreamError } from '../../../src/core/errors.js';
import { drawnDigits, openPictures } from '../../../streams/index.js';
import { labelFile, pictureFile } from './idx-file.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sources-'));
  for (const [name, size] of [['t10k', 3] as const, ['train', 5] as const]) {
    await writeFile(join(folder, `${name}-images-idx3-ubyte`), pictureFile(size, 2, 2));
    const labels = Array.from({ length: size }, (_, i) => i);
    await writeFile(join(folder, `${name}-labels-idx1-ubyte`), labelFile(labels));
  }
});
afterEach(() => rm(folder, { recursive: true }));

describe('openPictures', () => {
  it('opens both parts of MNIST', () => {
    expect(openPictures(`mnist:${folder}`).count).toBe(3);
    expect(openPictures(`mnist-train:${folder}`).count).toBe(5);
  });

  it('takes no more pictures than asked for, and no more than there are', () => {
    const two = openPictures(`mnist-train:${folder}`, { count: 2 });
    expect([two.count, two.rows, two.columns, two.label(1)]).toEqual([2, 2, 2, 1]);
    expect(two.pixels(1)).toStrictEqual(Uint8Array.of(1, 1, 1, 1));
    expect(() => two.pixels(2)).toThrow('there is no picture 2, expected 0 to 1');
    expect(openPictures(`mnist:${folder}`, { count: 9 }).count).toBe(3);
  });

  it.each([
    ['digits:', 1],
    ['digits:7', 7],
  ])('draws %s with seed %i, in whatever order it is asked', (source, seed) => {
    const expected = [...drawnDigits({ count: 12, seed })];
    const pictures = openPictures(source, { count: 12 });
    expect([pictures.count, pictures.rows, pictures.columns]).toEqual([12, 28, 28]);
    for (const i of [5, 0, 11, 5]) {
      expect(pictures.label(i)).toBe(expected[i]!.label);
      expect(pictures.pixels(i)).toStrictEqual(expected[i]!.pixels);
    }
    expect(() => pictures.label(12)).toThrow(StreamError);
  });

  it('draws digits without end when no number is said', () => {
    const pictures = openPictures('digits:');
    expect(pictures.count).toBe(Number.POSITIVE_INFINITY);
    expect([...drawnDigits({ count: 251 })].at(-1)!.pixels).toStrictEqual(pictures.pixels(250));
    expect(() => pictures.label(-1)).toThrow(StreamError);
  });

  it.each(['', 'mnist', 'cifar:x', 'digits', ':7', 'MNIST:x'])(
    'lists the sources for "%s"',
    (text) => {
      expect(() => openPictures(text)).toThrow(StreamError);
      expect(() => openPictures(text)).toThrow(
        `"${text}": is no source of pictures. There are: mnist:DIR, mnist-train:DIR, digits:, digits:SEED.`,
      );
    },
  );

  it.each([
    ['mnist:', 'the folder is missing. Write mnist:DIR.'],
    ['digits:x', 'the seed is "x", expected a whole number'],
    ['digits:-1', 'the seed is "-1"'],
    ['digits:1.5', 'the seed is "1.5"'],
    ['digits:99999999999999999999', 'the seed is "99999999999999999999"'],
  ])('says what is wrong with "%s"', (text, sentence) => {
    expect(() => openPictures(text)).toThrow(StreamError);
    expect(() => openPictures(text)).toThrow(sentence);
  });

  it.each([-1, 1.5, Number.NaN])('refuses a count of %d', (count) => {
    expect(() => openPictures('digits:', { count })).toThrow(`count is ${count}, expected a whole`);
  });
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StreamError } from '../../../src/core/errors.js';
import { mnistPictures } from '../../../streams/idx/mnist.js';
import { idxFile, labelFile, pictureFile } from './idx-file.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mnist-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
}

const images = 't10k-images-idx3-ubyte';
const labels = 't10k-labels-idx1-ubyte';

describe('mnistPictures', () => {
  it('gives pictures and labels in the order of the files', async () => {
    await put({ [images]: pictureFile(3, 2, 5), [labels]: labelFile([9, 0, 4]) });
    const pictures = mnistPictures(folder, 'test');
    expect([pictures.count, pictures.rows, pictures.columns]).toEqual([3, 2, 5]);
    expect([0, 1, 2].map((i) => pictures.label(i))).toEqual([9, 0, 4]);
    expect(pictures.pixels(2)).toStrictEqual(new Uint8Array(10).fill(2));
  });

  it.each([
    ['test', 't10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz'],
    ['test', 't10k-images.idx3-ubyte', 't10k-labels.idx1-ubyte.gz'],
    ['train', 'train-images-idx3-ubyte', 'train-labels.idx1-ubyte'],
  ] as const)('finds the %s files %s and %s', async (split, imageName, labelName) => {
    const packed = (name: string, bytes: Uint8Array) =>
      name.endsWith('.gz') ? gzipSync(bytes) : bytes;
    await put({
      [imageName]: packed(imageName, pictureFile(1, 1, 1)),
      [labelName]: packed(labelName, labelFile([5])),
    });
    expect(mnistPictures(folder, split).label(0)).toBe(5);
  });

  it.each([-1, 2, 0.5, Number.NaN])('has no picture %d of 2', async (i) => {
    await put({ [images]: pictureFile(2, 2, 2), [labels]: labelFile([1, 2]) });
    const pictures = mnistPictures(folder, 'test');
    expect(() => pictures.pixels(i)).toThrow(StreamError);
    expect(() => pictures.label(i)).toThrow(`there is no picture ${i}, expected 0 to 1`);
  });

  it('lists the names it looked for', async () => {
    await put({ [images]: pictureFile(1, 1, 1) });
    const names = 't10k-labels-idx1-ubyte, t10k-labels-idx1-ubyte.gz, t10k-labels.idx1-ubyte, ';
    expect(() => mnistPictures(folder, 'test')).toThrow(`"${folder}": there is none of ${names}`);
    expect(() => mnistPictures(folder, 'train')).toThrow('train-images-idx3-ubyte.gz');
  });

  const one = pictureFile(1, 2, 2);
  const cases: readonly [string, Uint8Array, Uint8Array, RegExp][] = [
    ['more labels than pictures', one, labelFile([1, 2]), /has 2 labels, ".*" has 1 pictures/],
    [
      'a label beyond 9',
      pictureFile(2, 1, 1),
      labelFile([3, 12]),
      /label 1 is 12, expected 0 to 9/,
    ],
    [
      'the files swapped',
      labelFile([1]),
      one,
      /images-idx3-ubyte: its magic is 0x00000801, expected 0x00000803 for images/,
    ],
    [
      'labels of another type',
      one,
      idxFile(0x901, [1], Uint8Array.of(1)),
      /labels-idx1-ubyte: its magic is 0x00000901, expected 0x00000801 for labels/,
    ],
    [
      'half a picture',
      one.slice(0, -2),
      labelFile([1]),
      /announces 4 bytes \(1x2x2 uint8\), 2 follow/,
    ],
  ];
  it.each(cases)('refuses %s', async (_, imageFile, labelled, sentence) => {
    await put({ [images]: imageFile, [labels]: labelled });
    expect(() => mnistPictures(folder, 'test')).toThrow(StreamError);
    expect(() => mnistPictures(folder, 'test')).toThrow(sentence);
  });

  it('refuses a folder in place of a file', async () => {
    await mkdir(join(folder, images));
    expect(() => mnistPictures(folder, 'test')).toThrow(
      /images-idx3-ubyte: cannot be read \(EISDIR/,
    );
  });
});

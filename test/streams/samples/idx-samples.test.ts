import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { mnistPictures } from '../../../streams/idx/mnist.js';
import { openSamples } from '../../../streams/samples/open-samples.js';
import { dataDir } from '../../support/shared.js';
import { idxFile, labelFile, pictureFile } from '../idx/idx-file.js';
import { folder } from './folders.js';

const bothSets = () =>
  folder({
    'train-images-idx3-ubyte': pictureFile(3, 2, 5),
    'train-labels-idx1-ubyte': labelFile([2, 0, 6]),
    't10k-images-idx3-ubyte.gz': gzipSync(pictureFile(2, 2, 5)),
    't10k-labels.idx1-ubyte': labelFile([1, 1]),
  });

describe("files in MNIST's form", () => {
  it.each([
    ['train', 3, [2, 0, 6]],
    ['test', 2, [1, 1]],
  ] as const)('gives the samples to %s with, bytes as they are', async (set, count, labels) => {
    const samples = await openSamples(bothSets(), { set });
    expect([samples.count, samples.shape, samples.scale]).toEqual([count, [2, 5, 1], 1 / 255]);
    expect([...samples.labels]).toEqual(labels);
    expect([...samples.data]).toEqual(
      Array.from({ length: count * 10 }, (_, i) => Math.floor(i / 10)),
    );
    expect(samples.classes, 'of both sets').toBe(7);
  });

  it('takes at most the count asked for', async () => {
    const samples = await openSamples(`mnist:${bothSets()}`, { set: 'train', count: 2 });
    expect([samples.count, samples.data.length, samples.labels.length]).toEqual([2, 20, 2]);
  });

  it('keeps the channels of pictures that have them', async () => {
    const pixels = Uint8Array.from({ length: 12 }, (_, i) => i);
    const dir = folder({
      't10k-images-idx4-ubyte': idxFile(0x804, [1, 2, 2, 3], pixels),
      't10k-labels-idx1-ubyte': labelFile([0]),
    });
    const samples = await openSamples(dir);
    expect([samples.shape, [...samples.data]]).toEqual([[2, 2, 3], [...pixels]]);
  });

  it('tells the sets of EMNIST apart by the file that is named', async () => {
    const dir = folder({
      'emnist-letters-test-images-idx3-ubyte': pictureFile(1, 1, 1),
      'emnist-letters-test-labels-idx1-ubyte': labelFile([26]),
      'emnist-digits-test-images-idx3-ubyte': pictureFile(2, 1, 1),
      'emnist-digits-test-labels-idx1-ubyte': labelFile([1, 2]),
    });
    const letters = await openSamples(join(dir, 'emnist-letters-test-images-idx3-ubyte'));
    expect([letters.count, letters.classes]).toEqual([1, 27]);
    await expect(openSamples(dir)).rejects.toThrow(
      'has several sets ("emnist-digits-", "emnist-letters-"). Name one of their files',
    );
  });

  it('says which file is missing', async () => {
    const dir = folder({ 'train-images-idx3-ubyte': pictureFile(1, 1, 1) });
    await expect(openSamples(dir, { set: 'train' })).rejects.toThrow(
      `"${dir}": the folder has no labels to train with (named like train-labels-idx1-ubyte)`,
    );
  });

  it('refuses labels of another set', async () => {
    const dir = folder({
      't10k-images-idx3-ubyte': pictureFile(2, 1, 1),
      't10k-labels-idx1-ubyte': labelFile([1, 2, 3]),
    });
    await expect(openSamples(dir)).rejects.toThrow('has 3 labels');
  });

  it('refuses a file that is cut off', async () => {
    const dir = folder({
      't10k-images-idx3-ubyte': pictureFile(2, 3, 3).subarray(0, 30),
      't10k-labels-idx1-ubyte': labelFile([1, 2]),
    });
    await expect(openSamples(dir)).rejects.toThrow('is cut off');
  });
});

const mnist = join(dataDir, 'mnist');
describe.skipIf(!existsSync(mnist))(
  'MNIST itself (needs the mnist folder of the shared data)',
  () => {
    it.each(['train', 'test'] as const)('gives the pictures to %s with in order', async (set) => {
      const samples = await openSamples(mnist, { set });
      const pictures = mnistPictures(mnist, set);
      expect([samples.count, samples.shape, samples.classes]).toEqual([
        pictures.count,
        [28, 28, 1],
        10,
      ]);
      for (let k = 0; k < samples.count; k += 997) {
        expect(samples.data.subarray(784 * k, 784 * (k + 1))).toEqual(pictures.pixels(k));
        expect(samples.labels[k]).toBe(pictures.label(k));
      }
    });
  },
);

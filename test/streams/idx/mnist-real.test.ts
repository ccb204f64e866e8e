import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../src/core/crc32.js';
import { mnistPictures } from '../../../streams/idx/mnist.js';
import { dataDir } from '../../support/shared.js';

const dir = join(dataDir, 'mnist');

/** Checksums of all pixels and of the last picture, made with Python's gzip and zlib modules. */
const sets = [
  { split: 'test', file: 't10k', count: 10000, all: 0xe4ca5f57, last: 0xf15d81cb },
  { split: 'train', file: 'train', count: 60000, all: 0xf3639b56, last: 0x62a9d57d },
] as const;

describe.skipIf(!existsSync(dir))(
  'MNIST itself (needs the mnist folder of the shared data)',
  () => {
    it.each(sets)('has $count pictures to $split with', ({ split, count, all, last }) => {
      const pictures = mnistPictures(dir, split);
      expect([pictures.count, pictures.rows, pictures.columns]).toEqual([count, 28, 28]);
      let sum = 0;
      for (let i = 0; i < count; i++) sum = crc32(pictures.pixels(i), sum);
      expect(sum).toBe(all);
      expect(crc32(pictures.pixels(count - 1))).toBe(last);
    });

    it.each(sets)(
      'has the labels of the $split file behind its header',
      ({ split, file, count }) => {
        const pictures = mnistPictures(dir, split);
        const bytes = gunzipSync(readFileSync(join(dir, `${file}-labels-idx1-ubyte.gz`)));
        const read = Uint8Array.from({ length: count }, (_, i) => pictures.label(i));
        expect(read).toStrictEqual(new Uint8Array(bytes.subarray(8)));
        const histogram = new Array<number>(10).fill(0);
        for (const label of read) histogram[label]! += 1;
        expect(histogram.reduce((sum, n) => sum + n)).toBe(count);
        expect(Math.min(...histogram)).toBeGreaterThan(count / 20);
      },
    );

    it('begins its test pictures with 7, 2, 1, 0, 4', () => {
      const pictures = mnistPictures(dir, 'test');
      expect([0, 1, 2, 3, 4].map((i) => pictures.label(i))).toEqual([7, 2, 1, 0, 4]);
    });
  },
);

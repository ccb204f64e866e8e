import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPictures } from '../../../streams/idx/sources.js';
import { openSamples } from '../../../streams/samples/open-samples.js';
import { folder } from './folders.js';

describe('drawn digits', () => {
  it('are those of openPictures to test with', async () => {
    const samples = await openSamples('digits:7', { count: 30 });
    const pictures = openPictures('digits:7', { count: 30 });
    expect([samples.count, samples.shape, samples.classes]).toEqual([30, [28, 28, 1], 10]);
    for (let k = 0; k < 30; k++) {
      expect(samples.data.subarray(784 * k, 784 * (k + 1))).toEqual(pictures.pixels(k));
      expect(samples.labels[k]).toBe(pictures.label(k));
    }
  });

  it('are others to train with', async () => {
    const test = await openSamples('digits:', { set: 'test', count: 10 });
    const train = await openSamples('digits:', { set: 'train', count: 10 });
    expect(train.data).not.toEqual(test.data);
  });

  it('refuses a seed that is none', async () => {
    await expect(openSamples('digits:x')).rejects.toThrow('the seed is "x"');
  });
});

describe('sources', () => {
  it.each([
    ['tiff:there', '"tiff:" is no kind'],
    ['mnist:', 'the folder is missing'],
    ['nowhere-at-all', '"nowhere-at-all": cannot be read'],
  ])('%s is refused', async (source, message) => {
    await expect(openSamples(source)).rejects.toThrow(message);
  });

  it('lists the kinds for a folder that holds none', async () => {
    const dir = folder({ 'notes.txt': Uint8Array.of(1) });
    await expect(openSamples(dir)).rejects.toThrow(
      'holds no samples of a known kind. There are: mnist:DIR, cifar10:DIR, npz:FILE',
    );
  });

  it('asks which kind is meant in a folder that holds several', async () => {
    const dir = folder({ 'a.npz': Uint8Array.of(1), 'test.bin': Uint8Array.of(1) });
    await expect(openSamples(dir)).rejects.toThrow('several kinds (cifar10, npz)');
    await expect(openSamples(join(dir, 'a.npz'))).rejects.toThrow('is no zip');
  });

  it.each([
    [{ count: 0 }, 'count is 0, expected a whole number of at least 1'],
    [{ count: 1.5 }, 'count is 1.5'],
    [{ set: 'both' as 'test' }, 'set is "both", expected train or test'],
  ])('refuses the options %j', async (options, message) => {
    await expect(openSamples('digits:', options)).rejects.toThrow(message);
  });
});

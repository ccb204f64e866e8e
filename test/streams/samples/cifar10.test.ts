import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openSamples } from '../../../streams/samples/open-samples.js';
import { dataDir } from '../../support/shared.js';
import { folder } from './folders.js';

/** Records whose pixels tell channel, row and column. */
const pixel = (label: number, channel: number, row: number, column: number) =>
  (label * 31 + channel * 67 + row * 5 + column * 3) % 256;

function records(labels: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(3073 * labels.length);
  for (const [k, label] of labels.entries()) {
    bytes[k * 3073] = label;
    for (let i = 0; i < 3072; i++) {
      const [channel, row, column] = [i >> 10, (i >> 5) & 31, i & 31];
      bytes[k * 3073 + 1 + i] = pixel(label, channel!, row!, column!);
    }
  }
  return bytes;
}

const standard = () =>
  folder({
    'data_batch_1.bin': records([3, 1]),
    'data_batch_2.bin': records([4]),
    'data_batch_10.bin': records([9]),
    'test_batch.bin': records([7]),
    'test_batch.bin.gz': gzipSync(records([7])),
  });

describe('CIFAR-10 files', () => {
  it('joins the training batches by number', async () => {
    const samples = await openSamples(standard(), { set: 'train' });
    expect([samples.count, samples.shape, samples.classes]).toEqual([4, [32, 32, 3], 10]);
    expect([...samples.labels]).toEqual([3, 1, 4, 9]);
    expect(samples.names?.[9]).toBe('truck');
  });

  it('turns planes into pixels of three channels', async () => {
    const { data } = await openSamples(standard(), { set: 'test' });
    const expected = Array.from({ length: 3072 }, (_, i) =>
      pixel(7, i % 3, Math.floor(i / 96), Math.floor(i / 3) % 32),
    );
    expect([...data]).toEqual(expected);
  });

  it('counts a batch once that is there plain and gzipped', async () => {
    expect((await openSamples(standard(), { set: 'test' })).count).toBe(1);
  });

  it('takes at most the count asked for, over several files', async () => {
    const samples = await openSamples(standard(), { set: 'train', count: 3 });
    expect([...samples.labels]).toEqual([3, 1, 4]);
    expect(samples.data).toHaveLength(3 * 3072);
  });

  it('takes a single file for what its name says', async () => {
    const file = join(standard(), 'data_batch_2.bin');
    expect((await openSamples(file)).count).toBe(1);
    await expect(openSamples(file, { set: 'test' })).rejects.toThrow(
      'is to train with by its name',
    );
  });

  it.each([
    ['cut off', records([1]).subarray(0, 3000), 'has 3000 bytes, expected a multiple of 3073'],
    ['empty', new Uint8Array(0), 'has 0 bytes'],
    ['of other labels', records([1, 12]), 'label 1 is 12, expected 0 to 9'],
    ['damaged gzip', gzipSync(records([1])).subarray(0, 200), 'cannot be unzipped'],
  ])('refuses a file that is %s', async (_, bytes, message) => {
    const dir = folder({ 'test_batch.bin': bytes });
    await expect(openSamples(dir)).rejects.toThrow(message);
  });

  it('says that there is nothing to test with', async () => {
    const dir = folder({ 'data_batch_1.bin': records([1]) });
    await expect(openSamples(dir, { set: 'test' })).rejects.toThrow('no .bin file to test with');
  });
});

const cifar = join(dataDir, 'cifar10');
describe.skipIf(!existsSync(cifar))(
  'CIFAR-10 itself (needs the cifar10 folder of the shared data)',
  () => {
    it.each([
      ['train', 3200, [319, 302, 337, 308, 328, 312, 330, 314, 327, 323]],
      ['test', 800, [77, 64, 83, 76, 94, 81, 84, 71, 80, 90]],
    ] as const)('has %s samples as its page says', async (set, count, histogram) => {
      const { labels, ...samples } = await openSamples(`cifar10:${cifar}`, { set });
      expect(samples.count).toBe(count);
      const counted = new Array<number>(10).fill(0);
      for (const label of labels) counted[label]! += 1;
      expect(counted).toEqual(histogram);
    });

    it('has the last pixel of the last picture at the end of each plane', async () => {
      const { data } = await openSamples(cifar, { set: 'test' });
      const raw = gunzipSync(readFileSync(join(cifar, 'cifar10-test-800.bin.gz')));
      const planes = [1, 2, 3].map((k) => raw[799 * 3073 + k * 1024]);
      expect([...data.subarray(-3)]).toEqual(planes);
    });
  },
);

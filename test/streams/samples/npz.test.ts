import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSamples } from '../../../streams/samples/open-samples.js';
import { folder } from './folders.js';
import { byteArray, npyFile, npzFile, numberBytes } from './npy-file.js';

const pictures = () => ({
  x_train: byteArray([3, 1, 2], [1, 2, 3, 4, 5, 6]),
  y_train: byteArray([3], [0, 4, 1]),
  x_test: byteArray([1, 1, 2], [9, 8]),
  y_test: byteArray([1], [2]),
});

const opened = (arrays: Readonly<Record<string, Uint8Array>>, set?: 'train' | 'test') =>
  openSamples(folder({ 'set.npz': npzFile(arrays) }), set ? { set } : {});

/** Types as numpy names them, and how one number is written. */
const types = [
  ['<i4', 4, (v: DataView, at: number, x: number) => v.setInt32(at, x, true)],
  ['<i8', 8, (v: DataView, at: number, x: number) => v.setBigInt64(at, BigInt(x), true)],
  ['<f4', 4, (v: DataView, at: number, x: number) => v.setFloat32(at, x, true)],
  ['<f8', 8, (v: DataView, at: number, x: number) => v.setFloat64(at, x, true)],
] as const;

describe('.npz files', () => {
  it('gives bytes as pictures of one channel', async () => {
    const samples = await opened(pictures(), 'train');
    expect([samples.count, samples.shape, samples.classes]).toEqual([3, [1, 2, 1], 5]);
    expect([...samples.data]).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...samples.labels]).toEqual([0, 4, 1]);
    expect(samples.scale).toBe(1 / 255);
  });

  it('takes at most the count asked for', async () => {
    const file = join(folder({ 'set.npz': npzFile(pictures()) }), 'set.npz');
    const samples = await openSamples(`npz:${file}`, { set: 'train', count: 2 });
    expect([samples.count, [...samples.data], [...samples.labels]]).toEqual([
      2,
      [1, 2, 3, 4],
      [0, 4],
    ]);
  });

  it.each(types)('reads %s in samples and labels', async (descr, width, write) => {
    const array = (shape: number[], values: number[]) =>
      npyFile(descr, shape, numberBytes(values, width, write), { version: 2 });
    const x_test = array([2, 3], [-1, 2, 3, 4, 5, 600]);
    const samples = await opened({ x_test, y_test: array([2, 1], [0, 300]) });
    expect([samples.shape, samples.scale, samples.classes]).toEqual([[3], 1, 301]);
    expect(samples.data).toEqual(Float32Array.of(-1, 2, 3, 4, 5, 600));
    expect(samples.labels).toEqual(Int32Array.of(0, 300));
  });

  it.each([
    ['no array', { x_test: byteArray([1, 1], [1]) }, 'has no y_test'],
    ['other counts', { ...pictures(), y_test: byteArray([2], [1, 1]) }, 'x_test has 1 samples'],
    [
      'big-endian numbers',
      { ...pictures(), x_test: npyFile('>f4', [1, 1], new Uint8Array(4)) },
      "holds numbers of type '>f4'",
    ],
    [
      'columns first',
      { ...pictures(), x_test: npyFile('|u1', [1, 2], new Uint8Array(2), { fortran: true }) },
      'is stored column by column',
    ],
    [
      'numbers missing',
      { ...pictures(), x_test: byteArray([2, 2], [1, 2, 3]) },
      'announces 2x2 of u1, 4 bytes, 3 follow',
    ],
    [
      'no numpy array',
      { ...pictures(), x_test: Uint8Array.from({ length: 20 }, (_, i) => i) },
      'x_test: is no array of numpy',
    ],
    [
      'labels that are no classes',
      {
        ...pictures(),
        y_test: npyFile('<f4', [1], new Uint8Array(Float32Array.of(0.5).buffer)),
      },
      'label 0 is 0.5, expected a whole number from 0',
    ],
  ])('refuses %s', async (_, arrays, message) => {
    await expect(opened(arrays)).rejects.toThrow(message);
  });

  it('refuses bytes that are no zip', async () => {
    const dir = folder({ 'set.npz': Uint8Array.of(1, 2, 3) });
    await expect(openSamples(dir)).rejects.toThrow('is no zip, or a damaged one');
  });

  it('asks which of two files is meant', async () => {
    const dir = folder({ 'a.npz': npzFile(pictures()), 'b.npz': npzFile(pictures()) });
    await expect(openSamples(dir)).rejects.toThrow('has 2 .npz files, expected one');
  });
});

import { describe, expect, it } from 'vitest';
import type { Tensor4D as T4, Tensor, Tf } from '../../../src/train/backend/backend.js';
import { openBackend } from '../../../src/train/backend/open.js';
import { codeOn } from '../../../src/train/backend/wasm/code.js';
import {
  computed,
  differenceOf,
  gradient,
  type Numbers,
  numbers,
  relativeDifference,
} from './compare.js';
import { productTests } from './products.js';

const bound = 1e-5;

const pools: readonly [string, number[], [number, number], number, 'same' | 'valid'][] = [
  ['2x2', [2, 6, 6, 3], [2, 2], 2, 'valid'],
  ['2x2, same on an odd side', [2, 7, 5, 3], [2, 2], 2, 'same'],
  ['3x3 that overlap', [2, 7, 7, 2], [3, 3], 1, 'valid'],
  ['3x3 that overlap, same', [2, 7, 7, 2], [3, 3], 2, 'same'],
  ['1x4', [1, 4, 8, 2], [1, 4], 2, 'valid'],
  ['strides longer than the window', [1, 9, 9, 2], [2, 2], 3, 'valid'],
  ['one pixel', [1, 1, 1, 1], [1, 1], 1, 'valid'],
];

describe('gradient of max pooling', () => {
  it.each(pools)('%s, mixed signs', async (_, shape, size, strides, pad) => {
    const difference = await relativeDifference([numbers(shape, 1)], (tf, x) => [
      gradient(tf, (v) => tf.maxPool(v as T4, size, strides, pad), x),
    ]);
    expect(difference).toBeLessThan(bound);
  });

  it.each(pools)('%s, negative alone', async (_, shape, size, strides, pad) => {
    const { values } = numbers(shape, 2);
    const negative: Numbers = { shape, values: values.map((v) => -2 - v) };
    const pool = (tf: Tf, x: Tensor) => [
      gradient(tf, (v) => tf.maxPool(v as T4, size, strides, pad), x),
    ];
    const [got] = await computed('wasm', [negative], pool);
    expect(got!.some((v) => v !== 0)).toBe(true);
    expect(differenceOf(got!, (await computed('cpu', [negative], pool))[0]!)).toBeLessThan(bound);
  });

  it('goes to the first of equal values', async () => {
    const equal: Numbers = { shape: [1, 2, 2, 1], values: new Float32Array(4).fill(-1) };
    const [got] = await computed('wasm', [equal], (tf, x) => [
      tf.grad((v) => tf.sum(tf.maxPool(v as T4, 2, 2, 'valid')))(x),
    ]);
    expect([...got!]).toEqual([1, 0, 0, 0]);
  });
});

productTests();

it.each([
  ['a batch of one by a matrix', [1, 5, 7], [3, 5]],
  ['a batch by one matrix', [4, 5, 7], [1, 3, 5]],
])('multiplies matrices, spreading one over the other: %s', async (_, a, b) => {
  const inputs = [numbers(a, 1), numbers(b, 2)];
  const difference = await relativeDifference(inputs, (tf, left, right) => [
    tf.matMul(left, right, true, true),
  ]);
  expect(difference).toBeLessThan(bound);
});

const gathers: readonly [string, number[], number[], number][] = [
  ['rows', [6, 4], [0, 3, 5], 0],
  ['a row again and again', [6, 4], [2, 2, 2, 0], 0],
  ['columns', [3, 5, 2], [4, 1, 1], 1],
  ['numbers', [8], [7, 0, 7], 0],
];

it.each(gathers)('differentiates gather: %s', async (_, shape, indices, axis) => {
  const difference = await relativeDifference([numbers(shape, 1)], (tf, x) => [
    gradient(tf, (v) => tf.gather(v, tf.tensor1d(indices, 'int32'), axis), x),
  ]);
  expect(difference).toBeLessThan(bound);
});

it('leaves out rows that belong to no segment', async () => {
  const difference = await relativeDifference([numbers([4, 3], 1)], (tf, x) => [
    tf.unsortedSegmentSum(x, tf.tensor1d([1, -1, 0, 9], 'int32'), 3),
  ]);
  expect(difference).toBeLessThan(bound);
});

const sums: readonly [string, number[], number[] | undefined, boolean][] = [
  ['all axes but the last', [3, 4, 2, 5], [0, 1, 2], false],
  ['all axes but the last, many rows', [30, 9, 6], [0, 1], false],
  ['all axes but the last, kept', [3, 4, 5], [0, 1], true],
  ['the last axis', [3, 4, 5], [2], false],
  ['everything', [3, 4, 5], undefined, false],
  ['the middle', [3, 4, 5], [1], true],
  ['a vector', [9], [0], false],
  ['a negative axis', [3, 4], [-2], false],
];

it.each(sums)('sums over %s', async (_, shape, axis, keep) => {
  const difference = await relativeDifference([numbers(shape, 1)], (tf, x) => [
    tf.sum(x, axis, keep),
  ]);
  expect(difference).toBeLessThan(bound);
});

it.each([
  ['a bias of 3', [5, 4, 3], [3]],
  ['a bias of 10', [7, 10], [10]],
  ['a bias of 16', [2, 3, 3, 16], [16]],
  ['a bias of 1', [6, 1], [1]],
  ['a number', [3, 4], []],
  ['the same shape', [3, 4], [3, 4]],
  ['a column', [3, 4], [3, 1]],
])('adds %s, forward and back', async (_, a, b) => {
  const difference = await relativeDifference([numbers(a, 1), numbers(b, 2)], (tf, x, y) => [
    tf.add(x, y),
    gradient(tf, (v) => tf.add(v, y), x),
    gradient(tf, (v) => tf.add(x, v), y),
  ]);
  expect(difference).toBeLessThan(bound);
});

it('runs code of ours on the heap of the backend', async () => {
  const { tf } = await openBackend('wasm');
  expect(codeOn(tf.backend() as Parameters<typeof codeOn>[0])).not.toBeNull();
});

it('keeps the shape of sums', async () => {
  const { tf } = await openBackend('wasm');
  const shapes = tf.tidy(() => {
    const x = tf.ones([3, 4, 5]);
    return [tf.sum(x, [0, 1]).shape, tf.sum(x, [0, 1], true).shape];
  });
  expect(shapes).toEqual([[5], [1, 1, 5]]);
});

it('refuses channels first and dilated kernels with a sentence', async () => {
  const { tf } = await openBackend('wasm');
  const x = tf.ones([1, 2, 5, 5]) as T4;
  const filter = tf.ones([3, 3, 2, 2]) as T4;
  const transpose = () => tf.conv2dTranspose(x, filter, [1, 2, 5, 5], 1, 'same');
  expect(transpose).toThrow();
  const first = { strides: 1, pad: 'same', dataFormat: 'NCHW', filterShape: [3, 3, 2, 2] };
  const kernel = tf.getKernel('Conv2DBackpropFilter', 'wasm').kernelFunc;
  const inputs = { x, dy: x };
  const at = (attrs: typeof first & { dilations?: number }) => () =>
    kernel({ inputs, backend: tf.backend(), attrs });
  expect(at(first)).toThrow(/channels last only \(got NCHW/);
  expect(at({ ...first, dataFormat: 'NHWC', dilations: 2 })).toThrow(/got dilations 2, expected 1/);
  tf.dispose([x, filter]);
});

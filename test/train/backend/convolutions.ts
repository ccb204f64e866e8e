import { expect, it } from 'vitest';
import type { Tensor4D as T4, Tf } from '../../../src/train/backend/backend.js';
import { numbers, relativeDifference } from './compare.js';

type Pad = 'same' | 'valid' | number;

const bound = 1e-5;

const shapes: readonly [string, number[], number[], number | [number, number], Pad][] = [
  ['3x3, stride 1, valid', [3, 8, 8, 4], [3, 3, 4, 5], 1, 'valid'],
  ['3x3, stride 1, same', [2, 7, 7, 4], [3, 3, 4, 5], 1, 'same'],
  ['3x3, stride 2, valid, rows it never reaches', [2, 10, 10, 3], [3, 3, 3, 8], 2, 'valid'],
  ['3x3, stride 2, same on an even side', [2, 8, 8, 3], [3, 3, 3, 8], 2, 'same'],
  ['5x5, stride 3, same', [2, 11, 9, 2], [5, 5, 2, 3], 3, 'same'],
  ['wide and flat kernel, strides 2 and 1', [2, 9, 12, 3], [1, 5, 3, 4], [2, 1], 'same'],
  ['explicit padding', [2, 6, 6, 3], [3, 3, 3, 4], 1, 2],
  ['1x1, stride 1', [2, 6, 5, 3], [1, 1, 3, 7], 1, 'valid'],
  ['1x1, stride 2', [2, 6, 5, 3], [1, 1, 3, 7], 2, 'valid'],
  ['more outputs than a window has values', [2, 5, 5, 1], [2, 2, 1, 16], 1, 'valid'],
  ['even kernel, same', [1, 6, 6, 2], [4, 4, 2, 3], 1, 'same'],
  ['kernel as large as the picture', [2, 4, 4, 3], [4, 4, 3, 5], 1, 'valid'],
  ['kernel larger than the picture', [1, 2, 2, 1], [5, 5, 1, 2], 1, 'same'],
  ['a stride longer than the window along one axis', [2, 8, 4, 3], [2, 1, 3, 4], 2, 'same'],
  ['a stride longer than a flat window', [2, 6, 9, 2], [1, 2, 2, 3], 3, 'same'],
  ['one pixel', [1, 1, 1, 1], [1, 1, 1, 1], 1, 'valid'],
  ['many channels', [2, 6, 6, 32], [3, 3, 32, 16], 2, 'valid'],
];

/** Gradients of a weighted sum of the outputs, so that every output has a gradient of its own. */
function gradients(tf: Tf, op: (x: T4, filter: T4) => T4, x: T4, filter: T4) {
  const size = op(x, filter).shape;
  const weights = tf.sin(tf.reshape(tf.range(0, tf.util.sizeFromShape(size)), size));
  const loss = (a: T4, b: T4) => tf.sum(tf.mul(op(a, b), weights)) as ReturnType<Tf['scalar']>;
  return tf.grads((...of) => loss(of[0] as T4, of[1] as T4))([x, filter]);
}

/** Declares the tests of convolutions; the backend is whatever the file that calls this set up. */
export function convolutionTests(): void {
  it.each(shapes)(
    'plays a convolution forward and back: %s',
    async (_, x, filter, strides, pad) => {
      const difference = await relativeDifference(
        [numbers(x, 1), numbers(filter, 2)],
        (tf, a, b) => [
          tf.conv2d(a as T4, b as T4, strides, pad),
          ...gradients(tf, (p, q) => tf.conv2d(p, q, strides, pad), a as T4, b as T4),
        ],
      );
      expect(difference).toBeLessThan(bound);
    },
  );

  it.each(shapes.filter(([, , filter]) => filter[2]! > 1))(
    'plays a depthwise convolution forward and back: %s',
    async (_, x, [kh, kw], strides, pad) => {
      const inputs = [numbers(x, 1), numbers([kh!, kw!, x[3]!, 2], 2)];
      const difference = await relativeDifference(inputs, (tf, a, b) => [
        tf.depthwiseConv2d(a as T4, b as T4, strides, pad),
        ...gradients(tf, (p, q) => tf.depthwiseConv2d(p, q, strides, pad), a as T4, b as T4),
      ]);
      expect(difference).toBeLessThan(bound);
    },
  );

  it.each(shapes.filter(([, , , , pad]) => typeof pad === 'string'))(
    'plays a transposed convolution forward and back: %s',
    async (_, x, filter, strides, pad) => {
      const inputs = [numbers(x, 3), numbers(filter, 4)];
      const difference = await relativeDifference(inputs, (tf, image, weights) => {
        const dy = tf.conv2d(image as T4, weights as T4, strides, pad);
        const back = (p: T4, q: T4) =>
          tf.conv2dTranspose(p, q, x as [number, number, number, number], strides, pad as 'same');
        return [back(dy as T4, weights as T4), ...gradients(tf, back, dy as T4, weights as T4)];
      });
      expect(difference).toBeLessThan(bound);
    },
  );
}

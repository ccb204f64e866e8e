import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/core/random.js';
import { Network } from '../../src/network/network.js';
import { averagePool } from '../../src/operators/average-pool.js';
import { conv2d } from '../../src/operators/conv2d.js';
import { dense } from '../../src/operators/dense.js';
import { flatten } from '../../src/operators/flatten.js';
import { lif } from '../../src/operators/lif.js';
import { scale } from '../../src/operators/scale.js';
import { slice } from '../../src/operators/slice.js';
import {
  averaged,
  convolved,
  matrixOf,
  type Picture,
  type Sliding,
} from '../support/brute-force.js';
import { expectClose, wholeChip } from '../support/whole-chip.js';

const random = seededRandom(3);
const numbers = (n: number) => Float64Array.from({ length: n }, () => random.normal());
const rows = (n: number, m: number) => Array.from({ length: n }, () => numbers(m));

/** A population on chip with a picture's shape. */
function pair(size: number | readonly number[]) {
  const net = new Network();
  return { net, a: net.add(lif(), size, 'a') };
}

interface PictureCase {
  readonly picture: Picture;
  readonly last: boolean;
}

const pictures: readonly (PictureCase & { readonly order: string })[] = [
  { order: 'channels last', picture: [6, 5, 2], last: true },
  { order: 'channels first', picture: [6, 5, 2], last: false },
];

describe.each(pictures)('pictures with $order', ({ picture, last }) => {
  const [r, c, k] = picture;
  const shape = last ? [r, c, k] : [k, r, c];
  const size = r * c * k;
  const conv = (window: [number, number], channels: number, filters: number) => ({
    shape: [...window, channels, filters],
    data: numbers(window[0] * window[1] * channels * filters),
  });

  it.each([
    { stride: 1, same: false },
    { stride: 2, same: false },
    { stride: 1, same: true },
    { stride: 2, same: true },
  ])('a convolution is its matrix (stride $stride, same $same)', ({ stride, same }) => {
    const { net, a } = pair(shape);
    const kernel = conv([3, 2], k, 3);
    a.pipe(
      conv2d(kernel, { strides: stride, padding: same ? 'same' : 'valid', channelsLast: last }),
      scale(0.5),
      lif({ gain: 3 }),
    ).named('b');
    const s: Sliding = { picture, window: [3, 2], stride, same, last };
    const expected = matrixOf(size, (x) => convolved(x, kernel.data, 3, s).map((v) => 1.5 * v));
    expectClose(wholeChip(net).weights('a', 'b'), expected);
  });

  it('unequal gains of the target are kept under a convolution', () => {
    const { net, a } = pair(shape);
    const kernel = conv([6, 5], k, 2);
    a.pipe(conv2d(kernel, { channelsLast: last }), lif({ gain: [2, 7] })).named('b');
    const s: Sliding = { picture, window: [6, 5], stride: 1, last };
    const expected = matrixOf(size, (x) =>
      convolved(x, kernel.data, 2, s).map((v, i) => [2, 7][i]! * v),
    );
    expectClose(wholeChip(net).weights('a', 'b'), expected);
  });

  it.each([
    { stride: 2, padding: 'valid' as const },
    { stride: 1, padding: 'valid' as const },
    { stride: 2, padding: 'same' as const },
  ])('an average pooling is its matrix (stride $stride, $padding)', ({ stride, padding }) => {
    const { net, a } = pair(shape);
    a.pipe(averagePool({ pool: 2, strides: stride, padding, channelsLast: last }), lif()).named(
      'b',
    );
    const s: Sliding = { picture, window: [2, 2], stride, same: padding === 'same', last };
    expectClose(
      wholeChip(net).weights('a', 'b'),
      matrixOf(size, (x) => averaged(x, s)),
    );
  });

  it.each([
    { pool: 2, poolStride: 2, poolSame: false, stride: 1, same: false, filters: 3, shared: true },
    { pool: 2, poolStride: 2, poolSame: false, stride: 2, same: false, filters: 1, shared: true },
    { pool: 2, poolStride: 1, poolSame: false, stride: 1, same: false, filters: 2, shared: false },
    { pool: 2, poolStride: 2, poolSame: true, stride: 1, same: false, filters: 2, shared: false },
    { pool: 2, poolStride: 2, poolSame: false, stride: 1, same: true, filters: 2, shared: false },
  ])(
    'an average pooling folds into the convolution behind it: pool by $poolStride (same $poolSame), convolve by $stride (same $same)',
    ({ pool, poolStride, poolSame, stride, same, filters, shared }) => {
      const { net, a } = pair(shape);
      const kernel = conv([2, 2], k, filters);
      a.pipe(
        averagePool({
          pool,
          strides: poolStride,
          padding: poolSame ? 'same' : 'valid',
          channelsLast: last,
        }),
        conv2d(kernel, { strides: stride, padding: same ? 'same' : 'valid', channelsLast: last }),
        lif(),
      ).named('b');
      const first: Sliding = {
        picture,
        window: [pool, pool],
        stride: poolStride,
        same: poolSame,
        last,
      };
      const pooled = (n: number) =>
        poolSame ? Math.ceil(n / poolStride) : Math.floor((n - pool) / poolStride) + 1;
      const second: Sliding = {
        picture: [pooled(r), pooled(c), k],
        window: [2, 2],
        stride,
        same,
        last,
      };
      const chip = wholeChip(net);
      const expected = matrixOf(size, (x) =>
        convolved(averaged(x, first), kernel.data, filters, second),
      );
      expectClose(chip.weights('a', 'b'), expected);
      // Folded, all pixels share the weights of one kernel; unfolded each has its own.
      const sets = chip.model.blocks[1]!.synapses[0]!.weights.length;
      expect(sets < size, `${sets} weight sets for ${size} neurons`).toBe(shared);
    },
  );

  it('two convolutions in a row are their product', () => {
    const { net, a } = pair(shape);
    const [first, second] = [conv([2, 2], k, 2), conv([2, 1], 2, 3)];
    a.pipe(
      conv2d(first, { strides: 2, channelsLast: last }),
      conv2d(second, { channelsLast: last }),
      lif(),
    ).named('b');
    const expected = matrixOf(size, (x) =>
      convolved(
        convolved(x, first.data, 2, { picture, window: [2, 2], stride: 2, last }),
        second.data,
        3,
        { picture: [3, 2, 2], window: [2, 1], stride: 1, last },
      ),
    );
    expectClose(wholeChip(net).weights('a', 'b'), expected);
  });

  it('two average poolings in a row are their product', () => {
    const { net, a } = pair(shape);
    a.pipe(
      averagePool({ pool: 2, strides: 1, channelsLast: last }),
      averagePool({ pool: 2, channelsLast: last }),
      lif(),
    ).named('b');
    const expected = matrixOf(size, (x) =>
      averaged(averaged(x, { picture, window: [2, 2], stride: 1, last }), {
        picture: [5, 4, 2],
        window: [2, 2],
        stride: 2,
        last,
      }),
    );
    expectClose(wholeChip(net).weights('a', 'b'), expected);
  });

  it('a convolution of chosen neurons leaves the others out', () => {
    const { net, a } = pair(9 + size);
    const chosen = Array.from({ length: size }, (_, i) => size + 8 - i);
    const kernel = conv([2, 2], k, 2);
    a.pipe(slice(chosen), conv2d(kernel, { channelsLast: last, inputShape: shape }), lif()).named(
      'b',
    );
    const s: Sliding = { picture, window: [2, 2], stride: 1, last };
    const expected = matrixOf(9 + size, (x) =>
      convolved(
        chosen.map((i) => x[i]!),
        kernel.data,
        2,
        s,
      ),
    );
    expectClose(wholeChip(net).weights('a', 'b'), expected);
  });

  it('flat vectors behind a picture keep its order', () => {
    const { net, a } = pair(shape);
    const w = rows(2, size);
    a.pipe(flatten(), dense(w), lif()).named('b');
    expectClose(wholeChip(net).weights('a', 'b'), w);
  });
});

import { describe, expect, it } from 'vitest';
import { Network } from '../../src/network/network.js';
import { averagePool } from '../../src/operators/average-pool.js';
import { bias } from '../../src/operators/bias.js';
import { concat } from '../../src/operators/concat.js';
import { conv2d } from '../../src/operators/conv2d.js';
import { dense } from '../../src/operators/dense.js';
import { lif } from '../../src/operators/lif.js';
import { lowpass } from '../../src/operators/lowpass.js';
import { scale } from '../../src/operators/scale.js';
import { slice } from '../../src/operators/slice.js';
import { sum } from '../../src/operators/sum.js';
import { wholeChip } from '../support/whole-chip.js';

function net2() {
  const net = new Network();
  return { net, a: net.add(lif(), 2, 'a') };
}

const kernel = (shape: number[], data: number[]) => ({ shape, data: Float64Array.from(data) });

describe('what operators add on the way to a population goes into its bias', () => {
  it('the bias of a matrix, times the gain, beside the own bias', () => {
    const { net, a } = net2();
    a.pipe(
      dense(
        [
          [1, 0],
          [0, 1],
        ],
        [2, 4],
      ),
      lif({ gain: [1, 3], bias: [0.5, 1] }),
    ).named('b');
    expect(wholeChip(net).bias('b')).toEqual([2.5, 13]);
  });

  it('a bias operator, through what comes behind it', () => {
    const { net, a } = net2();
    a.pipe(
      bias([1, 2]),
      scale(2),
      dense([
        [1, 1],
        [1, -1],
      ]),
      bias(10),
      lif(),
    ).named('b');
    expect(wholeChip(net).bias('b')).toEqual([16, 8]);
  });

  it('a filter lets it through', () => {
    const { net, a } = net2();
    a.pipe(bias(3), lowpass(0.1), scale(2), lif()).named('b');
    expect(wholeChip(net).bias('b')).toEqual([6, 6]);
  });

  it('a slice takes its part', () => {
    const { net, a } = net2();
    a.pipe(bias([1, 2]), slice([1]), lif()).named('b');
    expect(wholeChip(net).bias('b')).toEqual([2]);
  });

  it.each([
    { channelsLast: true, shape: [2, 1, 1], expected: [1, 2, 3, 1, 2, 3] },
    { channelsLast: false, shape: [1, 2, 1], expected: [1, 1, 2, 2, 3, 3] },
  ])('the bias of a convolution stands at every position (channelsLast $channelsLast)', (row) => {
    const net = new Network();
    const options = { bias: [1, 2, 3], channelsLast: row.channelsLast };
    net
      .add(lif(), row.shape, 'a')
      .pipe(conv2d(kernel([1, 1, 1, 3], [1, 1, 1]), options), lif())
      .named('b');
    expect(wholeChip(net).bias('b')).toEqual(row.expected);
  });

  it('a constant in front of pooling and convolution arrives as they make it', () => {
    const net = new Network();
    net
      .add(lif(), [2, 2, 1], 'a')
      .pipe(
        bias([1, 2, 3, 6]),
        averagePool({ pool: 2 }),
        conv2d(kernel([1, 1, 1, 2], [10, 100]), { bias: [1, 1] }),
        lif(),
      )
      .named('b');
    expect(wholeChip(net).bias('b')).toEqual([31, 301]);
  });
});

describe('a constant counts once for every way it takes', () => {
  it('an operator behind a sum of two populations adds its bias once', () => {
    const { net, a } = net2();
    const meet = a.pipe(sum());
    net.add(lif(), 2, 'c').into(meet);
    meet.pipe(dense([[1, 1]], [5]), lif()).named('b');
    expect(wholeChip(net).bias('b')).toEqual([5]);
  });

  it('an operator that two populations lead to adds its bias once', () => {
    const { net, a } = net2();
    const both = a.pipe(bias(5));
    net.add(lif(), 2, 'c').into(both);
    both.pipe(lif()).named('b');
    expect(wholeChip(net).bias('b')).toEqual([5, 5]);
  });

  it('a bias that takes two ways arrives twice', () => {
    const { net, a } = net2();
    const start = a.pipe(bias(5));
    const meet = start.pipe(scale(2), sum());
    start.into(meet);
    meet.pipe(lif()).named('b');
    expect(wholeChip(net).bias('b')).toEqual([15, 15]);
  });

  it('an operator that nothing leads to adds its bias all the same', () => {
    const { net, a } = net2();
    const b = a.pipe(lif()).named('b');
    net.add(bias([1, 2]), 2).into(b);
    expect(wholeChip(net).bias('b')).toEqual([1, 2]);
  });

  it('a part of a concatenation has it at its place', () => {
    const net = new Network();
    const [a, c] = [net.add(lif(), 1, 'a'), net.add(lif(), 2, 'c')];
    a.pipe(bias(1), concat(c.pipe(bias([2, 3]))), lif()).named('b');
    a.pipe(concat(c.pipe(bias([2, 3]))), dense([[1, 10, 100]]), lif()).named('d');
    const chip = wholeChip(net);
    expect(chip.bias('b')).toEqual([1, 2, 3]);
    expect(chip.bias('d')).toEqual([320]);
  });

  it('what the host adds to a value stays with the value', () => {
    const net = new Network();
    net.input('x', 1).pipe(bias(0.25), sum(), scale(2), lif()).named('b');
    expect(wholeChip(net).bias('b')).toEqual([0]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile/compile.js';
import { seededRandom } from '../../src/core/random.js';
import type { SameStepKernel } from '../../src/kernels/kernel.js';
import { definitionOf } from '../../src/kernels/table.js';
import { Network } from '../../src/network/network.js';
import { conv1d } from '../../src/operators/conv1d.js';
import { conv2d } from '../../src/operators/conv2d.js';
import { conv2dTranspose } from '../../src/operators/conv2d-transpose.js';
import { dense } from '../../src/operators/dense.js';
import { depthwiseConv2d } from '../../src/operators/depthwise-conv2d.js';
import { lif } from '../../src/operators/lif.js';
import type { Operator } from '../../src/operators/operator.js';
import { sparse } from '../../src/operators/sparse.js';
import { convolved, matrixOf, type Picture } from '../support/brute-force.js';
import { expectClose, wholeChip } from '../support/whole-chip.js';

const random = seededRandom(9);
const numbers = (n: number) => Float64Array.from({ length: n }, () => random.normal());
const kernelOf = (...shape: number[]) => ({
  shape,
  data: numbers(shape.reduce((product, n) => product * n, 1)),
});

/** Weights and bias of a population b behind an operator, and the kind of their synapses. */
function onChip(op: Operator, shape: readonly number[]) {
  const net = new Network();
  net
    .add(lif(), shape, 'a')
    .pipe(op, lif({ gain: 3 }))
    .named('b');
  const chip = wholeChip(net);
  const [group] = chip.model.blocks[chip.block('b')]!.synapses;
  return { weights: chip.weights('a', 'b'), bias: chip.bias('b'), group: group! };
}

/** The matrix of an operator off chip, times the gain of `onChip`; its bias at 0. */
function offChip({ kind, params, outputShape }: Operator, shape: readonly number[]) {
  const size = (sizes: readonly number[]) => sizes.reduce((product, n) => product * n, 1);
  const kernel = definitionOf(kind).make(params, { dt: 0.001, inputShape: shape });
  const apply = (x: number[]): Float64Array => {
    const output = new Float64Array(size(outputShape(shape)));
    (kernel as SameStepKernel).step(Float64Array.from(x), output);
    return output;
  };
  const zero = apply(new Array(size(shape)).fill(0));
  const weights = matrixOf(size(shape), (x) => apply(x).map((v, i) => 3 * (v - zero[i]!)));
  return { weights, bias: Array.from(zero, (v) => 3 * v) };
}

/** On chip as off chip: same weights, same constants. */
function expectSame(op: Operator, shape: readonly number[]) {
  const [chip, host] = [onChip(op, shape), offChip(op, shape)];
  expectClose(chip.weights, host.weights);
  expectClose([chip.bias], [host.bias]);
  return chip.group;
}

describe.each([
  { order: 'last', last: true },
  { order: 'first', last: false },
])('with channels $order', ({ last }) => {
  const picture = (rows: number, columns: number, channels: number) =>
    last ? [rows, columns, channels] : [channels, rows, columns];

  it('a grouped convolution is one convolution per group, with sparse synapses', () => {
    const kernel = kernelOf(2, 3, 2, 6);
    const op = conv2d(kernel, { groups: 3, padding: 'same', channelsLast: last });
    const group = expectSame(op, picture(4, 5, 6));
    expect([group.popType, group.origin?.kind]).toEqual([0, 'sparse']);
    const all = offChip(op, picture(4, 5, 6)).weights;
    const s = { window: [2, 3] as const, stride: 1, same: true, last };
    const whole: Picture = [4, 5, 6];
    // The same kernel with zeros between the groups, by the definition of a convolution.
    const full = new Float64Array(6 * 36);
    for (let tap = 0; tap < 6; tap++)
      for (let k = 0; k < 2; k++)
        for (let f = 0; f < 6; f++) {
          const channel = Math.floor(f / 2) * 2 + k;
          full[(tap * 6 + channel) * 6 + f] = 3 * kernel.data[(tap * 2 + k) * 6 + f]!;
        }
    expectClose(
      all,
      matrixOf(120, (x) => convolved(x, full, 6, { ...s, picture: whole })),
    );
  });

  it('a depthwise convolution sees every channel alone', () => {
    const op = depthwiseConv2d(kernelOf(3, 3, 4, 2), { strides: 2, channelsLast: last });
    const group = expectSame(op, picture(5, 7, 4));
    expect(group.origin?.kind).toBe('sparse');
    // 2 x 3 places, 8 filters, 9 taps each.
    const entries = group.weights.reduce((sum, { entries }) => sum + entries, 0);
    expect(entries).toBe(2 * 3 * 8 * 9);
  });

  it.each([
    { padding: 'valid', more: 0 },
    { padding: 'valid', more: 1 },
    { padding: 'same', more: 0 },
    { padding: 'same', more: 1 },
  ] as const)('a transposed convolution shares its weights ($padding, $more more)', (row) => {
    const { padding, more } = row;
    const [rows, columns] = padding === 'valid' ? [9, 11] : [7, 9];
    const group = expectSame(
      conv2dTranspose(kernelOf(3, 3, 2, 3), {
        strides: 2,
        padding,
        channelsLast: last,
        bias: [1, 2, -3],
        outputSize: [rows + more, columns + more],
      }),
      picture(4, 5, 2),
    );
    expect([group.popType, group.nAxons]).toEqual([32, 20]);
  });

  it('a convolution along one axis shares its weights', () => {
    const shape = last ? [9, 3] : [3, 9];
    const op = conv1d(kernelOf(4, 3, 5), { strides: 2, padding: 'same', channelsLast: last });
    const group = expectSame(op, shape);
    expect([group.popType, group.nAxons]).toEqual([32, 9]);
  });
});

describe('the transposed convolution', () => {
  const size = (max: number) => fc.integer({ min: 1, max });
  const geometry = fc.record({
    rows: size(6),
    columns: size(6),
    channels: size(3),
    filters: size(3),
    window: fc.tuple(size(4), size(4)),
    strides: fc.tuple(size(3), size(3)),
    padding: fc.constantFrom('valid' as const, 'same' as const),
    channelsLast: fc.boolean(),
  });

  it('is the transpose of the convolution from its output to its input', () => {
    fc.assert(
      fc.property(geometry, ({ rows, columns, channels, filters, window, ...options }) => {
        fc.pre(options.padding === 'same' || (window[0] <= rows && window[1] <= columns));
        const order = (r: number, c: number, k: number) =>
          options.channelsLast ? [r, c, k] : [k, r, c];
        const kernel = kernelOf(...window, channels, filters);
        const there = conv2d(kernel, options);
        const from = order(rows, columns, channels);
        const between = there.outputShape(from);
        const back = conv2dTranspose(swapped(kernel), { ...options, outputSize: [rows, columns] });
        expect(back.outputShape(between)).toEqual(from);
        const forward = offChip(there, from).weights;
        const found = offChip(back, between).weights;
        expectClose(
          found,
          found.map((row, i) => row.map((_, j) => forward[j]![i]!)),
        );
      }),
      { numRuns: 60 },
    );
  });

  /** The same taps with channels and filters exchanged. */
  function swapped({ shape, data }: ReturnType<typeof kernelOf>) {
    const [rows, columns, channels, filters] = shape as [number, number, number, number];
    const other = new Float64Array(data.length);
    for (let tap = 0; tap < rows * columns; tap++)
      for (let k = 0; k < channels; k++)
        for (let f = 0; f < filters; f++)
          other[(tap * filters + f) * channels + k] = data[(tap * channels + k) * filters + f]!;
    return { shape: [rows, columns, filters, channels], data: other };
  }

  it('leaves out what it is told to', () => {
    const kernel = { shape: [1, 3, 1, 1], data: Float64Array.of(1, 10, 100) };
    const op = conv2dTranspose(kernel, { crop: [0, 1], outputSize: [1, 4] });
    const { weights } = offChip(op, [1, 2, 1]);
    expect(weights).toEqual([
      [30, 3],
      [300, 30],
      [0, 300],
      [0, 0],
    ]);
    expectSame(op, [1, 2, 1]);
  });
});

describe('a sparse matrix', () => {
  it('keeps its entries only, also behind and before other matrices', () => {
    const matrix = {
      shape: [3, 4] as const,
      rows: [0, 2, 2],
      columns: [3, 0, 0],
      values: [2, 5, 1],
    };
    const group = expectSame(sparse(matrix), [4]);
    expect(group.weights.map(({ entries }) => entries)).toEqual([1, 0, 0, 1]);
    const net = new Network();
    net
      .add(lif(), 4, 'a')
      .pipe(sparse(matrix), dense([[1, 2, 3]]), lif())
      .named('b');
    expectClose(wholeChip(net).weights('a', 'b'), [[18, 0, 0, 2]]);
  });

  it('fits into memory where the whole matrix would not', () => {
    const n = 1000;
    const each = Array.from({ length: n }, (_, i) => i);
    const net = new Network();
    const a = net.add(lif({ bias: 2 }), n, 'a');
    const diagonal = {
      shape: [n, n] as const,
      rows: each,
      columns: each,
      values: each.map(() => 0.001),
    };
    a.pipe(sparse(diagonal), lif()).named('b');
    expect(compile(net).populations.map(({ blocks }) => blocks.length)).toEqual([1, 1]);
  });
});

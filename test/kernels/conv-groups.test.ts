import fc from 'fast-check';
import { expect, it } from 'vitest';
import { conv2d, conv2dParams } from '../../src/kernels/conv2d.js';
import { Network } from '../../src/network/network.js';
import { conv1d } from '../../src/operators/conv1d.js';
import { conv2d as conv2dOperator } from '../../src/operators/conv2d.js';
import { conv2dTranspose } from '../../src/operators/conv2d-transpose.js';
import { depthwiseConv2d } from '../../src/operators/depthwise-conv2d.js';
import { sparse } from '../../src/operators/sparse.js';
import { play } from './play.js';

const whole = (length: number) =>
  fc.array(fc.integer({ min: -9, max: 9 }), { minLength: length, maxLength: length });

it('a grouped convolution convolves each group of channels alone', () => {
  const cases = fc.record({
    groups: fc.integer({ min: 1, max: 4 }),
    input: whole(3 * 4 * 8),
    kernel: whole(4 * 8 * 12),
  });
  fc.assert(
    fc.property(cases, ({ groups, input, kernel }) => {
      fc.pre(8 % groups === 0);
      const [channels, filters] = [8 / groups, 12 / groups];
      const rest = { strides: [1, 1], padding: 'same', channelsLast: true } as const;
      const all = conv2dParams({
        ...rest,
        groups,
        kernel: Float64Array.from(kernel.slice(0, 4 * channels * 12)),
        kernelShape: [2, 2, channels, 12],
      });
      const [found] = play(conv2d, all, [3, 4, 8], [input]);
      for (let g = 0; g < groups; g++) {
        const part = (row: readonly number[], width: number, of: number) =>
          row.filter((_, i) => Math.floor((i % of) / width) === g);
        const alone = conv2dParams({
          ...rest,
          kernel: Float64Array.from(part([...all.kernel], filters, 12)),
          kernelShape: [2, 2, channels, filters],
        });
        const [own] = play(conv2d, alone, [3, 4, channels], [part(input, channels, 8)]);
        expect(part(found!, filters, 12)).toEqual(own);
      }
    }),
  );
});

const kernelOf = (...shape: number[]) => ({
  shape,
  data: new Float32Array(shape.reduce((n, size) => n * size, 1)),
});

it.each([
  [
    'conv2d: groups is 2, which does not divide the 3 filters.',
    () => conv2dOperator(kernelOf(1, 1, 1, 3), { groups: 2 }),
  ],
  [
    'conv2d: the kernel is 1x1x2x4 and expects 4 channels, the input 2x2x2 has 2',
    () =>
      new Network().input('x', [2, 2, 2]).pipe(conv2dOperator(kernelOf(1, 1, 2, 4), { groups: 2 })),
  ],
  [
    'depthwiseConv2d: the kernel has shape 3x3x4, expected rows x columns x channels x multiplier.',
    () => depthwiseConv2d(kernelOf(3, 3, 4)),
  ],
  [
    'conv1d: the kernel has shape 1x1x1x1, expected length x channels x filters.',
    () => conv1d(kernelOf(1, 1, 1, 1)),
  ],
  [
    'conv1d: the input has shape 12, expected length x channels.',
    () => new Network().input('x', 12).pipe(conv1d(kernelOf(3, 1, 1))),
  ],
  [
    'conv2dTranspose: outputSize is 12 for an input of 5, expected 9 to 10 (same padding, stride 2).',
    () =>
      new Network()
        .input('x', [5, 5, 1])
        .pipe(
          conv2dTranspose(kernelOf(3, 3, 1, 1), { strides: 2, padding: 'same', outputSize: 12 }),
        ),
  ],
  [
    'conv2dTranspose: the kernel is 3x3x2x1 and expects 2 channels, the input 5x5x1 has 1',
    () => new Network().input('x', [5, 5, 1]).pipe(conv2dTranspose(kernelOf(3, 3, 2, 1))),
  ],
  [
    'sparse: columns[1] is 3, expected a whole number',
    () => sparse({ shape: [2, 3], rows: [0, 1], columns: [0, 3], values: [1, 1] }),
  ],
  [
    'sparse: 2 values have 1 rows and 2 columns. Give every value its row and its column.',
    () => sparse({ shape: [2, 3], rows: [0], columns: [0, 1], values: [1, 1] }),
  ],
  [
    'sparse: the matrix is 1x3 and expects 3 values, the input has 2.',
    () =>
      new Network()
        .input('x', 2)
        .pipe(sparse({ shape: [1, 3], rows: [], columns: [], values: [] })),
  ],
])('%s', (message, make) => {
  expect(make).toThrow(message);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Conv2dParams, conv2d, conv2dParams } from '../../src/kernels/conv2d.js';
import { play } from './play.js';

const params = (given: Partial<Conv2dParams> & Pick<Conv2dParams, 'kernel' | 'kernelShape'>) =>
  conv2dParams({ strides: [1, 1], padding: 'valid', channelsLast: true, ...given });

describe('conv2d', () => {
  it.each([
    {
      name: 'does not flip the kernel',
      given: params({ kernel: Float64Array.of(1, 2, 3, 4), kernelShape: [2, 2, 1, 1] }),
      shape: [2, 2, 1],
      input: [1, 10, 100, 1000],
      output: [4321],
    },
    {
      name: 'pads the larger half below and to the right',
      given: params({
        kernel: Float64Array.of(1, 2, 3, 4),
        kernelShape: [2, 2, 1, 1],
        padding: 'same',
      }),
      shape: [2, 2, 1],
      input: [1, 10, 100, 1000],
      output: [4321, 10 + 3000, 100 + 2000, 1000],
    },
    {
      name: 'pads nothing where strided windows fit exactly',
      given: params({
        kernel: Float64Array.of(1, 1),
        kernelShape: [1, 2, 1, 1],
        strides: [1, 2],
        padding: 'same',
      }),
      shape: [1, 4, 1],
      input: [1, 2, 4, 8],
      output: [3, 12],
    },
    {
      name: 'keeps channels first where they are first',
      given: params({
        kernel: Float64Array.of(1, 2, 10, 20),
        kernelShape: [1, 1, 2, 2],
        channelsLast: false,
      }),
      shape: [2, 1, 2],
      input: [1, 2, 3, 4],
      output: [31, 42, 62, 84],
    },
    {
      name: 'adds the bias of each filter at every position',
      given: params({
        kernel: Float64Array.of(1, 2),
        kernelShape: [1, 1, 1, 2],
        bias: Float64Array.of(0.5, -0.5),
      }),
      shape: [1, 2, 1],
      input: [0, 1],
      output: [0.5, -0.5, 1.5, 1.5],
    },
  ])('$name', ({ given, shape, input, output }) => {
    expect(play(conv2d, given, shape, [input])).toEqual([output]);
  });

  it('equals loops over a padded picture, for any geometry', () => {
    fc.assert(
      fc.property(geometries, ({ given, shape, input }) => {
        const [found] = play(conv2d, given, shape, [input]);
        expect(found).toEqual(naive(given, shape, input));
      }),
      { numRuns: 500 },
    );
  });

  it('forgets one timestep in the next', () => {
    const given = params({ kernel: Float64Array.of(1, 2), kernelShape: [1, 1, 1, 2] });
    const rows = [[3], [0], [1]];
    expect(play(conv2d, given, [1, 1, 1], rows)).toEqual([
      [3, 6],
      [0, 0],
      [1, 2],
    ]);
  });

  it('passes on what is not a number instead of hiding it', () => {
    const given = params({ kernel: Float64Array.of(1), kernelShape: [1, 1, 1, 1] });
    expect(play(conv2d, given, [1, 1, 1], [[Number.NaN]])).toEqual([[Number.NaN]]);
  });
});

const size = (max: number) => fc.integer({ min: 1, max });
// Whole numbers add up the same in any order; half of the input is silent.
const values = (length: number) =>
  fc.array(fc.oneof(fc.constant(0), fc.integer({ min: -9, max: 9 })), {
    minLength: length,
    maxLength: length,
  });

const geometries = fc
  .record({
    rows: size(7),
    columns: size(7),
    channels: size(3),
    filters: size(6),
    window: fc.tuple(size(4), size(4)),
    strides: fc.tuple(size(3), size(3)),
    padding: fc.constantFrom('valid' as const, 'same' as const),
    channelsLast: fc.boolean(),
    withBias: fc.boolean(),
  })
  .filter(({ rows, columns, window, padding }) => {
    return padding === 'same' || (window[0] <= rows && window[1] <= columns);
  })
  .chain(({ rows, columns, channels, filters, window, withBias, ...rest }) => {
    const kernelShape = [...window, channels, filters];
    const shape = rest.channelsLast ? [rows, columns, channels] : [channels, rows, columns];
    return fc.record({
      shape: fc.constant(shape),
      input: values(rows * columns * channels),
      given: fc
        .tuple(values(window[0] * window[1] * channels * filters), values(filters))
        .map(([kernel, bias]) =>
          conv2dParams({
            kernel: Float64Array.from(kernel),
            kernelShape,
            strides: rest.strides,
            padding: rest.padding,
            channelsLast: rest.channelsLast,
            ...(withBias ? { bias: Float64Array.from(bias) } : {}),
          }),
        ),
    });
  });

/** The definition, written down: pad the picture with zeros, then sum over every window. */
function naive(given: Conv2dParams, shape: readonly number[], input: readonly number[]): number[] {
  const { strides, padding, channelsLast, bias } = given;
  const [kr, kc, channels, filters] = given.kernelShape as [number, number, number, number];
  const [rows, columns] = channelsLast ? [shape[0]!, shape[1]!] : [shape[1]!, shape[2]!];
  const pad = (length: number, k: number, s: number): [number, number] => {
    if (padding === 'valid') return [0, Math.floor((length - k) / s) + 1];
    const total = length % s === 0 ? k - s : k - (length % s);
    return [Math.floor(Math.max(total, 0) / 2), Math.ceil(length / s)];
  };
  const [top, outRows] = pad(rows, kr, strides[0]!);
  const [left, outColumns] = pad(columns, kc, strides[1]!);
  const pixel = (r: number, c: number, k: number): number => {
    if (r < 0 || c < 0 || r >= rows || c >= columns) return 0;
    return input[channelsLast ? (r * columns + c) * channels + k : (k * rows + r) * columns + c]!;
  };
  const output = new Array<number>(outRows * outColumns * filters).fill(0);
  for (let r = 0; r < outRows; r++)
    for (let c = 0; c < outColumns; c++)
      for (let f = 0; f < filters; f++) {
        let sum = bias?.[f] ?? 0;
        for (let i = 0; i < kr; i++)
          for (let j = 0; j < kc; j++)
            for (let k = 0; k < channels; k++) {
              const weight = given.kernel[((i * kc + j) * channels + k) * filters + f]!;
              sum += weight * pixel(r * strides[0]! + i - top, c * strides[1]! + j - left, k);
            }
        const at = channelsLast
          ? (r * outColumns + c) * filters + f
          : (f * outRows + r) * outColumns + c;
        output[at] = sum + 0; // no negative zero
      }
  return output;
}

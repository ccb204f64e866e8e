import { describe, expect, it } from 'vitest';
import { outputShapeOf } from '../../src/convert/layer-shapes.js';
import type { Layer } from '../../src/convert/model.js';

const layer = (kind: string, config: Layer['config'] = {}): Layer => ({
  name: 'it',
  kind,
  config,
  inbound: [],
  weights: {},
  activation: null,
});

/** Number of positions of a window, counted one by one over the padded input. */
function positions(size: number, window: number, stride: number, same: boolean): number {
  let count = 0;
  for (let at = 0; same ? at < size : at + window <= size; at += stride) count += 1;
  return count;
}

describe('windows', () => {
  const sizes = [5, 6, 7, 8, 9].flatMap((size) =>
    [1, 2, 3].flatMap((window) => [1, 2, 3].map((stride) => ({ size, window, stride }))),
  );

  it.each(['valid', 'same'])('stand at as many places as can be counted, padding %s', (padding) => {
    for (const { size, window, stride } of sizes) {
      const rows = positions(size, window, stride, padding === 'same');
      const columns = positions(9, window, stride, padding === 'same');
      const strides = [stride, stride];
      const conv = layer('Conv2D', { filters: 4, kernel_size: [window, window], strides, padding });
      const pool = layer('MaxPooling2D', { pool_size: [window, window], strides, padding });
      expect(outputShapeOf(conv, [[size, 9, 2]])).toEqual([rows, columns, 4]);
      expect(outputShapeOf(pool, [[size, 9, 2]])).toEqual([rows, columns, 2]);
    }
  });

  it('reach further when dilated', () => {
    const config = { filters: 1, kernel_size: [3, 3], dilation_rate: [2, 2], padding: 'valid' };
    expect(outputShapeOf(layer('Conv2D', config), [[8, 8, 1]])).toEqual([4, 4, 1]);
  });

  it('leave the channels in front for channels_first', () => {
    const config = { filters: 5, kernel_size: [3, 1], data_format: 'channels_first' };
    expect(outputShapeOf(layer('Conv2D', config), [[2, 8, 6]])).toEqual([5, 6, 6]);
    const pool = layer('GlobalMaxPooling2D', { data_format: 'channels_first' });
    expect(outputShapeOf(pool, [[2, 8, 6]])).toEqual([2]);
  });
});

const rows: [string, Layer, number[][], number[] | null][] = [
  [
    'pads one side only',
    layer('ZeroPadding2D', {
      padding: [
        [1, 0],
        [0, 2],
      ],
    }),
    [[4, 4, 1]],
    [5, 6, 1],
  ],
  ['repeats rows and columns', layer('UpSampling2D', { size: [2, 3] }), [[4, 4, 1]], [8, 12, 1]],
  [
    'multiplies channels',
    layer('DepthwiseConv2D', { depth_multiplier: 3 }),
    [[4, 4, 2]],
    [4, 4, 6],
  ],
  [
    'keeps axes of length 1',
    layer('GlobalAveragePooling2D', { keepdims: true }),
    [[4, 4, 2]],
    [1, 1, 2],
  ],
  ['fills in -1', layer('Reshape', { target_shape: [-1, 4] }), [[2, 2, 3]], [3, 4]],
  [
    'joins along a named axis',
    layer('Concatenate', { axis: 1 }),
    [
      [2, 3],
      [5, 3],
    ],
    [7, 3],
  ],
  [
    'will not join along the batch axis',
    layer('Concatenate', { axis: 0 }),
    [
      [2, 3],
      [5, 3],
    ],
    null,
  ],
  [
    'will not join what does not fit',
    layer('Concatenate', {}),
    [
      [2, 3],
      [5, 3],
    ],
    null,
  ],
  [
    'repeats axes of length 1 in a sum',
    layer('Add'),
    [
      [4, 4, 2],
      [1, 1, 2],
    ],
    [4, 4, 2],
  ],
  [
    'will not add what does not fit',
    layer('Add'),
    [
      [4, 4, 2],
      [4, 4, 3],
    ],
    null,
  ],
  [
    'slides along one axis, padded in front where it is causal',
    layer('Conv1D', { filters: 4, kernel_size: [3], strides: [2], padding: 'causal' }),
    [[9, 2]],
    [5, 4],
  ],
  [
    'slides along three axes, channels first',
    layer('Conv3D', {
      filters: 4,
      kernel_size: [1, 2, 3],
      strides: [1, 1, 2],
      padding: 'valid',
      data_format: 'channels_first',
    }),
    [[2, 3, 4, 7]],
    [4, 3, 3, 3],
  ],
  [
    'spreads a transposed convolution',
    layer('Conv2DTranspose', {
      filters: 3,
      kernel_size: [3, 1],
      strides: [2, 2],
      padding: 'valid',
    }),
    [[4, 5, 2]],
    [9, 10, 3],
  ],
  [
    'keeps what output_padding asks for',
    layer('Conv1DTranspose', {
      filters: 3,
      kernel_size: [3],
      strides: [2],
      padding: 'same',
      output_padding: [1],
    }),
    [[4, 2]],
    [8, 3],
  ],
  ['crops both ends', layer('Cropping1D', { cropping: [1, 2] }), [[8, 3]], [5, 3]],
  [
    'pads volumes on each side',
    layer('ZeroPadding3D', {
      padding: [
        [0, 1],
        [2, 0],
        [1, 1],
      ],
    }),
    [[2, 2, 2, 1]],
    [3, 4, 4, 1],
  ],
  ['turns axes about', layer('Permute', { dims: [3, 1, 2] }), [[4, 5, 6]], [6, 4, 5]],
  ['will not take an axis twice', layer('Permute', { dims: [1, 1] }), [[4, 5]], null],
  ['repeats a vector', layer('RepeatVector', { n: 3 }), [[4]], [3, 4]],
  [
    'hands the first axis through a layer on slices',
    layer('TimeDistributed', { layer: { class_name: 'Dense', config: { units: 7 } } }),
    [[2, 5, 3]],
    [2, 5, 7],
  ],
  [
    'does not know a wrapped layer that it does not know',
    layer('TimeDistributed', { layer: { class_name: 'LSTM', config: { units: 7 } } }),
    [[2, 5, 3]],
    null,
  ],
  ['maps the last axis of a dense layer', layer('Dense', { units: 7 }), [[5, 3]], [5, 7]],
  ['does not know recurrent layers', layer('LSTM', { units: 7 }), [[5, 3]], null],
  ['does not take names of object members', layer('constructor'), [[5, 3]], null],
];

it.each(rows)('%s', (_, it_, inputs, want) => {
  expect(outputShapeOf(it_, inputs)).toEqual(want);
});

it('refuses a reshape that does not add up', () => {
  const wrong = layer('Reshape', { target_shape: [5, -1] });
  expect(() => outputShapeOf(wrong, [[2, 2, 3]])).toThrow(/2x2x3 = 12 values do not fill 5x-1/);
});

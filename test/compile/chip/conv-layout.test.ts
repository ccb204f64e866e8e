import { expect, test } from 'vitest';
import type { ConvGeometry, Shape3, Shape4 } from '../../../src/compile/chip/conv-geometry.js';
import { convOutputSize } from '../../../src/compile/chip/conv-geometry.js';
import { convLayout, convSynapse } from '../../../src/compile/chip/conv-layout.js';
import { splitChannels } from '../../../src/compile/chip/split-channels.js';
import { decodeInt32, decodeRagged } from '../../../src/golden/arrays.js';
import { describeGolden, goldenJson } from '../../support/chip-golden.js';

interface Table {
  layouts: (Record<string, unknown> & {
    transform: {
      type: string;
      input_shape: Shape3;
      output_shape: Shape3;
      channels_last: boolean;
      kernel_shape: Shape4;
      strides: [number, number];
      padding: 'valid' | 'same';
    };
  })[];
  split_channels: {
    shape: Shape3;
    channels_last: boolean;
    args: { max_size?: number; max_channels?: number };
    channel_groups: number[][];
  }[];
}

function geometryOf({ transform: t }: Table['layouts'][number]): ConvGeometry {
  return {
    inputShape: t.input_shape,
    outputShape: t.output_shape,
    kernelShape: t.kernel_shape,
    strides: t.strides,
    padding: t.padding,
    channelsLast: t.channels_last,
    transpose: t.type === 'ConvolutionTranspose',
  };
}

function countingKernel(shape: Shape4): Float32Array {
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i + 1);
}

describeGolden('chip', 'table_conv_layout', () => {
  const table = goldenJson<Table>('chip', 'table_conv_layout');

  test.each(table.layouts)(
    '$transform.type $transform.input_shape -> $transform.output_shape',
    (row) => {
      const geometry = geometryOf(row);
      const layout = convLayout(geometry, countingKernel(geometry.kernelShape));
      const weights = decodeRagged(row.weights, 'weights');
      const indices = decodeRagged(row.indices, 'indices');
      expect(layout.weights.map(({ atoms, entries }) => [atoms, entries])).toEqual(weights.shapes);
      expect(layout.weights.flatMap(({ values }) => [...values])).toEqual([...weights.values]);
      expect(layout.weights.flatMap((set) => [...set.indices])).toEqual([...indices.values]);
      const maps = [
        ['axon_to_weight_map', layout.axonToWeightMap],
        ['axon_compartment_bases', layout.axonCompartmentBases],
        ['compartment_map', layout.compartmentMap],
        ['compartment_atoms', layout.compartmentAtoms],
      ] as const;
      for (const [key, got] of maps) expect([key, got]).toEqual([key, decodeInt32(row[key], key)]);
    },
  );

  test.each(table.split_channels)('channels of $shape with $args', (row) => {
    const { max_size: maxSize, max_channels: maxChannels } = row.args;
    const groups = splitChannels(row.shape, row.channels_last, {
      ...(maxSize === undefined ? {} : { maxSize }),
      ...(maxChannels === undefined ? {} : { maxChannels }),
    });
    expect(groups).toEqual(row.channel_groups);
  });
});

/** Weight from every input neuron to every output neuron, straight from the definition. */
function bruteForce(g: ConvGeometry, kernel: Float32Array): number[] {
  const [rows, cols] = [g.inputShape[0], g.inputShape[1]];
  const [outRows, outCols, filters] = g.outputShape;
  const [kernelRows, kernelCols, channels] = g.kernelShape;
  const pad = (out: number, k: number, stride: number, size: number) =>
    g.padding === 'valid' ? 0 : Math.floor(Math.max((out - 1) * stride + k - size, 0) / 2);
  const [padRows, padCols] = [
    pad(outRows, kernelRows, g.strides[0], rows),
    pad(outCols, kernelCols, g.strides[1], cols),
  ];
  const matrix = new Array<number>(rows * cols * channels * outRows * outCols * filters).fill(0);
  for (let y = 0; y < outRows; y++)
    for (let x = 0; x < outCols; x++)
      for (let p = 0; p < kernelRows; p++)
        for (let q = 0; q < kernelCols; q++) {
          const i = y * g.strides[0] + p - padRows;
          const j = x * g.strides[1] + q - padCols;
          if (i < 0 || j < 0 || i >= rows || j >= cols) continue;
          for (let c = 0; c < channels; c++)
            for (let f = 0; f < filters; f++) {
              const from = (i * cols + j) * channels + c;
              const to = (y * outCols + x) * filters + f;
              matrix[from * outRows * outCols * filters + to] =
                kernel[((p * kernelCols + q) * channels + c) * filters + f];
            }
        }
  return matrix;
}

function spread(g: ConvGeometry, kernel: Float32Array): number[] {
  const layout = convLayout(g, kernel);
  const outputs = g.outputShape.reduce((a, b) => a * b, 1);
  const matrix = new Array<number>(layout.compartmentMap.length * outputs).fill(0);
  layout.compartmentMap.forEach((axon, neuron) => {
    const base = layout.axonCompartmentBases[axon];
    if (base < 0) return;
    const set = layout.weights[layout.axonToWeightMap[axon]];
    for (let e = 0; e < set.entries; e++) {
      const at = layout.compartmentAtoms[neuron] * set.entries + e;
      matrix[neuron * outputs + base + set.indices[at]] = set.values[at];
    }
  });
  return matrix;
}

test.each([
  { size: 9, k: 3, stride: 2, padding: 'same' },
  { size: 9, k: 3, stride: 2, padding: 'valid' },
  { size: 8, k: 4, stride: 3, padding: 'same' },
  { size: 8, k: 1, stride: 1, padding: 'valid' },
  { size: 11, k: 2, stride: 1, padding: 'same' },
] as const)(
  'equals the convolution itself: $size px, kernel $k, stride $stride, $padding',
  (row) => {
    const cols = row.size + 2;
    const out = (size: number) => convOutputSize(size, row.k, row.stride, row.padding);
    const geometry: ConvGeometry = {
      inputShape: [row.size, cols, 2],
      outputShape: [out(row.size), out(cols), 5],
      kernelShape: [row.k, row.k, 2, 5],
      strides: [row.stride, row.stride],
      padding: row.padding,
      channelsLast: true,
    };
    const kernel = countingKernel(geometry.kernelShape);
    expect(spread(geometry, kernel)).toEqual(bruteForce(geometry, kernel));
  },
);

test.each([
  [7, 3, 2, 'valid', false, 3],
  [7, 3, 2, 'same', false, 4],
  [3, 3, 2, 'valid', true, 7],
  [3, 3, 2, 'same', true, 5],
] as const)(
  'output of %d with kernel %d, stride %d, %s, transposed %s is %d',
  (size, k, s, pad, t, out) => {
    expect(convOutputSize(size, k, s, pad, t)).toBe(out);
  },
);

test('a layout becomes a group that knows its convolution', () => {
  const geometry: ConvGeometry = {
    inputShape: [4, 4, 1],
    outputShape: [2, 2, 3],
    kernelShape: [3, 3, 1, 3],
    strides: [1, 1],
    padding: 'valid',
    channelsLast: true,
  };
  const group = convSynapse(convLayout(geometry, new Float32Array(27)), geometry);
  expect([group.popType, group.format.compression, group.origin?.kind]).toEqual([32, 0, 'conv2d']);
});

test('refuses a kernel whose filters do not match the output', () => {
  const geometry: ConvGeometry = {
    inputShape: [4, 4, 1],
    outputShape: [2, 2, 3],
    kernelShape: [3, 3, 1, 2],
    strides: [1, 1],
    padding: 'valid',
    channelsLast: true,
  };
  expect(() => convLayout(geometry, new Float32Array(18))).toThrow(/2 filters, the shapes 1 and 3/);
});

test('refuses channel groups smaller than one channel', () => {
  expect(() => splitChannels([6, 5, 10], true, { maxSize: 29 })).toThrow(/30 neurons, at most 29/);
});

import { NetworkError } from '../core/errors.js';
import { type Shape, showShape } from '../core/shape.js';
import type { Vector } from '../core/vector.js';
import { requireNumber } from './check.js';
import { checkKernel } from './conv-check.js';
import { defineKernel, type KernelContext, type SameStepKernel } from './kernel.js';
import { layoutOf, type Padding, pictureShape, sizesOf } from './window.js';

type Numbers = Float32Array | Float64Array;

/** Parameters of `conv2dTranspose`; the kernel is row-major in the order of `kernelShape`. */
export interface Conv2dTransposeParams {
  readonly kernel: Numbers;
  /** Kernel rows, kernel columns, input channels, filters. */
  readonly kernelShape: readonly number[];
  /** Rows and columns of the output between neighbours of the input. */
  readonly strides: readonly number[];
  readonly padding: Padding;
  /** True: (rows, columns, channels); false: (channels, rows, columns); input and output alike. */
  readonly channelsLast: boolean;
  /** Rows and columns of the output; absent: the smallest. */
  readonly outputSize?: readonly number[];
  /** Rows and columns left out before the first; absent: as the padding says. */
  readonly crop?: readonly number[];
  /** One value per filter. */
  readonly bias?: Numbers;
  /** Axon type on the chip. */
  readonly popType?: 16 | 32;
}

/**
 * out[r s - crop + i, c s - crop + j, f] += in[r, c, k] kernel[i, j, k, f], plus bias[f]: the transpose of
 * the convolution from a picture of the output's size to one of the input's.
 */
export const conv2dTranspose = defineKernel<Conv2dTransposeParams>({
  kind: 'conv2dTranspose',
  role: 'linear',
  outputShape: (params, input) => {
    const { outRows, outColumns } = spreadOver(params, input);
    return pictureShape(outRows, outColumns, params.kernelShape[3]!, params.channelsLast);
  },
  make: conv2dTransposeKernel,
});

/** Where a transposed convolution writes. */
export interface Spread {
  readonly rows: number;
  readonly columns: number;
  readonly outRows: number;
  readonly outColumns: number;
  /** Rows and columns left out before the first of the output. */
  readonly top: number;
  readonly left: number;
}

/** Sizes of a transposed convolution. Throws a NetworkError if the shapes do not fit. */
export function spreadOver(params: Conv2dTransposeParams, input: Shape): Spread {
  const { kernelShape, channelsLast } = params;
  const { rows, columns, channels } = sizesOf('conv2dTranspose', input, channelsLast);
  if (channels !== kernelShape[2]) {
    throw new NetworkError(
      `conv2dTranspose: the kernel is ${showShape(kernelShape)} and expects ${kernelShape[2]} ` +
        `channels, the input ${showShape(input)} has ${channels} (channels ` +
        `${channelsLast ? 'last' : 'first'}). Check channelsLast.`,
      { code: 'shape-mismatch', path: 'conv2dTranspose' },
    );
  }
  const down = along(params, 0, rows);
  const across = along(params, 1, columns);
  return {
    rows,
    columns,
    outRows: down.size,
    outColumns: across.size,
    top: down.crop,
    left: across.crop,
  };
}

function along(params: Conv2dTransposeParams, axis: 0 | 1, length: number) {
  const { kernelShape, strides, padding, outputSize, crop } = params;
  const kernel = kernelShape[axis]!;
  const stride = strides[axis]!;
  const smallest = (length - 1) * stride + (padding === 'valid' ? kernel : 1);
  const size = outputSize?.[axis] ?? smallest;
  if (size < smallest || size >= smallest + stride) {
    throw new NetworkError(
      `conv2dTranspose: outputSize is ${size} for an input of ${length}, ` +
        `expected ${smallest} to ${smallest + stride - 1} (${padding} padding, stride ${stride}).`,
      { code: 'bad-option', path: 'conv2dTranspose.outputSize' },
    );
  }
  const total = padding === 'valid' ? 0 : Math.max((length - 1) * stride + kernel - size, 0);
  return { size, crop: crop?.[axis] ?? total >> 1 };
}

function conv2dTransposeKernel(
  params: Conv2dTransposeParams,
  { inputShape }: KernelContext,
): SameStepKernel {
  const { channelsLast, strides, bias } = params;
  const [kernelRows, kernelColumns, channels, filters] = params.kernelShape as unknown as Four;
  const { rows, columns, outRows, outColumns, top, left } = spreadOver(params, inputShape);
  const from = layoutOf(rows, columns, channels, channelsLast);
  const to = layoutOf(outRows, outColumns, filters, channelsLast);
  const weights = Float64Array.from(params.kernel);
  const sums = new Float64Array(outRows * outColumns * filters);

  const spread = (value: number, k: number, row: number, column: number): void => {
    const bottom = Math.min(kernelRows, outRows - row);
    const right = Math.min(kernelColumns, outColumns - column);
    for (let i = Math.max(0, -row); i < bottom; i++) {
      for (let j = Math.max(0, -column); j < right; j++) {
        const pixel = (row + i) * to.row + (column + j) * to.column;
        const at = ((i * kernelColumns + j) * channels + k) * filters;
        for (let f = 0; f < filters; f++) {
          const place = pixel + f * to.channel;
          sums[place] = sums[place]! + value * weights[at + f]!;
        }
      }
    }
  };

  const step = (input: Vector, output: Vector): void => {
    sums.fill(0);
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        for (let k = 0; k < channels; k++) {
          const value = input[r * from.row + c * from.column + k * from.channel]!;
          if (value !== 0) spread(value, k, r * strides[0]! - top, c * strides[1]! - left);
        }
      }
    }
    output.set(sums);
    if (bias !== undefined) addBias(output, bias, outRows * outColumns, channelsLast);
  };
  return { causal: false, state: {}, step };
}

type Four = readonly [number, number, number, number];

function addBias(output: Vector, bias: Numbers, pixels: number, channelsLast: boolean): void {
  for (let i = 0; i < output.length; i++) {
    const filter = channelsLast ? i % bias.length : Math.floor(i / pixels);
    output[i] = output[i]! + bias[filter]!;
  }
}

/** Checks the parameters of a transposed convolution once, where it is declared. */
export function conv2dTransposeParams(params: Conv2dTransposeParams): Conv2dTransposeParams {
  checkKernel('conv2dTranspose', params, ['rows', 'columns', 'channels', 'filters']);
  for (const n of params.crop ?? []) {
    requireNumber('conv2dTranspose', 'crop', n, { whole: true, atLeast: 0 });
  }
  return params;
}

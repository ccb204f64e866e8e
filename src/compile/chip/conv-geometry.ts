import { CompileError } from '../../core/errors.js';

export type ConvPadding = 'valid' | 'same';
export type Shape3 = readonly [number, number, number];
export type Shape4 = readonly [number, number, number, number];

/** Geometry of a 2-D convolution between layers of neurons. */
export interface ConvGeometry {
  /** (rows, cols, channels), or (channels, rows, cols) unless channels are last. */
  readonly inputShape: Shape3;
  /** In the same order; the last or first dimension counts filters. */
  readonly outputShape: Shape3;
  /** (rows, cols, in channels, filters), in both channel orders. */
  readonly kernelShape: Shape4;
  readonly strides: readonly [number, number];
  readonly padding: ConvPadding;
  readonly channelsLast: boolean;
  /** The transposed convolution (default false). */
  readonly transpose?: boolean;
  /**
   * Rows and columns that a transposed convolution leaves out before the first (default: what the
   * reference leaves out, which is the transpose's own margin only for the smallest output).
   */
  readonly crop?: readonly [number, number];
}

/** Rows, columns and channels of an image shape in either channel order. */
export function imageSize(
  shape: Shape3,
  channelsLast: boolean,
): { readonly rows: number; readonly cols: number; readonly channels: number } {
  const [a, b, c] = shape;
  return channelsLast ? { rows: a, cols: b, channels: c } : { rows: b, cols: c, channels: a };
}

/** Output length of a convolution along one axis. */
export function convOutputSize(
  size: number,
  kernel: number,
  stride: number,
  padding: ConvPadding,
  transpose = false,
): number {
  if (transpose) return 1 + (size - 1) * stride + (padding === 'valid' ? kernel - 1 : 0);
  return Math.ceil((padding === 'valid' ? size - kernel + 1 : size) / stride);
}

/** What one input position reaches along one axis. */
export interface Reach {
  /** Kernel positions that fall on an output, ascending in output order. */
  readonly kernel: readonly number[];
  /** First output reached; the others follow one by one. */
  readonly first: number;
  /** Which candidates were kept, as text. */
  readonly mask: string;
}

/** Reach of every input position along one axis. */
export function axisReach(
  size: number,
  output: number,
  kernel: number,
  stride: number,
  padding: ConvPadding,
  transpose: boolean,
  crop?: number,
): Reach[] {
  const cropped = transpose && crop !== undefined;
  const pad = cropped ? -crop : axisPadding(size, output, kernel, stride, padding, transpose);
  return Array.from({ length: size }, (_, i) =>
    transpose
      ? transposedReach(i * stride + pad, kernel, output)
      : ordinaryReach(i + pad + 1 - kernel, kernel, stride, output),
  );
}

function axisPadding(
  size: number,
  output: number,
  kernel: number,
  stride: number,
  padding: ConvPadding,
  transpose: boolean,
): number {
  if (padding === 'valid') return 0;
  if (!transpose) return Math.floor(Math.max((output - 1) * stride + kernel - size, 0) / 2);
  const total = Math.max(output + kernel - 1 - ((size - 1) * stride + 1), 0);
  return -Math.floor(Math.min(total, 2 * (kernel - 1)) / 2);
}

/** Candidate p lies at start + p and meets the kernel from its end: the kernel is flipped. */
function ordinaryReach(start: number, kernel: number, stride: number, output: number): Reach {
  const kept: number[] = [];
  let mask = '';
  let first = -1;
  for (let p = 0; p < kernel; p++) {
    const at = start + p;
    const keep = at >= 0 && at < (output - 1) * stride + 1 && at % stride === 0;
    mask += keep ? '1' : '0';
    if (!keep) continue;
    if (first < 0) first = at / stride;
    kept.push(kernel - 1 - p);
  }
  return { kernel: kept, first, mask };
}

function transposedReach(start: number, kernel: number, output: number): Reach {
  const kept: number[] = [];
  let mask = '';
  for (let p = 0; p < kernel; p++) {
    const keep = start + p >= 0 && start + p < output;
    mask += keep ? '1' : '0';
    if (keep) kept.push(p);
  }
  return { kernel: kept, first: Math.max(start, 0), mask };
}

/** Throws `shape-mismatch` when the shapes do not belong to one convolution. */
export function checkConvGeometry(geometry: ConvGeometry, kernelLength: number): void {
  const { inputShape, outputShape, kernelShape, channelsLast } = geometry;
  const input = imageSize(inputShape, channelsLast);
  const output = imageSize(outputShape, channelsLast);
  const [kernelRows, kernelCols, channels, filters] = kernelShape;
  if (input.channels !== channels || output.channels !== filters) {
    throw new CompileError(
      `convolution ${inputShape.join('x')} -> ${outputShape.join('x')}: the kernel has ${channels} input channels and ${filters} filters, the shapes ${input.channels} and ${output.channels}. Give all shapes in the same channel order.`,
      { code: 'shape-mismatch' },
    );
  }
  const expected = kernelRows * kernelCols * channels * filters;
  if (kernelLength === expected) return;
  throw new CompileError(
    `convolution kernel: ${kernelLength} numbers given, shape ${kernelShape.join('x')} needs ${expected}. Give it as (rows, cols, in channels, filters).`,
    { code: 'shape-mismatch' },
  );
}

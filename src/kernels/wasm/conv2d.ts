import type { Vector } from '../../core/vector.js';
import type { Conv2dParams } from '../conv2d.js';
import type { SameStepKernel } from '../kernel.js';
import { layoutOf, type Windows } from '../window.js';
import { openArena, pointerTo } from './arena.js';

/**
 * A convolution on the WASM kernel, bit for bit as the one in TypeScript: every input that is not 0
 * adds to the windows over it, in the order in which a window adds its inputs.
 */
export function wasmConv2d(params: Conv2dParams, windows: Windows): SameStepKernel {
  const { kernel, kernelShape, bias, channelsLast } = params;
  const filters = kernelShape[3]!;
  const pixels = windows.outRows * windows.outColumns;
  const inputSize = windows.rows * windows.columns * windows.channels;
  const size = pixels * filters;
  const arena = openArena([
    ...[kernel.length, filters, inputSize, size, size],
    ...[2 * windows.rows, 2 * windows.columns, 32],
  ]);
  const weights = arena.floats(kernel.length);
  weights.set(kernel);
  const added = arena.floats(filters);
  if (bias !== undefined) added.set(bias);
  const own = arena.floats(inputSize);
  const sums = arena.floats(size);
  const turned = arena.floats(size);
  const rowSpans = arena.integers(2 * windows.rows);
  rowSpans.set(spansOf(windows.rows, windows.top, 0, params, windows.outRows));
  const columnSpans = arena.integers(2 * windows.columns);
  columnSpans.set(spansOf(windows.columns, windows.left, 1, params, windows.outColumns));
  const geometry = arena.integers(32);
  const pointers = [weights, rowSpans, columnSpans].map((array) => array.byteOffset);
  geometry.set([...numbersOf(params, windows), ...pointers]);

  const { code } = arena;
  const channels = windows.channels;
  const single = isPointwise(params);
  const step = (input: Vector, output: Vector): void => {
    const from = pointerTo(input, own, arena);
    const shared = arena.holds(output);
    const result = shared ? output.byteOffset : turned.byteOffset;
    const to = channelsLast ? result : sums.byteOffset;
    if (single) code.pointwise(pixels, channels, filters, weights.byteOffset, from, to);
    else code.conv2d(geometry.byteOffset, from, to);
    if (bias !== undefined) code.addBias(pixels, filters, added.byteOffset, to);
    if (!channelsLast) code.channelsFirst(pixels, filters, to, result);
    if (!shared) output.set(turned);
  };
  return { causal: false, state: {}, step };
}

/** True for windows of one pixel, every pixel, with few weights. */
function isPointwise({ kernel, kernelShape, strides, groups = 1, channelsLast }: Conv2dParams) {
  const pixel = [kernelShape[0], kernelShape[1], strides[0], strides[1], groups];
  return channelsLast && kernel.length <= FEW && pixel.every((n) => n === 1);
}

/** Weights of a window up to which zeros in the input are not looked for. */
const FEW = 64;

/** The numbers of `Geometry` in assembly/scatter.ts, in its order. */
function numbersOf(params: Conv2dParams, windows: Windows): number[] {
  const { kernelShape, strides, groups = 1, channelsLast } = params;
  const { rows, columns, top, left, outRows, outColumns } = windows;
  const [, kernelColumns, channels, filters] = kernelShape;
  const from = layoutOf(rows, columns, channels! * groups, channelsLast);
  return [
    ...[rows, columns, channels!, groups, filters!, kernelColumns!],
    ...[strides[0]!, strides[1]!, top, left],
    ...[from.row, from.column, from.channel, outRows, outColumns],
  ];
}

/** For each row (column) the first window over it and the first behind those. */
function spansOf(
  length: number,
  before: number,
  axis: 0 | 1,
  { kernelShape, strides }: Conv2dParams,
  count: number,
): number[] {
  const [size, stride] = [kernelShape[axis]!, strides[axis]!];
  return Array.from({ length }, (_, x) => [
    Math.max(0, Math.ceil((x + before - size + 1) / stride)),
    Math.min(count, Math.floor((x + before) / stride) + 1),
  ]).flat();
}

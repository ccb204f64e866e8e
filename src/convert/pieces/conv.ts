import { conv1d } from '../../operators/conv1d.js';
import { conv2d } from '../../operators/conv2d.js';
import { conv3d } from '../../operators/conv3d.js';
import type { Operator } from '../../operators/operator.js';
import { reshape } from '../../operators/reshape.js';
import type { Layer, Weight } from '../model.js';
import { isChannelsLast, numbersOf, shapeFrom, spatialRank } from '../shapes/options.js';
import { flatPosition, gather } from './gather.js';
import { asRow, dilated, joined } from './kernel.js';
import { biasOf, type PieceContext, type PieceRule, paddingOf, weight } from './piece.js';

/** What every convolution slides with. */
interface Slide {
  readonly strides: readonly number[];
  readonly padding: 'valid' | 'same';
  readonly channelsLast: boolean;
  readonly groups: number;
  readonly popType: 16 | 32;
}

/** `Conv1D`, `Conv2D`, `Conv3D`, with groups and dilation. */
export const convPieces: PieceRule = (layer, context) => {
  const kernel = dilated(weight(layer, 'kernel'), dilationOf(layer));
  const groups = Number(layer.config.groups ?? 1);
  const operators = sliding(layer, kernel, groups, context);
  const bias = biasOf(layer, context.output);
  return { does: 'linear', operators, bias, words: `conv${spatialRank(layer)}d` };
};

/** `DepthwiseConv1D`, `DepthwiseConv2D`: a group for every channel. */
export const depthwisePieces: PieceRule = (layer, context) => {
  const kernel = dilated(weight(layer, 'kernel'), dilationOf(layer));
  const operators = sliding(layer, perChannel(kernel), kernel.shape.at(-2)!, context);
  return {
    does: 'linear',
    operators,
    bias: biasOf(layer, context.output),
    words: 'depthwise conv',
  };
};

/** `SeparableConv1D`, `SeparableConv2D`: one kernel on the chip, two on the host. */
export const separablePieces: PieceRule = (layer, context) => {
  const depthwise = dilated(weight(layer, 'depthwise_kernel'), dilationOf(layer));
  const pointwise = weight(layer, 'pointwise_kernel');
  const bias = biasOf(layer, context.output);
  if (context.merges) {
    const operators = sliding(layer, joined(depthwise, pointwise), 1, context);
    return { does: 'linear', operators, bias, words: 'separable conv as one kernel' };
  }
  const channels = depthwise.shape.at(-2)!;
  const first = sliding(layer, perChannel(depthwise), channels, {
    ...context,
    output: withChannels(layer, context.output, channels * depthwise.shape.at(-1)!),
  });
  const one = { ...layer, config: { data_format: layer.config.data_format } };
  const input = withChannels(layer, context.output, pointwise.shape.at(-2)!);
  const second = sliding(one, pointwise, 1, { ...context, inputs: [input] });
  return { does: 'linear', operators: [...first, ...second], bias, words: 'separable conv' };
};

function withChannels(layer: Layer, shape: readonly number[], channels: number): number[] {
  const places = isChannelsLast(layer) ? shape.slice(0, -1) : shape.slice(1);
  return shapeFrom(layer, places, channels);
}

/** The numbers already lie in the order that a kernel with a group for every channel has. */
function perChannel({ shape, data }: Weight): Weight {
  const [channels, each] = shape.slice(-2) as [number, number];
  return { shape: [...shape.slice(0, -2), 1, channels * each], data };
}

function dilationOf(layer: Layer): number[] {
  return numbersOf(layer.config.dilation_rate, spatialRank(layer), 1);
}

function sliding(layer: Layer, kernel: Weight, groups: number, context: PieceContext): Operator[] {
  const rank = kernel.shape.length - 2;
  const input = context.inputs[0]!;
  const causal = rank === 1 && layer.config.padding === 'causal';
  const padding = causal ? 'valid' : paddingOf(layer);
  const strides = numbersOf(layer.config.strides, rank, 1);
  const channelsLast = isChannelsLast(layer);
  const slide: Slide = { strides, padding, channelsLast, groups, popType: context.popType };
  if (rank === 3)
    return [conv3d(kernel, { ...slide, strides: strides as [number, number, number] })];
  if (rank === 2) return [conv2d(kernel, { ...slide, strides: strides as [number, number] })];
  const ahead = causal ? kernel.shape[0]! - 1 : 0;
  const padded = input.map((n, axis) => (axis === (channelsLast ? 0 : 1) ? n + ahead : n));
  const before = ahead === 0 ? [] : leading(input, padded, channelsLast);
  return [...before, ...alongRow(kernel, slide, padded, context.output)];
}

/** Zeros in front of the first place. */
function leading(
  input: readonly number[],
  padded: readonly number[],
  channelsLast: boolean,
): Operator[] {
  const axis = channelsLast ? 0 : 1;
  return gather(input, padded, (at) => {
    const source = at.map((n, i) => (i === axis ? n - padded[i]! + input[i]! : n));
    return source[axis]! < 0 ? -1 : flatPosition(source, input);
  });
}

function alongRow(
  kernel: Weight,
  slide: Slide,
  input: readonly number[],
  output: readonly number[],
): Operator[] {
  const { strides, channelsLast, groups } = slide;
  if (groups === 1) return [conv1d(kernel, { ...slide, strides: strides[0]! })];
  const [a, b] = input as [number, number];
  const row = channelsLast ? [1, a, b] : [a, 1, b];
  const grouped = conv2d(asRow(kernel), { ...slide, strides: [1, strides[0]!] });
  return [reshape(row), grouped, reshape(output)];
}

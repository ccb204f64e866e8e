import { sizeOf } from '../../core/shape.js';
import { averagePool } from '../../operators/average-pool.js';
import { maxPool } from '../../operators/max-pool.js';
import type { Operator } from '../../operators/operator.js';
import { reshape } from '../../operators/reshape.js';
import type { Layer } from '../model.js';
import { isChannelsLast, spatialRank } from '../shapes/options.js';
import { poolWindow } from '../shapes/windows.js';
import { type LayerPieces, type PieceContext, type PieceRule, paddingOf } from './piece.js';

type Make = typeof averagePool;
type Pools = (layer: Layer, context: PieceContext, make: Make) => Operator[];

/** `AveragePooling1D` to `3D`, and the global ones. */
export const averagePieces: PieceRule = (layer, context) =>
  averaged(layer, context, 'average pool');

/** `MaxPooling1D` to `3D`, and the global ones; treated as average pooling if that is asked for. */
export const maxPieces: PieceRule = (layer, context) => {
  if (context.maxPool === 'average') return averaged(layer, context, 'average pool');
  const operators = poolsOf(layer)(layer, context, maxPool);
  return { does: 'max', operators, bias: null, words: 'max pool' };
};

function averaged(layer: Layer, context: PieceContext, words: string): LayerPieces {
  const operators = poolsOf(layer)(layer, context, averagePool);
  return { does: 'linear', operators, bias: null, words };
}

function poolsOf(layer: Layer): Pools {
  if (layer.kind.startsWith('Global')) return everything;
  return [alongRow, overPicture, overVolume][spatialRank(layer) - 1]!;
}

/** One window over all places, which are one axis for it. */
const everything: Pools = (layer, { inputs: [input], output }, make) => {
  const channelsLast = isChannelsLast(layer);
  const channels = channelsLast ? input!.at(-1)! : input![0]!;
  const places = sizeOf(input!) / channels;
  const picture = channelsLast ? [places, 1, channels] : [channels, places, 1];
  return [reshape(picture), make({ pool: [places, 1], channelsLast }), reshape(output)];
};

const overPicture: Pools = (layer, _context, make) => {
  const { window, strides } = poolWindow(layer, 2);
  const sizes = { pool: window as [number, number], strides: strides as [number, number] };
  return [make({ ...sizes, padding: paddingOf(layer), channelsLast: isChannelsLast(layer) })];
};

const alongRow: Pools = (layer, { inputs: [input], output }, make) => {
  const { window, strides } = poolWindow(layer, 1);
  const channelsLast = isChannelsLast(layer);
  const [a, b] = input as [number, number];
  // One row, as a conv1d behind it sees it: the two become one kernel on the chip.
  const picture = channelsLast ? [1, a, b] : [a, 1, b];
  const pool = make({
    pool: [1, window[0]!],
    strides: [1, strides[0]!],
    padding: paddingOf(layer),
    channelsLast,
  });
  return [reshape(picture), pool, reshape(output)];
};

/** Two poolings one behind the other: of two axes, then of the third. */
const overVolume: Pools = (layer, { inputs: [input], output }, make) => {
  const { window, strides } = poolWindow(layer, 3);
  const padding = paddingOf(layer);
  const pool = (axes: readonly number[], channelsLast: boolean) =>
    make({
      pool: axes.map((axis) => (axis < 0 ? 1 : window[axis]!)) as [number, number],
      strides: axes.map((axis) => (axis < 0 ? 1 : strides[axis]!)) as [number, number],
      padding,
      channelsLast,
    });
  if (isChannelsLast(layer)) {
    const [planes, rows, columns, channels] = input as [number, number, number, number];
    const between = [output[0]! * output[1]!, columns, channels];
    return [
      reshape([planes, rows, columns * channels]),
      pool([0, 1], true),
      reshape(between),
      pool([-1, 2], true),
      reshape(output),
    ];
  }
  const [channels, planes, rows, columns] = input as [number, number, number, number];
  return [
    reshape([channels * planes, rows, columns]),
    pool([1, 2], false),
    reshape([channels, planes, output[2]! * output[3]!]),
    pool([0, -1], false),
    reshape(output),
  ];
};

import { conv2dTranspose } from '../../operators/conv2d-transpose.js';
import { reshape } from '../../operators/reshape.js';
import type { Weight } from '../model.js';
import { isChannelsLast, numbersOf, spatialRank } from '../shapes/options.js';
import { asRow, dilated } from './kernel.js';
import { biasOf, type PieceRule, paddingOf, weight } from './piece.js';

/** `Conv1DTranspose`, `Conv2DTranspose`. */
export const transposePieces: PieceRule = (layer, { inputs: [input], output, popType }) => {
  const rank = spatialRank(layer);
  const stored = dilated(weight(layer, 'kernel'), numbersOf(layer.config.dilation_rate, rank, 1));
  const kernel = inputsFirst(rank === 1 ? asRow(stored) : stored);
  const channelsLast = isChannelsLast(layer);
  const places = channelsLast ? output.slice(0, -1) : output.slice(1);
  const picture = (a: readonly number[], one: number) => (rank === 1 ? [one, ...a] : [...a]);
  const operator = conv2dTranspose(kernel, {
    strides: picture(numbersOf(layer.config.strides, rank, 1), 1) as [number, number],
    padding: paddingOf(layer),
    channelsLast,
    outputSize: picture(places, 1) as [number, number],
    popType,
  });
  const [a, b] = input as [number, number];
  const row = channelsLast ? [1, a, b] : [a, 1, b];
  const operators = rank === 1 ? [reshape(row), operator, reshape(output)] : [operator];
  return { does: 'linear', operators, bias: biasOf(layer, output), words: 'transposed conv' };
};

/** Keras stores (rows, columns, filters, channels); here the data's order counts. */
function inputsFirst({ shape, data }: Weight): Weight {
  const [rows, columns, filters, channels] = shape as [number, number, number, number];
  const turned = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const channel = i % channels;
    const filter = Math.floor(i / channels) % filters;
    const tap = Math.floor(i / (channels * filters));
    turned[(tap * channels + channel) * filters + filter] = data[i]!;
  }
  return { shape: [rows, columns, channels, filters], data: turned };
}

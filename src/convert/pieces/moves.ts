import { flatten as flattenOperator } from '../../operators/flatten.js';
import { reshape } from '../../operators/reshape.js';
import type { Layer } from '../model.js';
import {
  channelAxis,
  isChannelsLast,
  marginsOf,
  numbersOf,
  spatialRank,
} from '../shapes/options.js';
import { flatPosition, gather } from './gather.js';
import {
  FOLDED_INTO,
  type LayerPieces,
  nothing,
  type PieceContext,
  type PieceRule,
  unsupported,
} from './piece.js';

/** `Flatten`; with channels first Keras puts them last on the way. */
export const flattenPieces: PieceRule = (layer, { inputs: [input], output }) => {
  if (isChannelsLast(layer) || input!.length < 2) {
    return { does: 'moves', operators: [flattenOperator()], bias: null, words: 'flatten' };
  }
  const turned = [...input!.slice(1), input![0]!];
  const operators = gather(input!, turned, (at) => {
    return flatPosition([at.at(-1)!, ...at.slice(0, -1)], input!);
  });
  return moved([...operators, reshape(output)], 'flatten, channels last');
};

/** `Reshape`. */
export const reshapePieces: PieceRule = (_layer, { output }) => moved([reshape(output)], 'reshape');

/** `Permute`. */
export const permutePieces: PieceRule = ({ config }, { inputs: [input], output }) => {
  const axes = (config.dims as readonly unknown[]).map((n) => Number(n) - 1);
  const operators = gather(input!, output, (at) => {
    const from = input!.map(() => 0);
    for (const [i, axis] of axes.entries()) from[axis] = at[i]!;
    return flatPosition(from, input!);
  });
  return moved(operators, 'permute');
};

/** `RepeatVector`. */
export const repeatPieces: PieceRule = (_layer, { inputs: [input], output }) =>
  moved(
    gather(input!, output, ([, i]) => i!),
    'repeat',
  );

/** `UpSampling1D` to `3D`: the nearest value. */
export const upsamplingPieces: PieceRule = (layer, context) => {
  const { interpolation = 'nearest', size } = layer.config;
  if (interpolation !== 'nearest') {
    throw unsupported(layer, 'interpolation', 'Use "nearest", or Conv2DTranspose.');
  }
  const factor = numbersOf(size, spatialRank(layer), 2);
  return onPlaces(layer, context, (n, axis) => Math.floor(n / factor[axis]!), 'upsampling');
};

/** `ZeroPadding1D` to `3D`. */
export const paddingPieces: PieceRule = (layer, context) => {
  const folded = layer.config[FOLDED_INTO];
  if (folded !== undefined) return nothing(`folded into ${String(folded)}`);
  const margins = marginsOf(layer.config.padding, spatialRank(layer));
  return onPlaces(layer, context, (n, axis) => n - margins[axis]![0], 'zero padding');
};

/** `Cropping1D` to `3D`. */
export const croppingPieces: PieceRule = (layer, context) => {
  const margins = marginsOf(layer.config.cropping, spatialRank(layer));
  return onPlaces(layer, context, (n, axis) => n + margins[axis]![0], 'cropping');
};

/** Places of the output taken from places of the input, channel by channel. */
function onPlaces(
  layer: Layer,
  { inputs: [input], output }: PieceContext,
  from: (place: number, axis: number) => number,
  words: string,
): LayerPieces {
  const channels = channelAxis(layer, output.length);
  const first = channels === 0 ? 1 : 0;
  const operators = gather(input!, output, (at) => {
    const source = at.map((n, i) => (i === channels ? n : from(n, i - first)));
    const inside = source.every((n, i) => n >= 0 && n < input![i]!);
    return inside ? flatPosition(source, input!) : -1;
  });
  return moved(operators, words);
}

function moved(operators: LayerPieces['operators'], words: string): LayerPieces {
  return { does: 'moves', operators, bias: null, words };
}

import type { Layer } from '../model.js';
import {
  channelAxis,
  type LayerShape,
  mapPlaces,
  numbersOf,
  placesOf,
  type ShapeRule,
  spatialRank,
} from './options.js';

/** Windows along an axis: as many as fit, or ceil(size / stride) where the layer pads. */
function slide(layer: Layer, window: readonly number[], strides: readonly number[]) {
  const dilation = numbersOf(layer.config.dilation_rate, window.length, 1);
  const padded = layer.config.padding === 'same' || layer.config.padding === 'causal';
  return (size: number, axis: number): number => {
    const reach = (window[axis]! - 1) * dilation[axis]! + 1;
    const stride = strides[axis]!;
    return padded ? Math.ceil(size / stride) : Math.floor((size - reach) / stride) + 1;
  };
}

function kernelSlide(layer: Layer) {
  const rank = spatialRank(layer);
  const { kernel_size, strides } = layer.config;
  return slide(layer, numbersOf(kernel_size, rank, 1), numbersOf(strides, rank, 1));
}

/** `Conv1D`, `Conv2D`, `Conv3D` and the separable ones. */
export const convolution: ShapeRule = (layer, [input]) =>
  mapPlaces(layer, input, kernelSlide(layer), () => Number(layer.config.filters));

/** `DepthwiseConv1D`, `DepthwiseConv2D`. */
export const depthwise: ShapeRule = (layer, [input]) =>
  mapPlaces(
    layer,
    input,
    kernelSlide(layer),
    (n) => n * Number(layer.config.depth_multiplier ?? 1),
  );

/** `Conv1DTranspose`, `Conv2DTranspose`. */
export const transposed: ShapeRule = (layer, [input]) => {
  const rank = spatialRank(layer);
  const { kernel_size, strides, dilation_rate, output_padding, padding, filters } = layer.config;
  const kernel = numbersOf(kernel_size, rank, 1);
  const stride = numbersOf(strides, rank, 1);
  const dilation = numbersOf(dilation_rate, rank, 1);
  const along = (size: number, axis: number): number => {
    const reach = (kernel[axis]! - 1) * dilation[axis]! + 1;
    const step = stride[axis]!;
    const valid = padding !== 'same';
    if (output_padding == null) return size * step + (valid ? Math.max(reach - step, 0) : 0);
    const cut = valid ? 0 : 2 * Math.floor(reach / 2);
    return (size - 1) * step + reach - cut + numbersOf(output_padding, rank, 0)[axis]!;
  };
  return mapPlaces(layer, input, along, () => Number(filters));
};

/** Average and max pooling. */
export const pooling: ShapeRule = (layer, [input]) => {
  const rank = spatialRank(layer);
  const { window, strides } = poolWindow(layer, rank);
  return mapPlaces(layer, input, slide(layer, window, strides));
};

/** Size of a pooling window and places between two; Keras' default for these is the window. */
export function poolWindow(
  { config }: Layer,
  rank: number,
): { readonly window: number[]; readonly strides: number[] } {
  const window = numbersOf(config.pool_size, rank, 2);
  return { window, strides: config.strides == null ? window : numbersOf(config.strides, rank, 1) };
}

/** Pooling of everything but the channels. */
export const globalPooling: ShapeRule = (layer, [input]) => {
  if (placesOf(layer, input) === null) return null;
  if (layer.config.keepdims === true) return mapPlaces(layer, input, () => 1);
  return [(input as LayerShape)[channelAxis(layer, input!.length)]!];
};

import type { Shape } from '../../core/shape.js';
import {
  type ActivationName,
  activationName,
  define,
  type LayerOptions,
  oneOf,
  type PerAxis,
  whole,
  wholes,
} from './options.js';
import { type LayerFunction, layerError, layerFunction } from './tensor.js';

/** Options of all convolutions, with Keras' defaults. */
export interface WindowOptions extends LayerOptions {
  /** Size of the window along each axis. */
  readonly kernelSize: PerAxis;
  /** Default 1. */
  readonly strides?: PerAxis;
  /** Default 'valid'. */
  readonly padding?: 'valid' | 'same';
  /** Default 1; above 1 only with strides of 1. */
  readonly dilationRate?: PerAxis;
  /** Default 'linear'. */
  readonly activation?: ActivationName;
  /** Default true. */
  readonly useBias?: boolean;
}

/** Options of a convolution. */
export interface ConvOptions extends WindowOptions {
  readonly filters: number;
  /** Default 1; must divide channels and filters. */
  readonly groups?: number;
}

/** Options of a convolution that keeps the channels apart. */
export interface DepthwiseOptions extends WindowOptions {
  /** Outputs per channel; default 1. */
  readonly depthMultiplier?: number;
}

/** Options of a depthwise convolution with a 1x1 convolution behind it. */
export interface SeparableOptions extends DepthwiseOptions {
  readonly filters: number;
}

/** Convolution along one axis: steps x channels. @throws {ConvertError} options out of range. */
export function conv1d(options: ConvOptions): LayerFunction {
  return convolution(1, options);
}

/** Convolution of pictures: rows x columns x channels. @throws {ConvertError} options out of range. */
export function conv2d(options: ConvOptions): LayerFunction {
  return convolution(2, options);
}

/** Convolution of volumes: three axes x channels. @throws {ConvertError} options out of range. */
export function conv3d(options: ConvOptions): LayerFunction {
  return convolution(3, options);
}

/** Convolution of each channel of pictures for itself. @throws {ConvertError} options out of range. */
export function depthwiseConv2D(options: DepthwiseOptions): LayerFunction {
  const who = { kind: 'DepthwiseConv2D', name: options.name };
  const { window, config } = windowConfig(who, 2, options);
  const multiplier = whole(who, 'depthMultiplier', options.depthMultiplier ?? 1);
  const { useBias = true } = options;
  const weights = (input: Shape) => {
    const channels = input.at(-1)!;
    const kernel = { kernel: [...window, channels, multiplier] };
    return useBias ? { ...kernel, bias: [channels * multiplier] } : kernel;
  };
  return layerFunction(
    define(
      who.kind,
      options,
      { takes: places[2]!, rank: 3, weights },
      {
        depth_multiplier: multiplier,
        ...config,
      },
    ),
  );
}

/** Depthwise, then 1x1 convolution of pictures. @throws {ConvertError} options out of range. */
export function separableConv2D(options: SeparableOptions): LayerFunction {
  const who = { kind: 'SeparableConv2D', name: options.name };
  const { window, config } = windowConfig(who, 2, options);
  const multiplier = whole(who, 'depthMultiplier', options.depthMultiplier ?? 1);
  const filters = whole(who, 'filters', options.filters);
  const { useBias = true } = options;
  const weights = (input: Shape) => {
    const channels = input.at(-1)!;
    const kernels = {
      depthwise_kernel: [...window, channels, multiplier],
      pointwise_kernel: [1, 1, channels * multiplier, filters],
    };
    return useBias ? { ...kernels, bias: [filters] } : kernels;
  };
  return layerFunction(
    define(
      who.kind,
      options,
      { takes: places[2]!, rank: 3, weights },
      {
        depth_multiplier: multiplier,
        filters,
        ...config,
      },
    ),
  );
}

/** What layers that slide along so many axes take. */
export const places: readonly string[] = [
  'values',
  'steps x channels',
  'rows x columns x channels',
  'three axes x channels',
];

function convolution(axes: 1 | 2 | 3, options: ConvOptions): LayerFunction {
  const who = { kind: `Conv${axes}D`, name: options.name };
  const { window, config } = windowConfig(who, axes, options);
  const filters = whole(who, 'filters', options.filters);
  const groups = whole(who, 'groups', options.groups ?? 1);
  if (filters % groups !== 0)
    throw layerError(who, `${groups} groups do not divide ${filters} filters.`);
  const { useBias = true } = options;
  const weights = (input: Shape) => {
    const channels = input.at(-1)!;
    if (channels % groups !== 0) {
      throw layerError(who, `${groups} groups do not divide ${channels} channels.`);
    }
    const kernel = { kernel: [...window, channels / groups, filters] };
    return useBias ? { ...kernel, bias: [filters] } : kernel;
  };
  return layerFunction(
    define(
      who.kind,
      options,
      { takes: places[axes]!, rank: axes + 1, weights },
      {
        filters,
        groups,
        ...config,
      },
    ),
  );
}

function windowConfig(
  who: { readonly kind: string; readonly name: string | undefined },
  axes: number,
  options: WindowOptions,
) {
  const { strides = 1, padding = 'valid', dilationRate = 1, activation = 'linear' } = options;
  const window = wholes(who, 'kernelSize', options.kernelSize, axes);
  const config = {
    kernel_size: window,
    strides: wholes(who, 'strides', strides, axes),
    padding: oneOf(who, 'padding', padding, ['valid', 'same']),
    data_format: 'channels_last',
    dilation_rate: wholes(who, 'dilationRate', dilationRate, axes),
    activation: activationName(who, activation),
    use_bias: options.useBias ?? true,
  };
  const many = (list: readonly number[]) => list.some((n) => n > 1);
  if (many(config.strides) && many(config.dilation_rate)) {
    throw layerError(who, 'strides and dilationRate are both above 1. Leave one of them at 1.');
  }
  return { window, config };
}

import { places } from './convolution.js';
import { define, type LayerOptions, oneOf, type PerAxis, wholes } from './options.js';
import { type LayerFunction, layerFunction } from './tensor.js';

/** Options of pooling, with Keras' defaults. */
export interface PoolingOptions extends LayerOptions {
  /** Default 2. */
  readonly poolSize?: PerAxis;
  /** Default the pool size. */
  readonly strides?: PerAxis;
  /** Default 'valid'. */
  readonly padding?: 'valid' | 'same';
}

/** Options of pooling of everything but the channels. */
export interface GlobalPoolingOptions extends LayerOptions {
  /** True keeps the axes, each of length 1; default false. */
  readonly keepdims?: boolean;
}

type Pooling = (options?: PoolingOptions) => LayerFunction;
type GlobalPooling = (options?: GlobalPoolingOptions) => LayerFunction;

/** Mean of windows of steps x channels. */
export const averagePooling1D: Pooling = pooling('AveragePooling', 1);
/** Mean of windows of pictures. */
export const averagePooling2D: Pooling = pooling('AveragePooling', 2);
/** Mean of windows of volumes. */
export const averagePooling3D: Pooling = pooling('AveragePooling', 3);
/** Largest of windows of steps x channels. */
export const maxPooling1D: Pooling = pooling('MaxPooling', 1);
/** Largest of windows of pictures. */
export const maxPooling2D: Pooling = pooling('MaxPooling', 2);
/** Largest of windows of volumes. */
export const maxPooling3D: Pooling = pooling('MaxPooling', 3);
/** Mean over all steps. */
export const globalAveragePooling1D: GlobalPooling = globalPooling('GlobalAveragePooling', 1);
/** Mean over each channel of a picture. */
export const globalAveragePooling2D: GlobalPooling = globalPooling('GlobalAveragePooling', 2);
/** Mean over each channel of a volume. */
export const globalAveragePooling3D: GlobalPooling = globalPooling('GlobalAveragePooling', 3);
/** Largest over all steps. */
export const globalMaxPooling1D: GlobalPooling = globalPooling('GlobalMaxPooling', 1);
/** Largest of each channel of a picture. */
export const globalMaxPooling2D: GlobalPooling = globalPooling('GlobalMaxPooling', 2);
/** Largest of each channel of a volume. */
export const globalMaxPooling3D: GlobalPooling = globalPooling('GlobalMaxPooling', 3);

function pooling(what: string, axes: number): Pooling {
  return (options = {}) => {
    const who = { kind: `${what}${axes}D`, name: options.name };
    const window = wholes(who, 'poolSize', options.poolSize ?? 2, axes);
    const config = {
      pool_size: window,
      padding: oneOf(who, 'padding', options.padding ?? 'valid', ['valid', 'same']),
      strides: wholes(who, 'strides', options.strides ?? window, axes),
      data_format: 'channels_last',
    };
    const rest = { takes: places[axes]!, rank: axes + 1 };
    return layerFunction(define(who.kind, options, rest, config));
  };
}

function globalPooling(what: string, axes: number): GlobalPooling {
  return (options = {}) => {
    const config = { data_format: 'channels_last', keepdims: options.keepdims ?? false };
    const rest = { takes: places[axes]!, rank: axes + 1 };
    return layerFunction(define(`${what}${axes}D`, options, rest, config));
  };
}

import { places } from './convolution.js';
import { define, type LayerOptions, type PerAxis, wholes } from './options.js';
import { type LayerFunction, layerError, layerFunction } from './tensor.js';

/** Options of a change of shape. */
export interface ReshapeOptions extends LayerOptions {
  /** Without the batch axis; one size may be -1: what is left over. */
  readonly targetShape: readonly number[];
}

/** Zeros around: one number, one per axis, or `[before, after]` per axis. */
export interface ZeroPaddingOptions extends LayerOptions {
  /** Default 1. */
  readonly padding?: number | readonly (number | readonly [number, number])[];
}

/** Options of repeating values. */
export interface UpSamplingOptions extends LayerOptions {
  /** How often each is repeated; default 2. */
  readonly size?: PerAxis;
}

type ZeroPadding = (options?: ZeroPaddingOptions) => LayerFunction;
type UpSampling = (options?: UpSamplingOptions) => LayerFunction;

/** All values in a row. */
export function flatten(options: LayerOptions = {}): LayerFunction {
  const config = { data_format: 'channels_last' };
  return layerFunction(define('Flatten', options, { takes: 'values' }, config));
}

/** The same values in another shape. @throws {ConvertError} sizes that are none. */
export function reshape(options: ReshapeOptions): LayerFunction {
  const { targetShape } = options;
  const open = targetShape.filter((n) => n === -1).length;
  const sizes = targetShape.filter((n) => n !== -1);
  if (
    open > 1 ||
    targetShape.length === 0 ||
    !sizes.every((n) => Number.isSafeInteger(n) && n >= 1)
  ) {
    throw layerError(
      { kind: 'Reshape', name: options.name },
      `targetShape is ${JSON.stringify(targetShape)}, expected whole numbers of at least 1, and at most one -1.`,
    );
  }
  const config = { target_shape: [...targetShape] };
  return layerFunction(define('Reshape', options, { takes: 'values' }, config));
}

/** Zeros in front of and behind the steps. */
export const zeroPadding1D: ZeroPadding = zeroPadding(1);
/** Zeros around a picture. */
export const zeroPadding2D: ZeroPadding = zeroPadding(2);
/** Zeros around a volume. */
export const zeroPadding3D: ZeroPadding = zeroPadding(3);
/** Steps repeated. */
export const upSampling1D: UpSampling = upSampling(1);
/** Rows and columns repeated. */
export const upSampling2D: UpSampling = upSampling(2);
/** All axes of a volume repeated. */
export const upSampling3D: UpSampling = upSampling(3);

function zeroPadding(axes: number): ZeroPadding {
  return (options = {}) => {
    const { padding = 1, name } = options;
    const kind = `ZeroPadding${axes}D`;
    const given = paddingOf(padding, axes);
    const both = given.map((n) => (typeof n === 'number' ? [n, n] : [...n]));
    const fits = both.length === axes && both.every(isMargin);
    if (!fits) {
      const expected = `one number, or one number or pair per axis (${axes})`;
      throw layerError(
        { kind, name },
        `padding is ${JSON.stringify(padding)}, expected ${expected}.`,
      );
    }
    const config =
      axes === 1 ? { padding: both[0] } : { padding: both, data_format: 'channels_last' };
    const rest = { takes: places[axes]!, rank: axes + 1 };
    return layerFunction(define(kind, options, rest, config));
  };
}

/** Along one axis Keras takes the pair itself. */
function paddingOf(padding: NonNullable<ZeroPaddingOptions['padding']>, axes: number) {
  if (typeof padding === 'number') return Array.from({ length: axes }, () => padding);
  const isPair = axes === 1 && padding.length === 2 && padding.every((n) => typeof n === 'number');
  return isPair ? [padding as unknown as [number, number]] : padding;
}

function isMargin(pair: readonly number[]): boolean {
  return pair.length === 2 && pair.every((n) => Number.isSafeInteger(n) && n >= 0);
}

function upSampling(axes: number): UpSampling {
  return (options = {}) => {
    const who = { kind: `UpSampling${axes}D`, name: options.name };
    const size = wholes(who, 'size', options.size ?? 2, axes);
    const config = {
      size: axes === 1 ? size[0] : size,
      ...(axes === 1 ? {} : { data_format: 'channels_last' }),
      ...(axes === 2 ? { interpolation: 'nearest' } : {}),
    };
    const rest = { takes: places[axes]!, rank: axes + 1 };
    return layerFunction(define(who.kind, options, rest, config));
  };
}

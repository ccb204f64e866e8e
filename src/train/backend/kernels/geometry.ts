import * as tf from '@tensorflow/tfjs-core';
import { RunError } from '../../../core/errors.js';
import type { Settings } from './kernel.js';

/** Sizes of a two-dimensional convolution or pooling, channels last. */
export interface Geometry {
  readonly batch: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly inChannels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outChannels: number;
  readonly windowHeight: number;
  readonly windowWidth: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly padTop: number;
  readonly padLeft: number;
}

type Shape4 = [number, number, number, number];
type Pad = Parameters<typeof tf.backend_util.computeConv2DInfo>[4];
type Rounding = Parameters<typeof tf.backend_util.computeConv2DInfo>[5];

/**
 * Geometry of a convolution over `[batch, height, width, channels]` with a filter
 * `[height, width, in, out]`. Throws `RunError` for channels first and for dilated kernels, whose
 * gradients do not exist.
 */
export function convGeometry(
  where: string,
  input: readonly number[],
  filter: readonly number[],
  settings: Settings,
  depthwise = false,
): Geometry {
  requireChannelsLast(where, settings.dataFormat);
  requireUndilated(where, settings.dilations);
  const strides = settings.strides as number | [number, number];
  const [pad, rounding] = [settings.pad as Pad, settings.dimRoundingMode as Rounding];
  return geometryOf(
    tf.backend_util.computeConv2DInfo(
      input as Shape4,
      filter as Shape4,
      strides,
      1,
      pad,
      rounding,
      depthwise,
    ),
  );
}

/** Geometry of a pooling over `[batch, height, width, channels]`. */
export function poolGeometry(input: readonly number[], settings: Settings): Geometry {
  const size = settings.filterSize as number | [number, number];
  const strides = settings.strides as number | [number, number];
  const [pad, rounding] = [settings.pad as Pad, settings.dimRoundingMode as Rounding];
  return geometryOf(
    tf.backend_util.computePool2DInfo(input as Shape4, size, strides, 1, pad, rounding),
  );
}

function geometryOf(info: tf.backend_util.Conv2DInfo): Geometry {
  return {
    batch: info.batchSize,
    inHeight: info.inHeight,
    inWidth: info.inWidth,
    inChannels: info.inChannels,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    outChannels: info.outChannels,
    windowHeight: info.filterHeight,
    windowWidth: info.filterWidth,
    strideY: info.strideHeight,
    strideX: info.strideWidth,
    padTop: info.padInfo.top,
    padLeft: info.padInfo.left,
  };
}

function requireChannelsLast(where: string, format: unknown): void {
  if (format === undefined || format === 'NHWC') return;
  throw new RunError(
    `${where}: the wasm backend computes with channels last only (got ${String(format)}, expected NHWC). Transpose the input first.`,
    { code: 'channels-first' },
  );
}

function requireUndilated(where: string, dilations: unknown): void {
  const all = dilations === undefined || dilations === null ? [1] : [dilations].flat();
  if (all.every((d) => d === 1)) return;
  throw new RunError(
    `${where}: gradients of dilated convolutions are not known (got dilations ${all.join(', ')}, expected 1). Train without dilation.`,
    { code: 'dilated-gradient' },
  );
}

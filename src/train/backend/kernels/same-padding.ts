import * as tf from '@tensorflow/tfjs-core';
import type { Inputs, Settings, WasmKernel } from './kernel.js';

type Shape4 = [number, number, number, number];

/**
 * Convolutions with padding `same`. The stock kernels take wrong pixels where a stride is longer than
 * the window along one axis only; with the same padding in numbers they take the right ones.
 */
export const samePadding: WasmKernel = spelledOut('Conv2D', false);

/** The same for a convolution of every channel by itself. */
export const samePaddingDepthwise: WasmKernel = spelledOut('DepthwiseConv2dNative', true);

function spelledOut(name: string, depthwise: boolean): WasmKernel {
  return {
    name,
    because: 'wrong',
    run: (inputs, settings, _backend, stock) =>
      stock(inputs, settings.pad === 'same' ? inNumbers(inputs, settings, depthwise) : settings),
  };
}

function inNumbers({ x, filter }: Inputs, settings: Settings, depthwise: boolean): Settings {
  const info = tf.backend_util.computeConv2DInfo(
    x!.shape as Shape4,
    filter!.shape as Shape4,
    settings.strides as number | [number, number],
    (settings.dilations ?? 1) as number | [number, number],
    'same',
    undefined,
    depthwise,
  );
  const long =
    info.strideHeight > info.effectiveFilterHeight || info.strideWidth > info.effectiveFilterWidth;
  if (!long) return settings;
  const { top, bottom, left, right } = info.padInfo;
  return {
    ...settings,
    pad: [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ],
  };
}

import {
  axisReach,
  type ConvGeometry,
  checkConvGeometry,
  imageSize,
  type Reach,
  type Shape3,
} from './conv-geometry.js';
import { COMPARTMENT_BASES } from './limits.js';
import type { PopType, SynapseGroup, WeightSet } from './model.js';
import { maxIndex, synapseFormat } from './synapse.js';

/** A convolution as population axons: one axon per input pixel, one atom per input channel. */
export interface ConvLayout {
  /** Pixels of the input. */
  readonly nAxons: number;
  readonly weights: WeightSet[];
  readonly axonToWeightMap: Int32Array;
  /** -1 for pixels that no kernel position reaches. */
  readonly axonCompartmentBases: Int32Array;
  /** Source neuron -> axon. */
  readonly compartmentMap: Int32Array;
  /** Source neuron -> atom. */
  readonly compartmentAtoms: Int32Array;
}

/**
 * Lays out a 2-D convolution (or its transpose) as shared population weights. Pixels whose kernel is
 * cut alike share one weight array; where they write is the axon's base (0..255) plus the array's
 * indices, which hold the multiple of 256. The kernel is row-major (rows, cols, in channels,
 * filters) and already scaled; weights are stored as f32.
 */
export function convLayout(geometry: ConvGeometry, kernel: ArrayLike<number>): ConvLayout {
  checkConvGeometry(geometry, kernel.length);
  const { inputShape, outputShape, kernelShape, strides, padding, channelsLast, crop } = geometry;
  const transpose = geometry.transpose ?? false;
  const { rows, cols } = imageSize(inputShape, channelsLast);
  const output = imageSize(outputShape, channelsLast);
  const filters = output.channels;
  const [kernelRows, kernelCols] = kernelShape;
  const down = axisReach(rows, output.rows, kernelRows, strides[0], padding, transpose, crop?.[0]);
  const across = axisReach(
    cols,
    output.cols,
    kernelCols,
    strides[1],
    padding,
    transpose,
    crop?.[1],
  );

  const weights: WeightSet[] = [];
  const sets = new Map<string, number>();
  const axonToWeightMap = new Int32Array(rows * cols);
  const axonCompartmentBases = new Int32Array(rows * cols).fill(-1);
  down.forEach((row, i) => {
    across.forEach((col, j) => {
      if (row.kernel.length === 0 || col.kernel.length === 0) return;
      const pixel = row.first * output.cols + col.first;
      const offset = channelsLast ? pixel * filters : pixel;
      const base = offset % COMPARTMENT_BASES;
      const key = `${row.mask} ${col.mask} ${offset - base}`;
      let set = sets.get(key);
      if (set === undefined) {
        set = weights.length;
        sets.set(key, set);
        weights.push({
          ...cutKernel(geometry, kernel, row, col),
          indices: cutIndices(geometry, row, col, offset - base),
        });
      }
      axonToWeightMap[i * cols + j] = set;
      axonCompartmentBases[i * cols + j] = base;
    });
  });
  return {
    nAxons: rows * cols,
    weights,
    axonToWeightMap,
    axonCompartmentBases,
    ...convSource(inputShape, channelsLast),
  };
}

/** The synapse group of a layout; `popType` 32 unless given. */
export function convSynapse(
  layout: ConvLayout,
  geometry: ConvGeometry,
  popType: PopType = 32,
): SynapseGroup {
  const { nAxons, weights, axonToWeightMap, axonCompartmentBases } = layout;
  return {
    nAxons,
    popType,
    weights,
    axonToWeightMap,
    axonCompartmentBases,
    format: synapseFormat(0, maxIndex(weights)),
    learning: null,
    origin: { kind: 'conv2d', geometry: { ...geometry } },
  };
}

/** Source side of a convolution: neuron -> pixel (axon) and channel (atom). */
export function convSource(
  inputShape: Shape3,
  channelsLast: boolean,
): { readonly compartmentMap: Int32Array; readonly compartmentAtoms: Int32Array } {
  const { rows, cols, channels } = imageSize(inputShape, channelsLast);
  const pixels = rows * cols;
  const compartmentMap = new Int32Array(pixels * channels);
  const compartmentAtoms = new Int32Array(pixels * channels);
  for (let i = 0; i < compartmentMap.length; i++) {
    compartmentMap[i] = channelsLast ? Math.floor(i / channels) : i % pixels;
    compartmentAtoms[i] = channelsLast ? i % channels : Math.floor(i / pixels);
  }
  return { compartmentMap, compartmentAtoms };
}

/** The kept part of the kernel: one row per input channel, columns in target order. */
function cutKernel(
  { kernelShape, channelsLast }: ConvGeometry,
  kernel: ArrayLike<number>,
  down: Reach,
  across: Reach,
): { atoms: number; entries: number; values: Float32Array } {
  const [, kernelCols, channels, filters] = kernelShape;
  const pixels = down.kernel.length * across.kernel.length;
  const entries = pixels * filters;
  const values = new Float32Array(channels * entries);
  const [pixelStep, filterStep] = channelsLast ? [filters, 1] : [1, pixels];
  let pixel = 0;
  for (const row of down.kernel) {
    for (const col of across.kernel) {
      const from = (row * kernelCols + col) * channels * filters;
      for (let channel = 0; channel < channels; channel++) {
        const to = channel * entries + pixel * pixelStep;
        for (let filter = 0; filter < filters; filter++) {
          values[to + filter * filterStep] = kernel[from + channel * filters + filter];
        }
      }
      pixel += 1;
    }
  }
  return { atoms: channels, entries, values };
}

/** Target numbers of the kept part from `indexPart` on, the same row for every atom. */
function cutIndices(
  { outputShape, kernelShape, channelsLast }: ConvGeometry,
  down: Reach,
  across: Reach,
  indexPart: number,
): Int32Array {
  const [, , channels, filters] = kernelShape;
  const { rows, cols } = imageSize(outputShape, channelsLast);
  const pixels = down.kernel.length * across.kernel.length;
  const entries = pixels * filters;
  const indices = new Int32Array(channels * entries);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const row = Math.floor(pixel / across.kernel.length);
    const at = row * cols + (pixel % across.kernel.length);
    for (let filter = 0; filter < filters; filter++) {
      const entry = channelsLast ? pixel * filters + filter : filter * pixels + pixel;
      const target = channelsLast ? at * filters + filter : filter * rows * cols + at;
      indices[entry] = indexPart + target;
    }
  }
  for (let atom = 1; atom < channels; atom++) indices.copyWithin(atom * entries, 0, entries);
  return indices;
}

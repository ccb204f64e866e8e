import type { SynapseGroup } from '../../../compile/chip/model.js';
import { geometryOf, gridOf, type Layer, sameGrid } from './layers.js';
import type { Places } from './planes.js';

/** The kernel window through which an output position of a layer sees a source layer. */
export interface Window {
  readonly kh: number;
  readonly kw: number;
  readonly sy: number;
  readonly sx: number;
  /** Source row and column where the window of output 0 begins. */
  readonly oy: number;
  readonly ox: number;
}

/**
 * The window of a synapse group, or `null` if it has none: a convolution between these very shapes,
 * or dense weights, which see all of their source from one position.
 */
export function windowOf(
  group: SynapseGroup,
  source: Layer,
  { planes }: Places,
  target: Layer,
): Window | null {
  const { h, w } = planes[0]!;
  if (group.origin?.kind === 'dense') {
    if (target.grid.h !== 1 || target.grid.w !== 1) return null;
    return { kh: h, kw: w, sy: 1, sx: 1, oy: 0, ox: 0 };
  }
  const geometry = geometryOf(group);
  if (geometry === null || h !== source.grid.h || w !== source.grid.w) return null;
  const { inputShape, outputShape, channelsLast, kernelShape, strides, padding } = geometry;
  if (!sameGrid(gridOf(inputShape, channelsLast), source.grid)) return null;
  if (!sameGrid(gridOf(outputShape, channelsLast), target.grid)) return null;
  const [kh, kw] = kernelShape;
  const [sy, sx] = strides;
  const same = padding === 'same';
  const oy = same ? -before(source.grid.h, target.grid.h, kh, sy) : 0;
  const ox = same ? -before(source.grid.w, target.grid.w, kw, sx) : 0;
  return { kh, kw, sy, sx, oy, ox };
}

/** Padding before the first row or column; half of what is missing, rounded down. */
function before(size: number, outputs: number, kernel: number, stride: number): number {
  return Math.floor(Math.max((outputs - 1) * stride + kernel - size, 0) / 2);
}

/** Source rows (or columns) inside the source that output `o` sees. */
export function tapsOf(size: number, kernel: number, stride: number, offset: number, o: number) {
  const start = o * stride + offset;
  return Math.max(0, Math.min(start + kernel, size) - Math.max(start, 0));
}

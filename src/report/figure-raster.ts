import type { FigureLayer } from './figure-activity-types.js';
import { type TimeAxis, xOf } from './figure-axis.js';
import { element, short } from './figure-svg.js';
import { ACTIVITY, SPIKE } from './figure-theme.js';

/** Neurons a panel shows at most: fewer rows would waste paper, more would touch each other. */
const MOST_ROWS = 24;

/** Height of the strip of spike counts, as a share of the panel. */
const STRIP = 0.24;

/** The drawn spikes of a layer, and how many of how many active neurons are among them. */
export interface Raster {
  readonly svg: string;
  readonly shown: number;
  readonly active: number;
}

/**
 * Draws the spikes of a layer as upright ticks, time to the right, one row per neuron with the lowest index on
 * top. Neurons that never spike are left out, and of the others an even sample is taken in index order. A
 * strip at the bottom shows how many of all given spikes fall into each timestep; its peak fills the strip.
 */
export function drawRaster(
  layer: FigureLayer,
  axis: TimeAxis,
  top: number,
  height: number,
): Raster {
  const { step, neuron } = layer.spikes;
  const active = [...new Set(Array.from(neuron))].sort((a, b) => a - b);
  const rows = sampleEvenly(active, MOST_ROWS);
  const rowOf = new Map(rows.map((index, row) => [index, row]));
  const rasterHeight = (1 - STRIP) * height - 4;
  const pitch = rasterHeight / Math.max(rows.length, MOST_ROWS / 2);
  const first = top + (rasterHeight - pitch * rows.length) / 2;
  let d = '';
  for (let i = 0; i < step.length; i++) {
    const row = rowOf.get(neuron[i]!);
    if (row === undefined) continue;
    const y = first + pitch * (row + 0.05);
    d += `M${short(xOf(axis, step[i]! + 0.5))} ${short(y)}v${short(0.9 * pitch)}`;
  }
  const tickWidth = Math.max(0.7, Math.min(2.6, 0.6 * (xOf(axis, 1) - xOf(axis, 0))));
  const svg =
    d === '' ? '' : element('path', { d, stroke: SPIKE, 'stroke-width': tickWidth, fill: 'none' });
  const strip = drawCounts(step, axis, top + height, STRIP * height);
  return { svg: strip + svg, shown: rows.length, active: active.length };
}

/** Spikes per timestep as a filled staircase that stands on `bottom`. */
function drawCounts(
  step: ArrayLike<number>,
  axis: TimeAxis,
  bottom: number,
  height: number,
): string {
  const counts = new Float64Array(axis.steps);
  for (let i = 0; i < step.length; i++) counts[step[i]!]! += 1;
  const peak = counts.reduce((most, count) => Math.max(most, count), 0);
  if (peak === 0) return '';
  let d = `M${short(axis.left)} ${short(bottom)}`;
  counts.forEach((count, at) => {
    d += `V${short(bottom - (height * count) / peak)}H${short(xOf(axis, at + 1))}`;
  });
  return element('path', { d: `${d}V${short(bottom)}Z`, fill: ACTIVITY });
}

function sampleEvenly(values: readonly number[], most: number): number[] {
  if (values.length <= most) return [...values];
  return Array.from(
    { length: most },
    (_, i) => values[Math.floor(((i + 0.5) * values.length) / most)]!,
  );
}

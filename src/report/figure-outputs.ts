import type { FigureOutputs, FigurePicture } from './figure-activity-types.js';
import { roundTicks, type TimeAxis, tickText, xOf } from './figure-axis.js';
import { element, short } from './figure-svg.js';
import { drawText, fitText } from './figure-text.js';
import { INK, lineStyle, RULE, SOFT_INK } from './figure-theme.js';

/** Room for a name in the legend, in pixels. */
export const WIDEST_NAME = 164;

/**
 * Draws every output as a line over time, with ticks on the left and a legend on the right. While a picture is
 * presented, the line of its answer is bold; a dot marks the step at which the answer is read.
 */
export function drawOutputs(
  outputs: FigureOutputs,
  pictures: readonly FigurePicture[],
  axis: TimeAxis,
  top: number,
  height: number,
): string {
  const yOf = valueScale(outputs, top, height);
  const thin = outputs.names.map((_, n) =>
    drawLine(outputs, n, 0, outputs.steps, axis, yOf, { 'stroke-width': 1.1, opacity: 0.8 }),
  );
  const bold = pictures.map(({ answer, fromStep, toStep }) => {
    const line = drawLine(outputs, answer, fromStep, toStep, axis, yOf, { 'stroke-width': 2.6 });
    return line + drawDot(outputs, answer, toStep - 1, axis, yOf);
  });
  return [
    drawTicks(axis, top, height, yOf),
    ...thin,
    ...bold,
    drawLegend(outputs.names, axis.right + 20, top, height),
  ].join('\n');
}

interface ValueScale {
  (value: number): number;
  readonly ticks: readonly number[];
}

/** Pixel of a value; the range of all values fills the panel with some air. */
function valueScale({ values }: FigureOutputs, top: number, height: number): ValueScale {
  let [low, high] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]!)) continue;
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  if (low === high) high = low + 1;
  const air = 0.06 * (high - low);
  const [bottom, span] = [low - air, high - low + 2 * air];
  const scale = (value: number) => top + height - (height * (value - bottom)) / span;
  return Object.assign(scale, { ticks: roundTicks(low, high, 5) });
}

function drawLine(
  { names, values }: FigureOutputs,
  n: number,
  from: number,
  to: number,
  axis: TimeAxis,
  yOf: ValueScale,
  look: Readonly<Record<string, number>>,
): string {
  let d = '';
  let pen = 'M';
  for (let step = from; step < to; step++) {
    const value = values[step * names.length + n]!;
    if (Number.isFinite(value)) d += `${pen}${short(xOf(axis, step + 0.5))} ${short(yOf(value))}`;
    pen = Number.isFinite(value) ? 'L' : 'M';
  }
  if (d === '') return '';
  return element('path', { d, fill: 'none', 'stroke-linejoin': 'round', ...lineStyle(n), ...look });
}

function drawDot(
  { names, values }: FigureOutputs,
  n: number,
  step: number,
  axis: TimeAxis,
  yOf: ValueScale,
): string {
  const value = values[step * names.length + n]!;
  if (!Number.isFinite(value)) return '';
  return element('circle', {
    cx: xOf(axis, step + 0.5),
    cy: yOf(value),
    r: 4,
    fill: lineStyle(n).stroke,
    stroke: '#ffffff',
    'stroke-width': 1.4,
  });
}

function drawTicks(axis: TimeAxis, top: number, height: number, yOf: ValueScale): string {
  const inside = yOf.ticks.filter((tick) => yOf(tick) > top + 2 && yOf(tick) < top + height - 2);
  return inside
    .map((tick) => {
      const y = yOf(tick);
      const line = element('line', {
        x1: axis.left,
        x2: axis.right,
        y1: y,
        y2: y,
        stroke: tick === 0 ? SOFT_INK : RULE,
        'stroke-width': tick === 0 ? 0.9 : 0.7,
      });
      const style = { size: 7.5, colour: SOFT_INK, anchor: 'end' } as const;
      return line + drawText(axis.left - 9, y + 3.7, tickText(tick), style);
    })
    .join('\n');
}

function drawLegend(names: readonly string[], left: number, top: number, height: number): string {
  const pitch = Math.min(22, height / names.length);
  const first = top + (height - pitch * names.length) / 2 + pitch / 2;
  return names
    .map((name, n) => {
      const y = first + pitch * n;
      const swatch = element('line', {
        x1: left,
        x2: left + 20,
        y1: y,
        y2: y,
        'stroke-width': 3.2,
        ...lineStyle(n),
      });
      return swatch + drawText(left + 29, y + 4.2, fitText(name, WIDEST_NAME), { colour: INK });
    })
    .join('\n');
}

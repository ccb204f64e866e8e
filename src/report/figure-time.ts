import { roundTicks, type TimeAxis, tickText, xOf } from './figure-axis.js';
import { element } from './figure-svg.js';
import { drawText } from './figure-text.js';
import { INK, SOFT_INK } from './figure-theme.js';

/** Draws the time axis of all panels at `top`: a line with ticks and the words "time in ms". */
export function drawTimeTicks(axis: TimeAxis, top: number): string {
  const ticks = roundTicks(0, 1000 * axis.dt * axis.steps, 10).map((ms) => {
    const x = xOf(axis, ms / (1000 * axis.dt));
    const mark = { x1: x, x2: x, y1: top, y2: top + 5, stroke: SOFT_INK };
    const style = { size: 7.5, colour: SOFT_INK, anchor: 'middle' } as const;
    return element('line', mark) + drawText(x, top + 19, tickText(ms), style);
  });
  const ends = { x1: axis.left, x2: axis.right, y1: top, y2: top, stroke: SOFT_INK };
  const name = drawText((axis.left + axis.right) / 2, top + 38, 'time in ms', {
    colour: INK,
    anchor: 'middle',
  });
  return [element('line', ends), ...ticks, name].join('\n');
}

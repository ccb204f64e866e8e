import type { FigurePicture } from './figure-activity-types.js';
import { type TimeAxis, xOf } from './figure-axis.js';
import { element, short } from './figure-svg.js';
import { drawText, fitText, textWidth } from './figure-text.js';
import { INK, RIGHT, WRONG } from './figure-theme.js';

/** Height of the row of answers, in pixels. */
export const ANSWERS_HEIGHT = 50;

/** Writes each picture's answer below its time, with a tick, or with a cross and what it should have been. */
export function drawAnswers(
  pictures: readonly FigurePicture[],
  names: readonly string[],
  axis: TimeAxis,
  top: number,
): string {
  const narrowest = Math.min(
    ...pictures.map(({ fromStep, toStep }) => xOf(axis, toStep) - xOf(axis, fromStep)),
  );
  const size = Math.max(6, Math.min(15, narrowest / 4));
  return pictures
    .map(({ fromStep, toStep, answer, label }) => {
      const middle = xOf(axis, (fromStep + toStep) / 2);
      const room = narrowest * 0.92 - 1.5 * size;
      const name = fitText(names[answer] ?? String(answer), room, size);
      const width = textWidth(name, size) + 1.5 * size;
      const colour = answer === label ? RIGHT : WRONG;
      const text = drawText(middle - width / 2, top + 26, name, { size, bold: true, colour: INK });
      const mark = drawMark(answer === label, middle + width / 2 - size, top + 26 - size, size);
      if (answer === label) return text + mark;
      const small = Math.max(5.5, 0.58 * size);
      const wanted = fitText(`is ${names[label] ?? label}`, narrowest * 0.92, small);
      const style = { size: small, colour, anchor: 'middle' } as const;
      return text + mark + drawText(middle, top + 43, wanted, style);
    })
    .join('\n');
}

/** A tick or a cross in a square of the given size. */
function drawMark(right: boolean, x: number, y: number, size: number): string {
  return element('path', {
    'aria-label': right ? 'right' : 'wrong',
    d: right ? 'M0 0.55L0.36 0.9L1 0.12' : 'M0.1 0.1L0.9 0.9M0.9 0.1L0.1 0.9',
    transform: `translate(${short(x)} ${short(y)}) scale(${short(size)})`,
    fill: 'none',
    stroke: right ? RIGHT : WRONG,
    'stroke-width': 0.18,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
  });
}

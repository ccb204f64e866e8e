import type { FigurePicture } from './figure-activity-types.js';
import { type TimeAxis, xOf } from './figure-axis.js';
import { element, short } from './figure-svg.js';

/** Grey levels besides black; more cannot be told apart at this size. */
const LEVELS = 24;

/** Height the row of pictures needs, in pixels, when each fits into its time and into `most`. */
export function picturesHeight(
  pictures: readonly FigurePicture[],
  axis: TimeAxis,
  most: number,
): number {
  const heights = pictures.map((picture) => picture.rows * pixelSize(picture, axis, most));
  return Math.max(24, ...heights);
}

/** Draws every picture above the time it was presented, `height` pixels high at most. */
export function drawPictures(
  pictures: readonly FigurePicture[],
  axis: TimeAxis,
  top: number,
  height: number,
): string {
  const white = pictures.reduce((peak, { pixels }) => Math.max(peak, greatest(pixels)), 0);
  const drawn = pictures.map((picture) => {
    const left = xOf(axis, picture.fromStep);
    const width = xOf(axis, picture.toStep) - left;
    const pixel = pixelSize(picture, axis, height);
    const x = left + (width - pixel * picture.cols) / 2;
    const y = top + (height - pixel * picture.rows) / 2;
    return element(
      'g',
      {
        transform: `translate(${short(x)} ${short(y)}) scale(${pixel.toFixed(4)})`,
        'shape-rendering': 'crispEdges',
      },
      drawPixels(picture, white),
    );
  });
  return drawn.join('\n');
}

function pixelSize(picture: FigurePicture, axis: TimeAxis, height: number): number {
  const width = xOf(axis, picture.toStep) - xOf(axis, picture.fromStep);
  return Math.min((0.86 * width) / picture.cols, height / picture.rows);
}

/** One path per grey level, one rectangle per run of equal pixels in a row. */
function drawPixels({ pixels, rows, cols }: FigurePicture, white: number): string {
  const runs = new Map<number, string>();
  const level = (i: number) => (white > 0 ? Math.round((LEVELS * pixels[i]!) / white) : 0);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < cols; ) {
      const start = column;
      const grey = level(row * cols + start);
      while (column < cols && level(row * cols + column) === grey) column++;
      const run = `M${start} ${row}h${column - start}v1h${start - column}z`;
      if (grey > 0) runs.set(grey, (runs.get(grey) ?? '') + run);
    }
  }
  const paper = element('rect', { width: cols, height: rows, fill: '#10151f' });
  return paper + [...runs].map(([grey, d]) => element('path', { d, fill: shade(grey) })).join('');
}

function shade(grey: number): string {
  const share = Math.max(0, Math.min(1, grey / LEVELS));
  const [red, green, blue] = [16, 21, 31].map((dark) => Math.round(dark + (255 - dark) * share));
  return `rgb(${red},${green},${blue})`;
}

function greatest(values: ArrayLike<number>): number {
  let peak = 0;
  for (let i = 0; i < values.length; i++) peak = Math.max(peak, values[i]!);
  return peak;
}

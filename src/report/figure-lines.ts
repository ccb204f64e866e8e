import type { Rows } from '../core/chunk.js';
import { RxspikeError } from '../core/errors.js';
import type { TimeAxis } from './figure-axis.js';
import { drawOutputs, WIDEST_NAME } from './figure-outputs.js';
import { element, escapeXml } from './figure-svg.js';
import { drawText, fitText, textWidth } from './figure-text.js';
import { RULE, SOFT_INK } from './figure-theme.js';
import { drawTimeTicks } from './figure-time.js';

/** A value over time. */
export interface FigureLine {
  readonly name: string;
  /** One value per timestep; gaps where it is not finite. */
  readonly values: Rows | readonly number[];
}

/** What `lineFigureSvg` draws. */
export interface LineFigure {
  readonly title: string;
  /** What the reader should know, one line below the title; default nothing. */
  readonly about?: string;
  /** Seconds per timestep. */
  readonly dt: number;
  /** At least one; all of the same length. */
  readonly lines: readonly FigureLine[];
}

const WIDTH = 1280;
const LEFT = 84;
const TOP = 84;
const PANEL = 340;
const HEIGHT = TOP + PANEL + 58;

/**
 * Draws values over time as lines in one panel with a legend, as an SVG of 1280 x 482 pixels that needs no
 * fonts and no other files.
 *
 * @throws RxspikeError without lines or timesteps, or if lines differ in length
 *
 * @example
 * await writeFigure('out/wave.svg', lineFigureSvg({ title: 'a wave', dt: 0.001, lines: [{ name: 'x', values }] }));
 */
export function lineFigureSvg(figure: LineFigure): string {
  const { title, about = '', dt, lines } = figure;
  const steps = checkedSteps(figure);
  const legend = Math.max(...lines.map(({ name }) => textWidth(name)));
  const right = WIDTH - 76 - Math.min(WIDEST_NAME, legend);
  const axis: TimeAxis = { left: LEFT, right, steps, dt };
  const outputs = {
    names: lines.map(({ name }) => name),
    steps,
    values: interleaved(lines, steps),
  };
  const frame = { x: LEFT, y: TOP, width: right - LEFT, height: PANEL, fill: 'none', stroke: RULE };
  const body = [
    element('title', {}, escapeXml(title)),
    element('rect', { width: WIDTH, height: HEIGHT, fill: '#ffffff' }),
    drawText(28, 42, fitText(title, WIDTH - 56, 14), { size: 14, bold: true }),
    drawText(28, 66, fitText(about, WIDTH - 56), { colour: SOFT_INK }),
    element('rect', frame),
    drawOutputs(outputs, [], axis, TOP, PANEL),
    drawTimeTicks(axis, TOP + PANEL + 8),
  ];
  const size = { width: WIDTH, height: HEIGHT, viewBox: `0 0 ${WIDTH} ${HEIGHT}` };
  const root = { xmlns: 'http://www.w3.org/2000/svg', ...size, role: 'img' };
  return `${element('svg', root, `\n${body.join('\n')}\n`)}\n`;
}

/** Row per timestep, column per line. */
function interleaved(lines: readonly FigureLine[], steps: number): Float64Array {
  const values = new Float64Array(steps * lines.length);
  for (const [n, line] of lines.entries()) {
    for (let s = 0; s < steps; s++) values[s * lines.length + n] = line.values[s]!;
  }
  return values;
}

function checkedSteps({ dt, lines }: LineFigure): number {
  if (!(dt > 0)) refuse(`dt is ${dt}, expected seconds above 0.`);
  const steps = lines[0]?.values.length ?? 0;
  if (steps === 0) refuse('there is nothing to draw. Give at least one line with values.');
  for (const { name, values } of lines) {
    if (values.length === steps) continue;
    const first = `"${lines[0]!.name}" has ${steps}`;
    refuse(`line "${name}" has ${values.length} values, ${first}. Give one per timestep.`);
  }
  return steps;
}

function refuse(what: string): never {
  throw new RxspikeError(`figure: ${what}`, { code: 'bad-figure' });
}

import type { ActivityFigure, FigureLayer } from './figure-activity-types.js';
import { ANSWERS_HEIGHT, drawAnswers } from './figure-answers.js';
import { type TimeAxis, xOf } from './figure-axis.js';
import { checkFigure } from './figure-check.js';
import { drawOutputs, WIDEST_NAME } from './figure-outputs.js';
import { drawPictures, picturesHeight } from './figure-pictures.js';
import { drawRaster } from './figure-raster.js';
import { element, escapeXml, short } from './figure-svg.js';
import { drawText, fitText, textWidth } from './figure-text.js';
import { BAND, RULE, SOFT_INK, WRONG_BAND } from './figure-theme.js';
import { drawTimeTicks } from './figure-time.js';

const WIDTH = 1280;
const LEFT = 168;
const PICTURES_TOP = 92;
const HIGHEST_PICTURE = 84;
const LAYER_HEIGHT = 112;
const GAP = 16;
const LAYER_PITCH = LAYER_HEIGHT + GAP;

/**
 * Draws a run of a picture classifier as one SVG: on top the pictures over time, below them a panel of spikes per
 * layer, then the outputs as lines, and under each picture the answer with right or wrong. 1280 pixels wide;
 * needs no fonts and no other files.
 *
 * @throws RxspikeError if columns, steps or names do not fit together.
 */
export function activityFigureSvg(figure: ActivityFigure): string {
  checkFigure(figure);
  const layout = layOut(figure);
  const { axis, pictureHeight, layersTop, answersTop, axisTop, height } = layout;
  const body = [
    element('title', {}, escapeXml(figure.title)),
    element('rect', { width: WIDTH, height, fill: '#ffffff' }),
    drawHeading(figure),
    drawBands(figure, layout),
    drawLabel('input', [], PICTURES_TOP + pictureHeight / 2),
    drawPictures(figure.pictures, axis, PICTURES_TOP, pictureHeight),
    ...figure.layers.map((layer, i) => drawLayer(layer, axis, layersTop + i * LAYER_PITCH)),
    drawOutputPanel(figure, layout),
    drawLabel('answer', [], answersTop + 20),
    drawAnswers(figure.pictures, figure.outputs.names, axis, answersTop),
    drawTimeTicks(axis, axisTop),
  ];
  const size = { width: WIDTH, height, viewBox: `0 0 ${WIDTH} ${height}` };
  const root = { xmlns: 'http://www.w3.org/2000/svg', ...size, role: 'img' };
  return `${element('svg', root, `\n${body.join('\n')}\n`)}\n`;
}

/** Where everything stands, in pixels from the top; what is drawn first stands highest. */
function layOut({ dt, pictures, layers, outputs }: ActivityFigure) {
  const legend = Math.max(...outputs.names.map((name) => textWidth(name)));
  const right = WIDTH - Math.max(96, 76 + Math.min(WIDEST_NAME, legend));
  const axis: TimeAxis = { left: LEFT, right, steps: outputs.steps, dt };
  const pictureHeight = picturesHeight(pictures, axis, HIGHEST_PICTURE);
  const layersTop = PICTURES_TOP + pictureHeight + GAP;
  const outputsTop = layersTop + layers.length * LAYER_PITCH;
  const outputsHeight = Math.max(240, 15 * outputs.names.length);
  const answersTop = outputsTop + outputsHeight + 4;
  const axisTop = answersTop + ANSWERS_HEIGHT + 4;
  const height = Math.round(axisTop + 50);
  return { axis, pictureHeight, layersTop, outputsTop, outputsHeight, answersTop, axisTop, height };
}

type Layout = ReturnType<typeof layOut>;

function drawHeading({ title, dt, pictures, outputs }: ActivityFigure): string {
  const right = pictures.filter(({ label, answer }) => label === answer).length;
  const facts = [
    `${outputs.steps} steps of ${short(1000 * dt)} ms`,
    pictures.length === 0 ? 'no pictures' : `${right} of ${pictures.length} pictures right`,
    'ticks: spikes of some neurons, blue: spikes of all',
    'answers are read at the dots',
  ];
  return (
    drawText(28, 42, fitText(title, WIDTH - 56, 14), { size: 14, bold: true }) +
    drawText(28, 66, facts.join('  \u00b7  '), { colour: SOFT_INK })
  );
}

/** Shades every other picture's time through all panels, and the outputs where the answer was wrong. */
function drawBands({ pictures }: ActivityFigure, { axis, outputsTop, axisTop }: Layout): string {
  const bottom = axisTop - 4;
  const band = (i: number, y: number, fill: string) => {
    const x = xOf(axis, pictures[i]!.fromStep);
    const width = xOf(axis, pictures[i]!.toStep) - x;
    return element('rect', { x, y, width, height: bottom - y, fill });
  };
  return pictures
    .map(({ label, answer }, i) => {
      const plain = i % 2 === 0 ? band(i, PICTURES_TOP - 8, BAND) : '';
      return label === answer ? plain : plain + band(i, outputsTop, WRONG_BAND);
    })
    .join('\n');
}

function drawLayer(layer: FigureLayer, axis: TimeAxis, top: number): string {
  const raster = drawRaster(layer, axis, top + 3, LAYER_HEIGHT - 6);
  const facts = [`${grouped(layer.neurons)} neurons`];
  if (layer.rateHz !== undefined)
    facts.push(`mean ${short(Math.round(layer.rateHz * 10) / 10)} Hz`);
  if (raster.shown < raster.active)
    facts.push(`${raster.shown} of ${grouped(raster.active)} active`);
  else if (raster.active < layer.neurons) facts.push(`${grouped(raster.active)} active`);
  const body =
    drawFrame(axis, top, LAYER_HEIGHT) +
    drawLabel(layer.name, facts, top + LAYER_HEIGHT / 2) +
    raster.svg;
  return element('g', { class: 'layer' }, body);
}

function drawOutputPanel({ outputs, pictures }: ActivityFigure, layout: Layout): string {
  const { axis, outputsTop: top, outputsHeight: height } = layout;
  const body =
    drawFrame(axis, top, height) +
    drawLabel('outputs', [], top + height / 2) +
    drawOutputs(outputs, pictures, axis, top, height);
  return element('g', { class: 'outputs' }, body);
}

/** A name and facts about it in the left margin, the block centred at `middle`. */
function drawLabel(name: string, facts: readonly string[], middle: number): string {
  const right = LEFT - 44;
  const first = middle + 4.5 - (facts.length * 18) / 2;
  const heading = drawText(right, first, fitText(name, right - 16, 9.5), {
    size: 9.5,
    bold: true,
    anchor: 'end',
  });
  const lines = facts.map((fact, i) => {
    const style = { size: 7.5, colour: SOFT_INK, anchor: 'end' } as const;
    return drawText(right, first + 18 * (i + 1), fitText(fact, right - 16, 7.5), style);
  });
  return heading + lines.join('');
}

function drawFrame({ left, right }: TimeAxis, top: number, height: number): string {
  const width = right - left;
  return element('rect', { x: left, y: top, width, height, fill: 'none', stroke: RULE });
}

/** A count with thin groups of three digits: 12 345. */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ' ');
}

import { Resvg } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import { RxspikeError } from '../../src/core/errors.js';
import { activityFigureSvg } from '../../src/report/figure-activity.js';
import { exampleFigure } from './example-figure.js';

const svg = activityFigureSvg(exampleFigure());
const labels = (text: string) => [...text.matchAll(/aria-label="([^"]*)"/g)].map((m) => m[1]);
const panels = (text: string) => text.match(/<g class="layer">.*?<\/g>/gs) ?? [];
const ticksOf = (panel: string) =>
  panel.match(/<path d="([^"]*)" stroke="#2f4b6e"/)?.[1]?.match(/M/g) ?? [];

/** Renders without system fonts and gives the colour at a point. */
function painter(text: string) {
  const { width, pixels } = new Resvg(text, { font: { loadSystemFonts: false } }).render();
  return (x: number, y: number) => {
    const at = 4 * (Math.round(y) * width + Math.round(x));
    return [...pixels.subarray(at, at + 3)];
  };
}

describe('activityFigureSvg', () => {
  it('is well-formed: a strict XML parser reads it, and refuses it with a tag missing', () => {
    expect(() => new Resvg(svg)).not.toThrow();
    expect(() => new Resvg(svg.replace('</g>', ''))).toThrow();
  });

  it('stays well-formed whatever the names are', () => {
    const nasty = '<a href="x">&amp;\u0000\u0007]]>"\'\ud83d\ude00';
    const { outputs, layers } = exampleFigure();
    const named = exampleFigure({
      title: nasty,
      layers: [{ ...layers[0]!, name: nasty }],
      outputs: { ...outputs, names: [nasty, nasty, ''] },
    });
    expect(() => new Resvg(activityFigureSvg(named))).not.toThrow();
  });

  it('needs neither fonts nor other files', () => {
    expect(svg).not.toMatch(/<text|<image|<style|font|url\(|href/);
  });

  it('has one panel per layer, with its name', () => {
    expect(panels(svg)).toHaveLength(2);
    expect(labels(panels(svg)[0]!)).toContain('conv0');
    expect(labels(panels(svg)[1]!)).toEqual(expect.arrayContaining(['dense0', '5 000 neurons']));
  });

  it('draws every spike of a small layer and a sample of a large one', () => {
    expect(ticksOf(panels(svg)[0]!)).toHaveLength(60);
    const sampled = ticksOf(panels(svg)[1]!).length;
    expect(sampled).toBeGreaterThan(10);
    expect(sampled).toBeLessThan(100);
  });

  it('names every output in the legend and says what was right', () => {
    expect(labels(svg)).toEqual(expect.arrayContaining(['cat', 'dog', 'owl']));
    expect(labels(svg).filter((label) => label === 'right')).toHaveLength(2);
    expect(labels(svg).filter((label) => label === 'wrong')).toHaveLength(1);
    expect(labels(svg)).toContain('is dog');
  });

  it('counts the right answers in the heading', () => {
    expect(labels(svg).some((label) => label!.includes('2 of 3 pictures right'))).toBe(true);
  });

  it('paints white where a pixel is brightest, dark where it is 0, grey between', () => {
    const [, x, y, size] = svg
      .match(/translate\((\S+) (\S+)\) scale\((\S+)\)" shape-rendering/)!
      .map(Number);
    const colour = painter(svg);
    const pixel = (column: number, row: number) =>
      colour(x! + (column + 0.5) * size!, y! + (row + 0.5) * size!)[0]!;
    expect(pixel(0, 0)).toBe(255);
    expect(pixel(1, 0)).toBeLessThan(30);
    expect(Math.abs(pixel(3, 2) - 136)).toBeLessThan(8);
  });

  it('draws a run without pictures, layers or spikes', () => {
    const empty = activityFigureSvg(exampleFigure({ pictures: [], layers: [] }));
    expect(() => new Resvg(empty)).not.toThrow();
    expect(panels(empty)).toHaveLength(0);
    expect(empty).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('leaves gaps where an output is not a number', () => {
    const values = new Float32Array(90).fill(Number.NaN);
    const { outputs } = exampleFigure();
    const gaps = activityFigureSvg(exampleFigure({ outputs: { ...outputs, values } }));
    expect(gaps).not.toMatch(/NaN|Infinity/);
  });

  const { outputs, layers, pictures } = exampleFigure();
  it.each([
    ['values that are too few', { outputs: { ...outputs, steps: 31 } }, /90 values, expected 93/],
    ['a time step of 0', { dt: 0 }, /dt is 0/],
    [
      'a picture after the end',
      { pictures: [{ ...pictures[0]!, toStep: 40 }] },
      /picture 0 is shown in steps \[0, 40\)/,
    ],
    ['an unknown class', { pictures: [{ ...pictures[0]!, answer: 3 }] }, /class 3/],
    ['missing pixels', { pictures: [{ ...pictures[0]!, rows: 4 }] }, /12 pixels, expected 4 x 4/],
    [
      'columns of different length',
      { layers: [{ ...layers[0]!, spikes: { step: [1], neuron: [] } }] },
      /layer "conv0" has 1 steps but 0 neurons/,
    ],
    [
      'a spike after the end',
      { layers: [{ ...layers[0]!, spikes: { step: [30], neuron: [0] } }] },
      /layer "conv0", spike 0: step 30/,
    ],
  ])('refuses %s', (_, changes, message) => {
    const draw = () => activityFigureSvg(exampleFigure(changes));
    expect(draw).toThrow(RxspikeError);
    expect(draw).toThrow(message);
  });
});

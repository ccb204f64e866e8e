import { Resvg } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import { RxspikeError } from '../../src/core/errors.js';
import { lineFigureSvg } from '../../src/report/figure-lines.js';

const steps = 200;
const wave = Float32Array.from({ length: steps }, (_, s) => Math.sin(s / 40));
const level = Array.from({ length: steps }, () => 0.5);
const figure = {
  title: 'a wave and a level',
  about: 'made for the test',
  dt: 0.001,
  lines: [
    { name: 'wave', values: wave },
    { name: 'level', values: level },
  ],
};
const svg = lineFigureSvg(figure);
const labels = [...svg.matchAll(/aria-label="([^"]*)"/g)].map((m) => m[1]);

/** Points of the n-th line, in pixels. */
function points(text: string, n: number): number[][] {
  const lines = [
    ...text.matchAll(/<path d="([^"]*)" fill="none" stroke-linejoin="round" stroke=/g),
  ];
  return lines[n]![1]!.slice(1)
    .split(/[ML]/)
    .map((point) => point.split(' ').map(Number));
}

describe('lineFigureSvg', () => {
  it('is read by a strict XML parser, whatever the names are', () => {
    const name = '<a href="x">&amp;\u0000]]>"';
    const nasty = { ...figure, title: name, about: name, lines: [{ name, values: wave }] };
    expect(() => new Resvg(svg)).not.toThrow();
    expect(() => new Resvg(lineFigureSvg(nasty))).not.toThrow();
    expect(() => new Resvg(svg.replace('</svg>', ''))).toThrow();
  });

  it('says what it shows and names lines and times', () => {
    const words = ['a wave and a level', 'made for the test', 'wave', 'level', '200', 'time in ms'];
    expect(labels).toEqual(expect.arrayContaining(words));
  });

  it('draws one point per timestep, larger values higher, in its own colour', () => {
    const [first, second] = [points(svg, 0), points(svg, 1)];
    expect(first).toHaveLength(steps);
    expect(new Set(second.map(([, y]) => y)).size).toBe(1);
    const [x, y] = first[Math.round(20 * Math.PI)]!;
    expect(y).toBe(Math.min(...first.map(([, other]) => other!)));
    expect(y).toBeLessThan(second[0]![1]!);
    const { width, pixels } = new Resvg(svg).render();
    const at = 4 * (Math.round(y!) * width + Math.round(x!));
    expect(pixels[at + 2]! - pixels[at]!).toBeGreaterThan(60);
  });

  it('leaves a gap where a value is not finite', () => {
    const values = [0, 1, Number.NaN, 1, 0];
    expect(points(lineFigureSvg({ ...figure, lines: [{ name: 'x', values }] }), 0)).toHaveLength(4);
  });

  it('refuses what does not fit together, and says what', () => {
    const refused = (part: object) => () => lineFigureSvg({ ...figure, ...part });
    const uneven = [figure.lines[0]!, { name: 'short', values: [1, 2] }];
    expect(refused({ lines: uneven })).toThrow('line "short" has 2 values, "wave" has 200.');
    expect(refused({ lines: [] })).toThrow('nothing to draw');
    expect(refused({ dt: 0 })).toThrow('dt is 0');
    expect(refused({ dt: 0 })).toThrow(RxspikeError);
  });
});

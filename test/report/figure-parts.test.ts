import { Resvg } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import { roundTicks, tickText, xOf } from '../../src/report/figure-axis.js';
import { drawText, fitText, textWidth } from '../../src/report/figure-text.js';

/** Bounding box of drawn SVG content, by the renderer. */
function boxOf(content: string) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="200">${content}</svg>`;
  return new Resvg(svg, { font: { loadSystemFonts: false } }).getBBox()!;
}

describe('drawText', () => {
  it.each([
    ['start', 100],
    ['middle', 100 - textWidth('Hidden', 28) / 2],
    ['end', 100 - textWidth('Hidden', 28)],
  ] as const)('puts the %s of the text at x', (anchor, left) => {
    const box = boxOf(drawText(100, 100, 'Hidden', { size: 28, anchor }));
    expect(Math.abs(box.x - left)).toBeLessThan(2);
    expect(Math.abs(box.x + box.width - left - textWidth('Hidden', 28))).toBeLessThan(3);
  });

  it('stands on its base line with the height asked for', () => {
    const box = boxOf(drawText(100, 100, 'HIT', { size: 28 }));
    expect(Math.abs(box.y - 72)).toBeLessThan(2);
    expect(Math.abs(box.y + box.height - 100)).toBeLessThan(2);
  });

  it('draws every printable ASCII character differently, and none as the box of an unknown one', () => {
    const path = (text: string) => drawText(0, 0, text).match(/ d="([^"]*)"/)?.[1];
    const printable = Array.from({ length: 0x7e - 0x20 }, (_, i) => String.fromCharCode(0x21 + i));
    expect(printable.filter((letter) => path(letter) === path('\u4e00'))).toEqual([]);
    expect(new Set(printable.map(path)).size).toBe(printable.length);
  });
});

describe('fitText', () => {
  it('keeps a text that fits and cuts one that does not', () => {
    expect(fitText('conv0', 100)).toBe('conv0');
    const cut = fitText('a very long name of a layer', 80);
    expect(cut).toMatch(/^a very.*\u2026$/);
    expect(textWidth(cut)).toBeLessThanOrEqual(80);
  });
});

describe('roundTicks', () => {
  it.each([
    [0, 240, 10, [0, 50, 100, 150, 200]],
    [0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [-7.3, 12.1, 5, [-5, 0, 5, 10]],
    [0, 0.3, 3, [0, 0.1, 0.2, 0.3]],
    [2, 2, 5, [2]],
  ])('from %f to %f, about %i: %j', (low, high, wanted, ticks) => {
    expect(roundTicks(low, high, wanted)).toEqual(ticks);
  });

  it('writes a real minus sign', () => {
    expect(tickText(-5)).toBe('\u22125');
  });
});

describe('xOf', () => {
  it('spreads the timesteps evenly from left to right', () => {
    const axis = { left: 100, right: 300, steps: 50, dt: 0.001 };
    expect([0, 25, 50].map((step) => xOf(axis, step))).toEqual([100, 200, 300]);
  });
});

import { describe, expect, it } from 'vitest';
import { drawnDigits } from '../../../streams/synthetic/digits.js';
import { centreOfMass } from '../../../streams/synthetic/pen.js';

const sample = [...drawnDigits({ count: 300, seed: 11 })];

/** Rows and columns spanned by pixels that are at least half ink. */
function extent(pixels: Uint8Array): { rows: number; columns: number } {
  const inked = [...pixels.keys()].filter((i) => pixels[i]! >= 128);
  const rows = inked.map((i) => Math.floor(i / 28));
  const columns = inked.map((i) => i % 28);
  const span = (values: number[]) => Math.max(...values) - Math.min(...values) + 1;
  return { rows: span(rows), columns: span(columns) };
}

describe('drawnDigits', () => {
  it('draws the same pictures for the same seed', () => {
    expect([...drawnDigits({ count: 300, seed: 11 })]).toEqual(sample);
  });

  it('draws other pictures for another seed', () => {
    const other = [...drawnDigits({ count: 1, seed: 12 })];
    expect(other[0]!.pixels).not.toEqual(sample[0]!.pixels);
  });

  it('draws 100 pictures of 28 x 28 bytes when nothing is asked for', () => {
    const pictures = [...drawnDigits()];
    expect(pictures).toHaveLength(100);
    expect(pictures.every(({ pixels }) => pixels.length === 784)).toBe(true);
  });

  it('shows all ten digits in every ten pictures, in changing order', () => {
    const tens = [0, 10, 20, 290].map((from) =>
      sample.slice(from, from + 10).map(({ label }) => label),
    );
    for (const ten of tens) expect([...ten].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(tens[0]).not.toEqual(tens[1]);
  });

  it('never draws the same picture twice', () => {
    expect(new Set(sample.map(({ pixels }) => pixels.join())).size).toBe(sample.length);
  });

  it('puts the centre of mass in the centre, but for a few tall ones near it', () => {
    const distances = sample.map(({ pixels }) => {
      const { column, row } = centreOfMass(pixels);
      return Math.hypot(column - 13.5, row - 13.5);
    });
    expect(Math.max(...distances)).toBeLessThan(1.5);
    expect(distances.filter((distance) => distance < 0.1).length / 300).toBeGreaterThan(0.9);
  });

  it('fills a box of 20 x 20 in its longer direction', () => {
    for (const { pixels } of sample) {
      const { rows, columns } = extent(pixels);
      expect(Math.max(rows, columns)).toBeGreaterThanOrEqual(18);
      expect(Math.max(rows, columns)).toBeLessThanOrEqual(21);
    }
  });

  it('leaves the border empty and inks the strokes fully', () => {
    for (const { pixels } of sample) {
      const border = pixels.filter((_, i) => i < 28 || i >= 756 || i % 28 === 0 || i % 28 === 27);
      expect(Math.max(...border)).toBe(0);
      expect(Math.max(...pixels)).toBeGreaterThan(230);
    }
  });

  it('uses about as much ink as MNIST, some thin hands and some bold ones', () => {
    const ink = sample.map(({ pixels }) => pixels.reduce((sum, byte) => sum + byte, 0) / 784);
    const mean = ink.reduce((sum, x) => sum + x, 0) / ink.length;
    expect(mean).toBeGreaterThan(25);
    expect(mean).toBeLessThan(38);
    expect(Math.min(...ink)).toBeGreaterThan(6);
    expect(Math.max(...ink)).toBeLessThan(80);
    expect(Math.max(...ink) / Math.min(...ink)).toBeGreaterThan(3);
  });
});

import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/core/random.js';

const draw = (count: number, next: () => number) => Array.from({ length: count }, next);
const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;

describe('seededRandom', () => {
  it('repeats itself for the same seed', () => {
    expect(draw(100, seededRandom(5).normal)).toEqual(draw(100, seededRandom(5).normal));
  });

  it('differs between neighbouring seeds, zero and negative ones included', () => {
    const firsts = draw(2000, () => 0).map((_, i) => seededRandom(i - 1000).uniform());
    expect(new Set(firsts).size).toBe(2000);
    expect(mean(firsts)).toBeGreaterThan(0.47);
    expect(mean(firsts)).toBeLessThan(0.53);
  });

  it('fills [0, 1) evenly', () => {
    const values = draw(100_000, seededRandom(1).uniform);
    expect(values.every((x) => x >= 0 && x < 1)).toBe(true);
    const bins = new Array<number>(10).fill(0);
    for (const x of values) bins[Math.floor(10 * x)]! += 1;
    const chiSquare = bins.reduce((sum, n) => sum + (n - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(27.9); // 0.1 % point for 9 degrees of freedom
  });

  it('draws normals with mean 0, variance 1 and the right tails', () => {
    const values = draw(100_000, seededRandom(2).normal);
    expect(Math.abs(mean(values))).toBeLessThan(0.0125);
    expect(Math.abs(mean(values.map((x) => x * x)) - 1)).toBeLessThan(0.02);
    const beyondTwo = values.filter((x) => Math.abs(x) > 2).length / values.length;
    expect(beyondTwo).toBeGreaterThan(0.0425);
    expect(beyondTwo).toBeLessThan(0.0485);
  });

  it('shuffles in place, every order equally often', () => {
    const random = seededRandom(3);
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = random.shuffle(['a', 'b', 'c']).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });
});

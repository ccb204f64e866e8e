import { lastValueFrom, type Observable, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../../src/core/chunk.js';
import { StreamError } from '../../../src/core/errors.js';
import { brownNoise, filteredNoise } from '../../../streams/synthetic/filtered-noise.js';
import { whiteNoise } from '../../../streams/synthetic/white-noise.js';
import { whiteSignal } from '../../../streams/synthetic/white-signal.js';

const precision = 64;

/** All values of the first chunks, timestep by timestep. */
async function values(source: Observable<Chunk<'u'>>, chunks: number): Promise<number[]> {
  const all = await lastValueFrom(source.pipe(take(chunks), toArray()));
  return all.flatMap(({ data }) => [...data.u]);
}

const mean = (row: readonly number[]) => row.reduce((sum, v) => sum + v, 0) / row.length;
const power = (row: readonly number[]) => mean(row.map((v) => v * v));

const signal = { period: 0.5, high: 40, seed: 3, size: 2, precision } as const;
const sources = {
  whiteNoise: (chunk: number, seed = 4) => whiteNoise('u', { seed, size: 2, chunk, precision }),
  filteredNoise: (chunk: number, seed = 4) =>
    filteredNoise('u', { seed, size: 2, chunk, precision }),
  brownNoise: (chunk: number, seed = 4) => brownNoise('u', { seed, size: 2, chunk, precision }),
  whiteSignal: (chunk: number, seed = 4) => whiteSignal('u', { ...signal, chunk, seed }),
};

describe.each(Object.entries(sources))('%s', (_, make) => {
  it('has the same values in chunks of any size, and for every subscriber', async () => {
    const single = await values(make(1), 24);
    expect(await values(make(3), 8)).toEqual(single);
    const whole = make(24);
    expect(await values(whole, 1)).toEqual(single);
    expect(await values(whole, 1)).toEqual(single);
  });

  it('has others for another seed, and for each of its values', async () => {
    const row = await values(make(50), 1);
    expect(await values(make(50, 5), 1)).not.toEqual(row);
    expect(row.filter((_, i) => i % 2 === 0)).not.toEqual(row.filter((_, i) => i % 2 === 1));
  });

  it('counts its timesteps and lets go when enough are taken', async () => {
    const chunks = await lastValueFrom(make(5).pipe(take(3), toArray()));
    expect(chunks.map(({ t, steps, data }) => [t, steps, data.u.length])).toEqual([
      [0, 5, 10],
      [5, 5, 10],
      [10, 5, 10],
    ]);
  });
});

describe('whiteNoise', () => {
  it('has the mean and the deviation asked for, over the root of dt', async () => {
    const options = { mean: 2, deviation: 3, dt: 0.01, chunk: 20000, precision } as const;
    const row = await values(whiteNoise('u', options), 1);
    expect(mean(row)).toBeCloseTo(20, 0);
    expect(Math.sqrt(power(row) - mean(row) ** 2) / 30).toBeCloseTo(1, 1);
    const plain = await values(whiteNoise('u', { ...options, scale: false }), 1);
    for (const [i, value] of plain.entries()) expect(row[i]! * 0.1).toBeCloseTo(value, 9);
  });
});

describe('noise behind a filter', () => {
  it('is the noise, filtered in the same timestep', async () => {
    const options = { seed: 9, chunk: 60, precision } as const;
    const noise = await values(whiteNoise('u', options), 1);
    const found = await values(filteredNoise('u', options), 1);
    const keep = Math.exp(-0.001 / 0.005);
    let y = 0;
    for (const [n, u] of noise.entries()) {
      y = keep * y + (1 - keep) * u;
      expect(found[n]).toBeCloseTo(y, 9);
    }
  });

  it('is a running sum when brown', async () => {
    const options = { seed: 9, chunk: 60, precision } as const;
    const noise = await values(whiteNoise('u', options), 1);
    let sum = 0;
    for (const [n, value] of (await values(brownNoise('u', options), 1)).entries()) {
      sum += noise[n]! * 0.001;
      expect(value).toBeCloseTo(sum, 9);
    }
  });
});

describe('whiteSignal', () => {
  const steps = 500;

  it('repeats after its period', async () => {
    const row = await values(whiteSignal('u', { ...signal, chunk: 2 * steps }), 1);
    expect(row.slice(2 * steps)).toEqual(row.slice(0, 2 * steps));
  });

  it('has no frequency above the highest, and no mean', async () => {
    const row = await values(whiteSignal('u', { ...signal, size: 1, chunk: steps }), 1);
    const strength = (hz: number) => {
      const part = (wave: (angle: number) => number) =>
        mean(row.map((v, n) => v * wave(2 * Math.PI * hz * n * 0.001)));
      return Math.hypot(part(Math.cos), part(Math.sin));
    };
    expect(strength(0)).toBeLessThan(1e-12);
    for (const hz of [42, 60, 250]) expect(strength(hz)).toBeLessThan(1e-12);
    for (const hz of [2, 20, 40]) expect(strength(hz)).toBeGreaterThan(1e-4);
  });

  it('is as strong as asked for, on average over seeds', async () => {
    const powers = await Promise.all(
      Array.from({ length: 60 }, async (_, seed) =>
        power(await values(whiteSignal('u', { ...signal, seed, rms: 2, chunk: steps }), 1)),
      ),
    );
    expect(Math.sqrt(mean(powers)) / 2).toBeCloseTo(1, 1);
  });

  it('starts where it is closest to y0, each value on its own', async () => {
    const row = await values(whiteSignal('u', { ...signal, y0: 0.3, chunk: steps }), 1);
    for (const column of [0, 1]) {
      const own = row.filter((_, i) => i % 2 === column).map((v) => Math.abs(v - 0.3));
      expect(own[0]).toBe(Math.min(...own));
    }
  });
});

it.each([
  ['whiteNoise: seed is -1, expected a whole number', () => whiteNoise('u', { seed: -1 })],
  ['whiteNoise: deviation is -2, expected a number of', () => whiteNoise('u', { deviation: -2 })],
  ['brownNoise: size is 0, expected a whole number', () => brownNoise('u', { size: 0 })],
  ['filteredNoise: dt is 0, expected seconds above 0.', () => filteredNoise('u', { dt: 0 })],
  [
    'filteredNoise: the numerator has degree 1, the denominator 0.',
    () => filteredNoise('u', { filter: { num: [1, 0], den: [1] } }),
  ],
  [
    'whiteSignal: high is 600, expected Hz from 1 (1 / period) to 500.',
    () => whiteSignal('u', { period: 1, high: 600 }),
  ],
  [
    'whiteSignal: high is 1, expected Hz from 2 (1 / period) to 500.',
    () => whiteSignal('u', { period: 0.5, high: 1 }),
  ],
  ['whiteSignal: rms is 0, expected', () => whiteSignal('u', { period: 1, high: 5, rms: 0 })],
])('%s', (message, make) => {
  expect(make).toThrow(StreamError);
  expect(make).toThrow(message);
});

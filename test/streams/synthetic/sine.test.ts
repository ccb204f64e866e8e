import { lastValueFrom, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { StreamError } from '../../../src/core/errors.js';
import { Network } from '../../../src/network/network.js';
import { scale } from '../../../src/operators/scale.js';
import { run } from '../../../src/run/run.js';
import { type SineOptions, sine } from '../../../streams/synthetic/sine.js';

async function values(count: number, options: SineOptions): Promise<number[]> {
  const chunks = await lastValueFrom(sine('u', options).pipe(take(count), toArray()));
  return chunks.flatMap(({ data }) => [...data.u]);
}

describe('sine', () => {
  it('is a wave of the given frequency, amplitude and phase', async () => {
    const options = { hz: 5, dt: 0.002, amplitude: 3, phase: 0.4, precision: 64 } as const;
    const wave = await values(300, options);
    for (const [n, value] of wave.entries()) {
      expect(value).toBeCloseTo(3 * Math.sin(2 * Math.PI * 5 * 0.002 * n + 0.4), 12);
    }
  });

  it('is 0 at first, largest after a quarter, 0 after a half, of one second at 1 Hz', async () => {
    const wave = await values(1000, { hz: 1 });
    expect(wave[0]).toBe(0);
    expect(wave.indexOf(Math.max(...wave))).toBe(250);
    expect(wave[250]).toBe(1);
    expect(wave[500]).toBeCloseTo(0, 6);
  });

  it('has the same values in chunks of any size', async () => {
    const single = await values(12, { hz: 31 });
    expect(await values(4, { hz: 31, chunk: 3 })).toEqual(single);
    expect(await values(1, { hz: 31, chunk: 12 })).toEqual(single);
  });

  it('counts the timesteps of its chunks', async () => {
    const chunks = await lastValueFrom(sine('u', { hz: 1, chunk: 5 }).pipe(take(3), toArray()));
    expect(chunks.map(({ t, steps }) => [t, steps])).toEqual([
      [0, 5],
      [5, 5],
      [10, 5],
    ]);
    expect(chunks.map(({ data }) => data.u instanceof Float32Array)).toEqual([true, true, true]);
  });

  it('begins at rest for every subscriber and gives arrays of their own', async () => {
    const wave = sine('u', { hz: 2, chunk: 2 });
    const first = await lastValueFrom(wave.pipe(take(2), toArray()));
    expect(await lastValueFrom(wave.pipe(take(2), toArray()))).toEqual(first);
    expect(first[0]!.data.u).not.toBe(first[1]!.data.u);
  });

  it('feeds a network', async () => {
    const net = new Network();
    const y = net.input('u', 1).pipe(scale(2));
    const source = sine('u', { hz: 10, chunk: 20 });
    const chunk = await lastValueFrom(source.pipe(take(1), run(net, { probes: { y } })));
    const wave = await values(20, { hz: 10 });
    expect([...chunk.data.y]).toEqual(wave.map((value) => Math.fround(2 * value)));
  });

  it.each([
    [{ hz: Number.NaN }, 'hz is NaN'],
    [{ hz: 1, dt: 0 }, 'dt is 0, expected seconds above 0'],
    [{ hz: 1, amplitude: Number.POSITIVE_INFINITY }, 'amplitude is Infinity'],
    [{ hz: 1, phase: Number.NaN }, 'phase is NaN'],
    [{ hz: 1, chunk: 0 }, 'chunk is 0, expected a whole number'],
    [{ hz: 1, chunk: 1.5 }, 'chunk is 1.5'],
  ])('refuses %j', (options, sentence) => {
    expect(() => sine('u', options)).toThrow(StreamError);
    expect(() => sine('u', options)).toThrow(sentence);
  });
});

import { from, lastValueFrom, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { StreamError } from '../../../src/core/errors.js';
import { Network } from '../../../src/network/network.js';
import { lowpass } from '../../../src/operators/lowpass.js';
import { scale } from '../../../src/operators/scale.js';
import { runFrom } from '../../../src/run/run.js';
import { ticks } from '../../../streams/synthetic/ticks.js';

const spans = (source: Iterable<{ t: number; steps: number }>) =>
  Array.from(source, ({ t, steps }) => [t, steps]);

describe('ticks', () => {
  it('lets time pass chunk by chunk, the last one shorter', () => {
    expect(spans(ticks(7, 3))).toEqual([
      [0, 3],
      [3, 3],
      [6, 1],
    ]);
    expect(spans(ticks(6, 3))).toEqual([
      [0, 3],
      [3, 3],
    ]);
    expect(spans(ticks(0))).toEqual([]);
  });

  it('begins anew for everyone who takes from it', () => {
    const source = ticks(5, 2);
    expect(spans(source)).toEqual(spans(source));
  });

  it('goes on without end until nobody wants more', async () => {
    const taken = await lastValueFrom(from(ticks(Infinity, 4)).pipe(take(3), toArray()));
    expect(taken).toEqual([0, 4, 8].map((t) => ({ t, steps: 4, data: {} })));
  });

  it('drives a network without inputs', async () => {
    const net = new Network();
    const x = net.constant([3]).pipe(scale(2), lowpass(0.01));
    const last = await lastValueFrom(runFrom(ticks(200), net, { probes: { x } }));
    expect([last.t, last.steps]).toEqual([100, 100]);
    expect(last.data.x.at(-1)).toBeCloseTo(6, 5);
  });

  it.each([
    [-1, 1, 'steps is -1'],
    [1.5, 1, 'steps is 1.5'],
    [Number.NaN, 1, 'steps is NaN'],
    [1, 0, 'chunk is 0'],
    [1, Number.POSITIVE_INFINITY, 'chunk is Infinity'],
  ])('refuses %d steps in chunks of %d', (steps, chunk, sentence) => {
    expect(() => ticks(steps, chunk)).toThrow(StreamError);
    expect(() => ticks(steps, chunk)).toThrow(sentence);
  });
});

import { from, lastValueFrom, NEVER, Observable, of, startWith, take, tap, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { emulator } from '../../../src/chip/emulator.js';
import type { Chunk } from '../../../src/core/chunk.js';
import { Network } from '../../../src/network/network.js';
import { type PacedChunk, pace, paceFrom } from '../../../src/run/clock/pace.js';
import { run, runFrom } from '../../../src/run/run.js';
import { chunkOf } from '../../../src/testing/case.js';
import { busy, busyInput } from '../../../src/testing/networks.js';

/** An input `x` of one value, with timesteps of 2 ms. */
function network(): Network {
  const net = new Network({ dt: 0.002 });
  net.input('x', 1);
  return net;
}

/** The numbers 1 to `count` as chunks of these sizes. */
function counting(sizes: readonly number[]): Chunk[] {
  let t = 0;
  return sizes.map((size) => {
    t += size;
    return chunkOf(
      'x',
      Array.from({ length: size }, (_, s) => t - size + s + 1),
      t - size,
    );
  });
}

const all = (paced: Observable<PacedChunk>) => lastValueFrom(paced.pipe(toArray()));
const values = (chunks: readonly PacedChunk[]) => chunks.flatMap(({ data }) => [...data.x!]);
const oneTo = (n: number) => Array.from({ length: n }, (_, k) => k + 1);

/** Keeps the thread busy for some timesteps. */
const block = (ms: number) => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};

describe('a paced source', () => {
  it('plays every timestep once, in order, however it was cut', async () => {
    const paced = await all(from(counting([3, 1, 20, 7])).pipe(pace(network())));
    expect(values(paced)).toEqual(oneTo(31));
    let t = 0;
    for (const { t: first, steps } of paced) {
      expect(first).toBe(t);
      t += steps;
    }
    expect(paced.at(-1)).toMatchObject({ lost: 0, idle: 0, dropped: 0 });
  });

  it.each([
    ['silence' as const, [1, 2, 0, 0, 0, 0]],
    ['hold' as const, [1, 2, 2, 2, 2, 2]],
  ])('plays %s when there is no input', async (idle, expected) => {
    const source = NEVER.pipe(startWith(...counting([2])));
    const paced = await all(source.pipe(pace(network(), { idle }), take(6)));
    expect(values(paced).slice(0, 6)).toEqual(expected);
    const last = paced.at(-1)!;
    expect(last.idle).toBe(last.t + last.steps - 2);
  });

  it.each([
    ['drop-oldest' as const, [7, 8, 9], 6],
    ['drop-newest' as const, [1, 2, 3], 6],
    ['latest' as const, [9], 8],
  ])(
    'keeps what its policy says of input that comes too fast (%s)',
    async (overflow, kept, lost) => {
      const source = from(counting([9]));
      const paced = await all(source.pipe(pace(network(), { overflow, ahead: 3 })));
      expect(values(paced)).toEqual(kept);
      expect(paced.at(-1)!.lost).toBe(lost);
    },
  );

  it('refuses input that comes too fast when nothing may be lost', async () => {
    await expect(all(from(counting([9])).pipe(pace(network(), { ahead: 3 })))).rejects.toThrow(
      'input is 9 timesteps ahead of the clock (limit 3).',
    );
  });

  it('refuses a chunk that lacks an input, or rows of it, or a limit that is none', async () => {
    const given = (chunk: Chunk) => all(of(chunk).pipe(pace(network())));
    await expect(given({ t: 0, steps: 1, data: {} })).rejects.toThrow('input "x" is missing');
    await expect(given({ t: 0, steps: 2, data: { x: Float32Array.of(1) } })).rejects.toThrow(
      'has 1 values, expected 2 timesteps x 1 = 2',
    );
    const none = all(of(...counting([1])).pipe(pace(network(), { ahead: 0 })));
    await expect(none).rejects.toThrow('clock: ahead is 0');
  });

  it('passes on the error of its source', async () => {
    const broken = new Observable<Chunk>((subscriber) => subscriber.error(new Error('no camera')));
    await expect(all(broken.pipe(pace(network())))).rejects.toThrow('no camera');
  });

  it.each(['catch-up', 'drop'] as const)(
    'accounts for every tick when the host is slow (%s)',
    async (late) => {
      const slow = from(counting([100])).pipe(
        pace(network(), { late }),
        tap(() => block(9)),
      );
      const paced = await all(slow);
      const last = paced.at(-1)!;
      expect(values(paced)).toEqual(oneTo(100));
      expect(last.late).toBeGreaterThan(0);
      expect(last.dropped).toBe(late === 'drop' ? last.late : 0);
    },
  );
});

describe('a paced source that can wait', () => {
  it('is pulled when its timesteps are due', async () => {
    const pulled: number[] = [];
    function* source() {
      for (const chunk of counting([4, 4, 4])) {
        pulled.push(chunk.t);
        yield chunk;
      }
    }
    const paced = await all(paceFrom(source(), network()));
    expect(values(paced)).toEqual(oneTo(12));
    expect(pulled).toEqual([0, 4, 8]);
  });

  it('skips the timesteps of ticks that are dropped', async () => {
    const paced = await all(
      paceFrom(counting([100]), network(), { late: 'drop' }).pipe(tap(() => block(9))),
    );
    for (const { tick, data } of paced) expect([...data.x!]).toEqual([tick + 1]);
    const last = paced.at(-1)!;
    expect(values(paced).length + last.dropped).toBe(last.tick + 1);
    expect(last.dropped).toBeGreaterThan(0);
  });

  it('is let go once, when the subscriber leaves', async () => {
    let returned = 0;
    const source: Iterable<Chunk> = {
      [Symbol.iterator]: () => ({
        next: () => ({ done: false, value: counting([1])[0]! }),
        return() {
          returned += 1;
          return { done: true, value: undefined };
        },
      }),
    };
    await all(paceFrom(source, network()).pipe(take(3)));
    expect(returned).toBe(1);
  });
});

describe('a network in real time', () => {
  it('gives what it gives when nobody keeps time', async () => {
    const { network: net, probes } = busy();
    const chunks = [chunkOf('u', busyInput(80))];
    const rows = (out: readonly Chunk[]) => out.flatMap(({ data }) => [...data.second!]);
    const free = await lastValueFrom(
      runFrom(chunks, net, { probes, on: emulator() }).pipe(toArray()),
    );
    const paced = paceFrom(chunks, net).pipe(run(net, { probes, on: emulator() }), toArray());
    expect(rows(await lastValueFrom(paced))).toEqual(rows(free));
  });
});

import fc from 'fast-check';
import { lastValueFrom, type Observable, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/compile/compile.js';
import type { Program } from '../../../src/compile/program.js';
import type { Chunk } from '../../../src/core/chunk.js';
import { interpreter } from '../../../src/run/device.js';
import { type RunChunk, runFrom } from '../../../src/run/run.js';
import type { ManyChunk, ManyOptions } from '../../../src/run/run-many.js';
import { runMany as runManyHere } from '../../../src/run/run-many.js';
import { learner } from '../../../src/testing/networks.js';
import { echo, same } from '../../support/echo.js';
import { noisy } from '../../support/noisy.js';
import {
  chunkings,
  declare,
  inputChunks,
  placedNetworks,
  type RandomNetwork,
} from '../../support/random-network.js';
import { built, emulator, runMany, watchedDevice } from './built.js';

const collect = <T>(out$: Observable<T>) => lastValueFrom(out$.pipe(toArray()));

/** The chunks of every stream, without its number. */
function byStream(out: readonly ManyChunk[], count: number): RunChunk[][] {
  return Array.from({ length: count }, (_, k) =>
    out.filter(({ stream }) => stream === k).map(({ stream: _k, ...chunk }) => chunk),
  );
}

type Options = ManyOptions & { readonly precompute?: boolean };

/** Plays sources together and one by one, and compares every number. */
async function checkSame(program: Program, sources: Chunk[][], options: Options): Promise<void> {
  const { precompute = false } = options;
  const many = await collect(runMany(program, sources, { on: emulator(), ...options }));
  const alone = await Promise.all(
    sources.map((source) => collect(runFrom(source, program, { on: emulator(), precompute }))),
  );
  expect(byStream(many, sources.length)).toEqual(alone);
}

/** Streams of different input, lengths and chunks; one of them is empty. */
const streamsOf = fc.tuple(
  fc.nat(1000),
  fc.array(fc.integer({ min: 1, max: 40 }).chain(chunkings), { minLength: 2, maxLength: 5 }),
);

function sourcesOf(network: RandomNetwork, [seed, sizes]: [number, number[][]]): Chunk[][] {
  const filled = sizes.map((lengths, k) => inputChunks({ ...network, seed: seed + k }, lengths));
  return [...filled.slice(0, 1), [], ...filled.slice(1)];
}

describe('every stream of many gives what it gives alone', () => {
  it.each([1, 2, 3])('on %i threads', async (threads) => {
    await fc.assert(
      fc.asyncProperty(placedNetworks, streamsOf, async (network, streams) => {
        const { network: net, probes } = declare(network);
        const program = compile(net, { probes });
        await checkSame(program, sourcesOf(network, streams), { threads });
      }),
      { numRuns: 8 },
    );
  });

  it('precomputed', async () => {
    await fc.assert(
      fc.asyncProperty(placedNetworks, streamsOf, async (network, streams) => {
        const { network: net, probes } = declare(network);
        const program = compile(net, { probes });
        fc.pre(program.precomputable);
        const options = { threads: 2, precompute: true };
        await checkSame(program, sourcesOf(network, streams), options);
      }),
      { numRuns: 8 },
    );
  });

  it('with noise on the chip', async () => {
    const [network] = fc.sample(placedNetworks, { numRuns: 1, seed: 3 }) as [RandomNetwork];
    const { network: net, probes } = declare(network);
    const sources = sourcesOf(network, [5, [[20, 20], [31]]]);
    await checkSame(noisy(compile(net, { probes })), sources, { threads: 2 });
  });

  it('while decoders learn, each by itself', async () => {
    const { network, probes } = learner();
    const program = compile(network, { probes });
    const sources = [0.5, -0.8, 0.1].map((value, k) => {
      const x = new Float64Array(60 + k).fill(value);
      return [{ t: 0, steps: 60 + k, data: { x, e: x.map((v) => -v) } }];
    });
    await checkSame(program, sources, { threads: 2 });
  });

  it.each([1, 2, 7])('with more streams than threads, %i at once', async (atOnce) => {
    const { net, probes } = echo();
    const program = compile(net, { probes });
    const sources = Array.from({ length: 7 }, (_, k) => [same(k, 3), same(k + 1, 2)]);
    await checkSame(program, sources, { threads: 2, atOnce });
    const { device, counts } = watchedDevice();
    const out = await collect(runMany(program, sources, { on: device, threads: 2, atOnce }));
    expect(out).toHaveLength(14);
    expect(counts()).toMatchObject({ opened: 7, closed: 7, exited: 2 });
    if (atOnce === 1) expect(out.map(({ stream }) => stream)).toEqual(out.map((_, i) => i >> 1));
  });
});

describe('many streams', () => {
  it('of a network are compiled once, with one report', async () => {
    const net = new built.Network({ precision: 64 });
    const y = net
      .input('x', 1)
      .pipe(built.dense([[3]]), built.lif({ bias: 2 }), built.lowpass(0.01));
    const wave = (k: number) => Float64Array.from({ length: 50 }, (_, t) => Math.sin(t / 5 + k));
    const sources = [0, 1, 2].map((k) => [{ t: 0, steps: 50, data: { x: wave(k) } }]);
    for (const threads of [1, 2]) {
      const reports: unknown[] = [];
      const options = { probes: { y }, on: emulator(), onReport: (r: unknown) => reports.push(r) };
      const many = await collect(runMany(net, sources, { ...options, threads }));
      expect(reports).toHaveLength(1);
      const alone = await collect(
        built.runFrom(sources[2]!, net, { probes: { y }, on: emulator() }),
      );
      expect(byStream(many, 3)[2]).toEqual(alone);
      expect(alone[0]!.data.y.some((value) => value > 0)).toBe(true);
    }
  });

  it('run on the interpreter, and on devices that stay here, in this thread', async () => {
    const { net, probes } = echo();
    const sources = [[same(1, 2)], [same(2, 2)]];
    const { inWorker: _, ...stays } = emulator();
    for (const on of [interpreter(), stays]) {
      const out = await collect(runManyHere(net, sources, { probes, on }));
      const alone = await collect(runFrom(sources[1]!, net, { probes, on }));
      expect(byStream(out, 2)[1]).toEqual(alone);
    }
  });

  it('that are none complete at once', async () => {
    const { net, probes } = echo();
    const program = compile(net, { probes });
    expect(await collect(runMany(program, [], { on: emulator(), threads: 4 }))).toEqual([]);
    const { device, counts } = watchedDevice();
    expect(await collect(runMany(program, [[], []], { on: device, threads: 2 }))).toEqual([]);
    expect(counts()).toMatchObject({ opened: 2, closed: 2, exited: 2, steps: 0 });
  });

  it('begin at rest with every subscription', async () => {
    const { net, probes } = echo();
    const sources = [[same(1, 2)], [same(2, 3)]];
    const out$ = runMany(compile(net, { probes }), sources, { on: emulator(), threads: 2 });
    const first = byStream(await collect(out$), 2);
    expect(byStream(await collect(out$), 2)).toEqual(first);
  });

  it('leave the chunks of the sources as they are, unless these give them away', async () => {
    const { net, probes } = echo();
    const program = compile(net, { probes });
    const whole = new Float64Array([1, 2, 3]);
    const large = new Float64Array([1, 2, 3, 4]);
    const sources = [whole, large.subarray(1)].map((x) => [{ t: 0, steps: 3, data: { x } }]);
    const kept = await collect(runMany(program, sources, { on: emulator(), threads: 2 }));
    expect([...whole, ...large]).toEqual([1, 2, 3, 1, 2, 3, 4]);
    const given = await collect(
      runMany(program, sources, { on: emulator(), threads: 2, give: true }),
    );
    expect([whole.length, ...large]).toEqual([0, 1, 2, 3, 4]);
    expect(byStream(given, 2)).toEqual(byStream(kept, 2));
  });
});

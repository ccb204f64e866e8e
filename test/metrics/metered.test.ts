import fc from 'fast-check';
import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { emulator } from '../../src/chip/emulator.js';
import { compile } from '../../src/compile/compile.js';
import type { Program } from '../../src/compile/program.js';
import type { Chunk } from '../../src/core/chunk.js';
import { openChipMeter } from '../../src/metrics/chip-meter.js';
import { metered } from '../../src/metrics/metered.js';
import { Network } from '../../src/network/network.js';
import { decode } from '../../src/operators/decode.js';
import { dense } from '../../src/operators/dense.js';
import { ensemble } from '../../src/operators/ensemble.js';
import { loihiLif } from '../../src/operators/loihi-lif.js';
import { lowpass } from '../../src/operators/lowpass.js';
import { runFrom } from '../../src/run/run.js';
import { randomRun } from '../chip/random-models.js';
import { chunkings, declare, inputChunks, placedNetworks } from '../support/random-network.js';
import { randomSpikes } from '../support/random-spikes.js';
import { bruteCounts } from './brute-chip.js';
import { inBruteWords, playMetered, replay } from './played.js';

const dataOf = (chunks: readonly Chunk[]) => chunks.map(({ data }) => data);

describe('a metered device counts what is counted from its spikes', () => {
  it('on random programs, however the input is cut', async () => {
    let events = 0;
    const runs = fc.asyncProperty(
      placedNetworks,
      chunkings(30),
      fc.constantFrom('plain' as const, 'wasm' as const),
      async (net, sizes, engine) => {
        const { network, probes } = declare(net);
        const { both: _, filtered: __, ...spikes } = probes;
        // One probe: most populations are read by nobody.
        const [first] = Object.entries(spikes);
        const program = compile(network, { probes: Object.fromEntries([first!]) });
        const chunks = inputChunks(net, sizes);
        const { counts, recorded } = await playMetered(program, emulator({ engine }), chunks);
        const brute = bruteCounts(program.chip, recorded.sent, replay(program, recorded));
        expect(inBruteWords(counts)).toEqual(brute);
        expect([counts.steps, counts.unexplained]).toEqual([30, 0]);
        events += brute.stored.reduce((a, b) => a + b, 0);
      },
    );
    await fc.assert(runs, { numRuns: 60 });
    expect(events, 'the networks are alive').toBeGreaterThan(1000);
  });

  it('changes no answer', async () => {
    const runs = fc.asyncProperty(placedNetworks, async (net) => {
      const { network, probes } = declare(net);
      const program = compile(network, { probes });
      const chunks = inputChunks(net, [12, 13]);
      const bare = await lastValueFrom(
        runFrom(chunks, program, { on: emulator() }).pipe(toArray()),
      );
      const { rows } = await playMetered(program, emulator(), chunks);
      expect(dataOf(rows)).toEqual(dataOf(bare));
    });
    await fc.assert(runs, { numRuns: 20 });
  });

  it('in a worker as here', async () => {
    const { network, probes } = declare(busy);
    const program = compile(network, { probes });
    const chunks = inputChunks(busy, [20, 20]);
    const here = await playMetered(program, emulator(), chunks);
    const there = await playMetered(program, emulator({ worker: true }), chunks);
    expect(there.counts).toEqual(here.counts);
    expect(here.counts.total.spikes.some((n) => n > 0)).toBe(true);
  });

  it('with blocks that belong to no population', async () => {
    const network = new Network({ seed: 3 });
    const a = network.input('x', 1).pipe(ensemble({ neurons: 40, dimensions: 1 }));
    const b = a.pipe(decode(), lowpass(0.005), ensemble({ neurons: 30, dimensions: 1 }));
    const program = compile(network, { probes: { b: b.pipe(decode()) } });
    const blocks = program.populations.flatMap((p) => p.blocks);
    expect(blocks.length).toBeLessThan(program.chip.blocks.length);
    const chunk = { t: 0, steps: 60, data: { x: new Float32Array(60).fill(0.7) } };
    const { counts, recorded, rows } = await playMetered(program, emulator(), [chunk]);
    expect(inBruteWords(counts)).toEqual(
      bruteCounts(program.chip, recorded.sent, replay(program, recorded)),
    );
    expect(counts.unexplained).toBe(0);
    expect(counts.populations).toHaveLength(program.populations.length);
    expect(rows[0]!.data.b).toHaveLength(60);
  });

  it('says so when it took up a state with spikes on their way', async () => {
    const { network, probes } = declare(busy);
    const program = compile(network, { probes });
    const device = metered(emulator());
    const session = await device.open(program);
    const sizes = program.chip.inputs.map(({ nNeurons }) => nNeurons);
    const input = (t: number) => ({
      t,
      steps: 1,
      spikes: sizes.map((size) => ({
        size,
        offsets: Uint32Array.of(0, size),
        indices: Uint32Array.from({ length: size }, (_, i) => i),
      })),
    });
    for (let t = 0; t < 20; t++) await session.step(input(t));
    const state = session.save();
    const again = await device.open(program);
    again.restore(state);
    const { synapticOps } = await again.step(input(20));
    expect(synapticOps).toBeGreaterThan(0);
    expect(device.counts().unexplained).toBe(synapticOps);
    // Once more, from a session that has spikes of its own on their way: those are gone.
    again.restore(state);
    await again.step(input(20));
    expect(device.counts().unexplained).toBe(2 * synapticOps);
    await session.close();
    await again.close();
  });

  it('refuses to tell before anything was played', () => {
    expect(() => metered(emulator()).counts()).toThrow(/emulator: nothing was played yet/);
  });
});

/** A network that spikes a lot. */
const busy = {
  seed: 5,
  precision: 32,
  inputs: [3],
  layers: [
    { neurons: 'lif', size: 6, tau: null, skip: null, loop: null, onChip: false },
    { neurons: 'loihiSpikingRelu', size: 6, tau: null, skip: null, loop: 0.005, onChip: true },
    { neurons: 'loihiSpikingRelu', size: 5, tau: 0.002, skip: 0, loop: null, onChip: true },
  ],
} as const;

describe('a meter on any chip model', () => {
  it('counts as the readable engine adds, shared weights, twins and unused axons included', () => {
    const runs = fc.property(randomRun, ({ model, sent, errors, seed }) => {
      const program = bare(model, seed);
      const meter = openChipMeter(program);
      const spiked = replay(program, { sent, errors: errors.map((batch) => batch ?? undefined) });
      for (let s = 0; s < sent.length; s++) meter.add(1, trains(sent[s]!), trains(spiked[s]!));
      expect(inBruteWords(meter.counts())).toEqual(bruteCounts(model, sent, spiked));
    });
    fc.assert(runs, { numRuns: 100 });
  });

  it('changes only messages when a block is split over cores', async () => {
    const program = (blockShape: number) => {
      const random = randomSpikes([12 * 16 + 16 * 4], 1, 9)[0]![0]!;
      // Weights of one size: all cuts have the same scales.
      const signs = (rows: number, columns: number, size: number) =>
        dense(
          Array.from({ length: rows }, (_, r) =>
            Array.from({ length: columns }, (_, c) =>
              random.includes(r * columns + c) ? size : (2 * (r % 2) - 0.5) * size,
            ),
          ),
        );
      const network = new Network();
      const options = { bias: 1.2, blockShape: { shape: [blockShape], ensembleShape: [16] } };
      const x = network.input('x', 12).pipe(loihiLif({ onChip: false, bias: 1.5 }));
      const hidden = x.pipe(signs(16, 12, 0.001), loihiLif(options));
      const y = hidden.pipe(signs(4, 16, 0.001), loihiLif({ bias: 1.1 }));
      return compile(network, { probes: { y } });
    };
    const chunk = { t: 0, steps: 100, data: { x: new Float32Array(1200).fill(0.3) } };
    const [whole, halves] = await Promise.all(
      [16, 8].map((shape) => playMetered(program(shape), emulator(), [chunk])),
    );
    const sums = ({ counts }: typeof whole & object) => {
      const { spikes, stored, nonZero, messages } = inBruteWords(counts);
      const all = [spikes, stored, nonZero].map((list) => list.reduce((a, b) => a + b, 0));
      return { all, messages, compartments: counts.allocated.reduce((a, b) => a + b, 0) };
    };
    const [one, two] = [sums(whole!), sums(halves!)];
    expect(whole!.counts.cores + 1).toBe(halves!.counts.cores);
    expect(two.all).toEqual(one.all);
    expect(two.compartments).toBe(one.compartments);
    expect(two.messages).toBeGreaterThan(one.messages);
    expect(one.all.every((n) => n > 0)).toBe(true);
  });
});

function trains(lists: readonly (readonly number[])[]) {
  return lists.map((list) => {
    return { size: 0, offsets: Uint32Array.of(0, list.length), indices: Uint32Array.from(list) };
  });
}

/** A program that is nothing but its chip. */
function bare(chip: Program['chip'], seed: number): Program {
  const empty = { inputs: [], populations: [], ports: [], decoders: [], readouts: [], errors: [] };
  const report = { cores: chip.blocks.length, blocks: [], crossings: [], shapes: [], warnings: [] };
  const host = { dt: chip.dt, nodes: [] };
  const rest = { probes: [], precomputable: false, meta: {}, precision: 32 as const };
  return { dt: chip.dt, chip, host, ...empty, ...rest, seed, report };
}

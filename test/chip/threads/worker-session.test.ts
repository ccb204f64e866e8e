import type { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type EmulatorOptions, emulator } from '../../../src/chip/emulator.js';
import { compile } from '../../../src/compile/compile.js';
import type { Program } from '../../../src/compile/program.js';
import { DeviceError } from '../../../src/core/errors.js';
import type { Session } from '../../../src/run/device.js';
import { busy, learner } from '../../../src/testing/networks.js';
import { playPieces, programOf, trainOf } from '../../../src/testing/session-play.js';
import { chunkings, declare, placedNetworks } from '../../support/random-network.js';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A session in a worker that is closed after its test, and the worker. */
async function start(program: Program, options: EmulatorOptions = {}) {
  let worker: Worker | undefined;
  const take = (one: Worker): void => {
    worker = one;
  };
  process.once('worker', take);
  const opening = emulator({ worker: true, ...options }).open(program) as Promise<Session>;
  const session = await opening.finally(() => process.off('worker', take));
  open.push(async () => session.close());
  return { session, worker: worker! };
}

/** That many timesteps in which the first neuron of every input spikes. */
const nudge = (program: Program, steps: number, t = 0) => ({
  t,
  steps,
  spikes: program.chip.inputs.map(({ nNeurons }) =>
    trainOf(
      nNeurons,
      Array.from({ length: steps }, () => [0]),
    ),
  ),
});

describe('a session in a worker', () => {
  it('gives what the session gives here, however it is cut and however small its rings are', async () => {
    const steps = 40;
    const rings = fc.integer({ min: 1, max: 5 });
    await fc.assert(
      fc.asyncProperty(
        placedNetworks,
        chunkings(steps),
        rings,
        async (network, sizes, ringSteps) => {
          const { network: declared, layers, probes } = declare(network);
          const voltage = layers.at(-1)!.state('voltage');
          const program = compile(declared, { probes: { ...probes, voltage } });
          const here = emulator().open(program) as Session;
          const { session } = await start(program, { worker: { ringSteps } });
          const there = await playPieces(session, program, 0, sizes);
          expect(there).toEqual(await playPieces(here, program, 0, sizes));
          await session.close();
        },
      ),
      { numRuns: 12 },
    );
  });

  it('gives the types and the operations that the session gives here', async () => {
    const program = programOf(busy());
    const { session } = await start(program);
    const input = nudge(program, 20);
    expect(await session.step(input)).toEqual((emulator().open(program) as Session).step(input));
  });

  it('gives the same when it keeps the thread to look for its answers', async () => {
    const program = programOf(busy());
    const { session } = await start(program, { worker: { spinUs: 500 } });
    const here = emulator().open(program) as Session;
    const sizes = [1, 1, 1, 30, 1, 1];
    const there = await playPieces(session, program, 0, sizes);
    expect(there).toEqual(await playPieces(here, program, 0, sizes));
  });

  it('plays on several threads of its own', async () => {
    const program = programOf(busy());
    const { session } = await start(program, { engine: 'wasm', threads: 2 });
    const here = emulator().open(program) as Session;
    const there = await playPieces(session, program, 0, [30, 1, 9]);
    expect(there).toEqual(await playPieces(here, program, 0, [30, 1, 9]));
  });

  it('passes on what it is warned of, before the timesteps are there', async () => {
    const program = programOf(learner());
    const listen = async (options: EmulatorOptions): Promise<unknown[]> => {
      const warnings: unknown[] = [];
      const device = emulator({ ...options, onWarning: (warning) => warnings.push(warning) });
      const session = await device.open(program);
      for (const t of [0, 1, 2]) {
        const errors = program.errors.map(({ block, synapse }) => ({ block, synapse, e: [2] }));
        await session.step({ ...nudge(program, 1, t), errors });
        warnings.push(`step ${t} played`);
      }
      await session.close();
      return warnings;
    };
    const there = await listen({ worker: true });
    expect(there).toEqual(await listen({}));
    expect(there.length).toBeGreaterThan(3);
  });

  it('refuses a timestep that no ring can take, and goes on', async () => {
    const program = programOf(busy());
    const { session } = await start(program, { worker: { ringSteps: 1 } });
    const { nNeurons } = program.chip.inputs[0]!;
    const many = trainOf(nNeurons, [[0], Array.from({ length: 5000 }, () => 0)]);
    const refused = session.step({ t: 0, steps: 2, spikes: [many] });
    await expect(refused).rejects.toThrow(/takes \d+ words, the ring to the worker holds \d+/);
    const here = emulator().open(program) as Session;
    expect(await session.step(nudge(program, 5))).toEqual(here.step(nudge(program, 5)));
  });

  it('is over when a timestep fails, and says why it did', async () => {
    const program = programOf(learner());
    const { session } = await start(program);
    const errors = program.errors.map(({ block, synapse }) => ({ block, synapse, e: [1, 2, 3] }));
    const input = { ...nudge(program, 1), errors };
    const told = await (async () => (emulator().open(program) as Session).step(input))().catch(
      (error: unknown) => error as DeviceError,
    );
    expect(told).toBeInstanceOf(DeviceError);
    const { message: sentence } = told as DeviceError;
    expect(sentence).toContain('got 3 numbers');
    await expect(session.step(input)).rejects.toEqual(told);
    await expect(session.step(nudge(program, 1))).rejects.toThrow(sentence);
    expect(() => session.save()).toThrow(sentence);
  });

  it('says so when its worker is ended from outside', async () => {
    const program = programOf(busy());
    const { session, worker } = await start(program);
    const endless = session.step(nudge(program, 500_000));
    void worker.terminate();
    await expect(endless).rejects.toThrow(
      "emulator: the chip's worker was ended, the session is over. Open it again.",
    );
    await expect(session.step(nudge(program, 1))).rejects.toThrow('was ended');
  });

  it('does not leave a step waiting when it is closed', async () => {
    const program = programOf(busy());
    const { session } = await start(program);
    const endless = session.step(nudge(program, 500_000));
    await Promise.all([
      session.close(),
      expect(endless).rejects.toThrow('emulator: the session was closed'),
    ]);
  });

  it('refuses a second call while timesteps are played', async () => {
    const program = programOf(busy());
    const { session } = await start(program);
    const first = session.step(nudge(program, 2000));
    await expect(session.step(nudge(program, 1))).rejects.toThrow('timesteps are being played');
    expect(() => session.save()).toThrow('Wait for their promise');
    expect((await first).spikes.length).toBe(program.populations.length);
  });

  it('says why it cannot open', async () => {
    const program = programOf(busy());
    const chip = { ...program.chip, probes: [{ ...program.chip.probes[0]!, reindexing: [99] }] };
    const broken = { ...program, chip } as unknown as Program;
    await expect(start(broken)).rejects.toThrow(/probe|reindexing/);
  });

  it('refuses to look for its answers for less than no time', () => {
    expect(() => emulator({ worker: { spinUs: -1 } })).toThrow('emulator: spinUs is -1');
  });

  it.each([0, -1, 1.5])('refuses rings for %d timesteps', (ringSteps) => {
    expect(() => emulator({ worker: { ringSteps } })).toThrow(
      `emulator: ringSteps is ${ringSteps}, expected a whole number of timesteps of at least 1.`,
    );
  });
});

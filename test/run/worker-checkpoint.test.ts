import { lastValueFrom, of, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { emulator } from '../../src/chip/emulator.js';
import type { Chunk } from '../../src/core/chunk.js';
import type { Device } from '../../src/run/device.js';
import type { RunCheckpoint } from '../../src/run/keeper.js';
import { run, runFrom } from '../../src/run/run.js';
import { chunkOf } from '../../src/testing/case.js';
import { busy, busyInput } from '../../src/testing/networks.js';

const { network, probes } = busy();
const rows = busyInput(50);
const cut = (from: number): Chunk[] => [
  chunkOf('u', rows.slice(from, 30), from),
  chunkOf('u', rows.slice(30), 30),
];
const inWorker = () => emulator({ worker: true });

/** A run of the input, with a checkpoint in the middle of its first chunk. */
async function kept(on: Device) {
  const taken: RunCheckpoint[] = [];
  const checkpoints = { at: of(17), take: (one: RunCheckpoint) => void taken.push(one) };
  const whole = runFrom(cut(0), network, { probes, on, checkpoints });
  const out = await lastValueFrom(whole.pipe(toArray()));
  return { out, bytes: taken[0]!.bytes, t: taken[0]!.t };
}

describe('a run on a chip in its own thread', () => {
  it('is what it is on a chip here', async () => {
    const here = await lastValueFrom(
      runFrom(cut(0), network, { probes, on: emulator() }).pipe(toArray()),
    );
    const there = await lastValueFrom(
      of(...cut(0)).pipe(run(network, { probes, on: inWorker() }), toArray()),
    );
    expect(there).toEqual(here);
  });

  it('is kept in the middle of a chunk, and gone on with here or there', async () => {
    const [here, there] = [await kept(emulator()), await kept(inWorker())];
    expect([there.t, there.bytes]).toEqual([17, here.bytes]);
    for (const on of [emulator(), inWorker()]) {
      const rest = runFrom(cut(17), network, { probes, on, from: there.bytes });
      const out = await lastValueFrom(rest.pipe(toArray()));
      expect(out[1]!.data).toEqual(here.out[1]!.data);
    }
  });
});

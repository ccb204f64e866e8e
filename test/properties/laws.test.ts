import fc from 'fast-check';
import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { emulator } from '../../src/chip/emulator.js';
import type { Chunk } from '../../src/core/chunk.js';
import { type Device, type Interpreter, interpreter } from '../../src/run/device.js';
import { run } from '../../src/run/run.js';
import { play } from '../support/play.js';
import {
  chunkings,
  declare,
  inputChunks,
  placedNetworks,
  type RandomNetwork,
  randomNetworks,
} from '../support/random-network.js';

const steps = 40;
const numRuns = 60;

interface Place {
  readonly name: string;
  readonly on: () => Device | Interpreter;
  readonly networks: fc.Arbitrary<RandomNetwork>;
}

const places: Place[] = [
  { name: 'interpreter', on: () => interpreter(), networks: randomNetworks },
  { name: 'placed interpreter', on: () => interpreter({ placed: true }), networks: placedNetworks },
  { name: 'emulator', on: () => emulator(), networks: placedNetworks },
];

const playAll = (
  network: RandomNetwork,
  sizes: readonly number[],
  on: Place['on'],
  poison = false,
) => {
  const { network: net, probes } = declare(network);
  return play(net, inputChunks(network, sizes), { probes, on: on(), poison });
};

describe.each(places)('random networks on the $name', ({ on, networks }) => {
  it('give the same numbers however the input is cut into chunks', async () => {
    await fc.assert(
      fc.asyncProperty(networks, chunkings(steps), async (network, sizes) => {
        expect(await playAll(network, sizes, on)).toEqual(await playAll(network, [steps], on));
      }),
      { numRuns },
    );
  });

  it('start at rest for every subscription', async () => {
    await fc.assert(
      fc.asyncProperty(networks, async (network) => {
        const { network: net, probes } = declare(network);
        const chunks = inputChunks(network, [steps]);
        const first = await play(net, chunks, { probes, on: on() });
        expect(await play(net, chunks, { probes, on: on() })).toEqual(first);
      }),
      { numRuns: numRuns / 2 },
    );
  });

  it('keep no vector longer than it is lent', async () => {
    await fc.assert(
      fc.asyncProperty(networks, chunkings(steps), async (network, sizes) => {
        const played = await playAll(network, sizes, on, true);
        expect(played).toEqual(await playAll(network, sizes, on));
        expect(Object.values(played).flat().some(Number.isNaN)).toBe(false);
      }),
      { numRuns },
    );
  });

  it('are silent once the subscriber has left', async () => {
    await fc.assert(
      fc.property(networks, chunkings(steps), fc.nat(8), (network, sizes, leaveAfter) => {
        const { network: net, probes } = declare(network);
        const source$ = new Subject<Chunk>();
        let seen = 0;
        const subscription = source$.pipe(run(net, { probes, on: on() })).subscribe(() => seen++);
        const chunks = inputChunks(network, sizes);
        for (const chunk of chunks.slice(0, leaveAfter)) source$.next(chunk);
        subscription.unsubscribe();
        subscription.unsubscribe();
        expect(source$.observed).toBe(false);
        for (const chunk of chunks.slice(leaveAfter)) source$.next(chunk);
        expect(seen).toBe(Math.min(leaveAfter, chunks.length));
      }),
      { numRuns: numRuns / 2 },
    );
  });

  it('do something: most of them spike', async () => {
    const spiking = await Promise.all(
      fc.sample(networks, { numRuns: 20, seed: 1 }).map(async (network) => {
        const played = await playAll(network, [steps], on);
        return Object.entries(played).some(
          ([name, values]) => name.startsWith('layer') && values.some((value) => value > 0),
        );
      }),
    );
    expect(spiking.filter(Boolean).length).toBeGreaterThan(15);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emulator } from '../../src/chip/emulator.js';
import { compile } from '../../src/compile/compile.js';
import { Network } from '../../src/network/network.js';
import { dense } from '../../src/operators/dense.js';
import { lif } from '../../src/operators/lif.js';
import { lowpass } from '../../src/operators/lowpass.js';
import { sum } from '../../src/operators/sum.js';
import type { Device } from '../../src/run/device.js';
import { chunkOf, play } from '../support/play.js';
import { chunkings, declare, inputChunks, placedNetworks } from '../support/random-network.js';

const steps = 40;

/** The emulator, and the numbers of timesteps it was asked for at once. */
function counted(): { device: Device; calls: number[] } {
  const calls: number[] = [];
  const device: Device = {
    ...emulator(),
    open: async (program) => {
      const session = await emulator().open(program);
      return {
        ...session,
        step: (input) => {
          calls.push(input.steps);
          return session.step(input);
        },
      };
    },
  };
  return { device, calls };
}

describe('a run with precompute', () => {
  it('gives the same numbers as in lockstep, however the input is cut', async () => {
    await fc.assert(
      fc.asyncProperty(placedNetworks, chunkings(steps), async (description, sizes) => {
        const { network, probes } = declare(description);
        fc.pre(compile(network, { probes }).precomputable);
        const chunks = () => inputChunks(description, sizes);
        const lockstep = await play(network, chunks(), { probes, on: emulator() });
        const ahead = await play(network, chunks(), {
          ...{ probes, on: emulator(), precompute: true, poison: true },
        });
        expect(ahead).toEqual(lockstep);
      }),
      { numRuns: 60 },
    );
  });

  it('asks the device for a whole chunk at once', async () => {
    const net = new Network();
    const y = net.input('x', 1).pipe(dense([[2]]), lif(), lowpass(0.01), sum());
    const { device, calls } = counted();
    const chunks = [chunkOf('x', [1, 1, 1]), chunkOf('x', [1, 1], 3)];
    await play(net, chunks, { probes: { y }, on: device, precompute: true });
    expect(calls).toEqual([3, 2]);
  });

  it('is refused where the chip hears of its own output', async () => {
    const net = new Network();
    const a = net.input('x', 1).pipe(dense([[2]]), lif());
    const b = a.pipe(lowpass(0.01), lif({ onChip: false }), dense([[1]]), lif());
    const played = play(net, [chunkOf('x', [1])], {
      ...{ probes: { b }, on: emulator(), precompute: true },
    });
    await expect(played).rejects.toThrow(
      'run: precompute was asked for, but what feeds the chip depends on what the chip sends (or ' +
        'the chip learns). Leave precompute out; the network runs in lockstep.',
    );
  });
});

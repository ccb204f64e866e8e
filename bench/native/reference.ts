import type { Program } from 'rxspike';
import { openBoard } from 'rxspike/chip';
import { addSpikes, hashText, spikeHash } from '../emulator/hash.js';
import type { HostSpikes } from '../emulator/input.js';

/** Hash of all spikes, and weights added, in the first timesteps on the plain engine. */
export function reference({ chip, populations }: Program, spikes: HostSpikes, timesteps: number) {
  const board = openBoard(chip, { engine: 'plain' });
  const hash = spikeHash();
  let synapticOps = 0;
  for (let t = 0; t < timesteps; t++) {
    const row = t % spikes.period;
    for (const [i, { offsets, indices }] of spikes.trains.entries()) {
      board.send(i, indices.subarray(offsets[row], offsets[row + 1]));
    }
    board.step();
    synapticOps += board.synapticOps;
    const trains = populations.map(({ blocks, tiles, size }) => {
      const neurons = blocks.flatMap((b, k) => {
        const list = board.spikes(b);
        return Array.from({ length: list.count }, (_, i) => tiles[k]![list.indices[i]!]!);
      });
      const offsets = Uint32Array.of(0, neurons.length);
      return { size, offsets, indices: Uint32Array.from(neurons) };
    });
    addSpikes(hash, t, { spikes: trains });
  }
  return { name: 'plain', hash: hashText(hash), synapticOps };
}

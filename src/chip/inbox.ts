import type { Population } from '../compile/population.js';
import type { SpikeTrain } from '../core/chunk.js';
import type { ChipBoard } from './chip-board.js';

/** Gathers the spikes of one population from its blocks, in the population's own numbering. */
export interface Inbox {
  /** Starts a new train of so many timesteps. */
  begin(steps: number): void;
  /** Adds what spiked in the board's last step, as timestep `s` of the train. */
  collect(s: number): void;
  /** The train collected; lent until the next `begin`. */
  train(): SpikeTrain;
}

/** Opens the way from the blocks of a population to the host. */
export function openInbox(
  { size, blocks, tiles }: Population,
  board: Pick<ChipBoard, 'spikes'>,
): Inbox {
  let offsets = new Uint32Array(2);
  let indices = new Uint32Array(size);
  let count = 0;
  const collect = (s: number): void => {
    const from = count;
    if (count + size > indices.length) indices = grow(indices, count + size);
    for (const [b, block] of blocks.entries()) {
      const spikes = board.spikes(block);
      const tile = tiles[b];
      for (let i = 0; i < spikes.count; i++) indices[count++] = tile[spikes.indices[i]];
    }
    // Tiles interleave in the population's numbering; trains are ascending.
    if (blocks.length > 1) indices.subarray(from, count).sort();
    offsets[s + 1] = count;
  };
  return {
    begin(steps) {
      count = 0;
      if (offsets.length !== steps + 1) offsets = new Uint32Array(steps + 1);
    },
    collect,
    train: () => ({ size, offsets, indices: indices.subarray(0, count) }),
  };
}

function grow(indices: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * length);
  larger.set(indices);
  return larger;
}

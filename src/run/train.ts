import type { SpikeTrain } from '../core/chunk.js';

/** A spike train that is filled timestep by timestep; its arrays are reused. */
export interface OpenTrain {
  /** Starts a train of so many timesteps. */
  begin(steps: number): void;
  /** Adds the spikes of timestep `s`; timesteps come in order. */
  add(s: number, indices: Uint32Array): void;
  /** The train; lent until the next `begin`. */
  spikes(): SpikeTrain;
}

/** Opens a train of `size` neurons. */
export function openTrain(size: number): OpenTrain {
  let offsets = new Uint32Array(2);
  let all = new Uint32Array(Math.max(size, 16));
  let count = 0;
  return {
    begin(steps) {
      count = 0;
      if (offsets.length !== steps + 1) offsets = new Uint32Array(steps + 1);
    },
    add(s, indices) {
      if (count + indices.length > all.length) {
        const larger = new Uint32Array(2 * (count + indices.length));
        larger.set(all);
        all = larger;
      }
      all.set(indices, count);
      count += indices.length;
      offsets[s + 1] = count;
    },
    spikes: () => ({ size, offsets, indices: all.subarray(0, count) }),
  };
}

import type { Port } from '../compile/program.js';
import type { SpikeTrain } from '../core/chunk.js';
import type { Vector } from '../core/vector.js';
import { openScan } from '../kernels/wasm/scan.js';

/** Turns the vector of a sending node into the spikes that cross to the chip. */
export interface Outbox {
  readonly node: number;
  /** The spikes of one timestep; lent until the next call. */
  collect(values: Vector): SpikeTrain;
}

/**
 * Opens the way from a host node to a chip input. A neuron that spiked several times in a timestep
 * counts once, except on inputs whose spikes are counted (value * dt of them).
 */
export function openOutbox({ node, size, repeat }: Port, dt: number): Outbox {
  let indices = new Uint32Array(size);
  const offsets = new Uint32Array(2);
  const scan = openScan(size);
  const collectOnce = (values: Vector): number => scan(values, indices);
  const collectAll = (values: Vector): number => {
    let count = 0;
    for (let i = 0; i < size; i++) {
      const spikes = Math.round(values[i]! * dt);
      if (count + spikes > indices.length) indices = grow(indices, count + spikes);
      for (let k = 0; k < spikes; k++) indices[count++] = i;
    }
    return count;
  };
  const collectInto = repeat === 'counts' ? collectAll : collectOnce;
  return {
    node,
    collect(values) {
      offsets[1] = collectInto(values);
      return { size, offsets, indices: indices.subarray(0, offsets[1]) };
    },
  };
}

function grow(indices: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * length);
  larger.set(indices);
  return larger;
}

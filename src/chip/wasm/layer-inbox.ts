import type { Population } from '../../compile/population.js';
import type { SpikeTrain } from '../../core/chunk.js';
import type { Inbox } from '../inbox.js';
import type { WasmBoard } from './wasm-board.js';

/**
 * Opens the way of a population whose neurons are a layer of the kernels: its spikes leave in the
 * population's own numbers and order. `fallback` serves once a plain board has taken over.
 */
export function openLayerInbox(
  { size }: Population,
  layer: number,
  board: Pick<WasmBoard, 'layerSpikes'>,
  fallback: Inbox,
): Inbox {
  let offsets = new Uint32Array(2);
  let indices = new Uint32Array(Math.max(size, 16));
  let count = 0;
  const begin = (steps: number): void => {
    count = 0;
    if (offsets.length !== steps + 1) offsets = new Uint32Array(steps + 1);
    fallback.begin(steps);
  };
  const append = (spikes: Uint32Array, s: number): void => {
    if (count + spikes.length > indices.length) {
      const larger = new Uint32Array(2 * (count + spikes.length));
      larger.set(indices.subarray(0, count));
      indices = larger;
    }
    indices.set(spikes, count);
    count += spikes.length;
    offsets[s + 1] = count;
  };
  const train = (): SpikeTrain => ({ size, offsets, indices: indices.subarray(0, count) });
  return {
    begin,
    collect: (s) => {
      const spikes = board.layerSpikes(layer);
      if (spikes !== null) return append(spikes, s);
      const before = fallback.train().indices.length;
      fallback.collect(s);
      append(fallback.train().indices.subarray(before), s);
    },
    train,
  };
}

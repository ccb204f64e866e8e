import type { ChipModel } from '../../compile/chip/model.js';
import type { SpikeList } from '../core.js';
import type { Engine } from './engine.js';
import { type Areas, ownersOf } from './plan/regions.js';

/** The registers and spikes of the blocks, copied out of the kernels' memory. */
export interface Readings {
  /** Copies a register of a block; lent until it is read again. 0 where there is none. */
  register(block: number, key: 'u' | 'v' | 'r' | 'q'): Int32Array;
  /** Writes a register of a block. */
  write(block: number, key: 'u' | 'v' | 'r' | 'q', values: Int32Array): void;
  /** Ascending neurons of a layer that spiked in step `t`; lent until the next call. */
  layerSpikes(layer: number, t: number): Uint32Array;
  /** Compartments of a block that spiked in step `t`; lent. */
  spikes(block: number, t: number): SpikeList;
  /** Forgets the lists of spikes, because what they were made from has changed. */
  forget(): void;
  /** Layer of every block, and the neuron of every compartment. */
  readonly layerOf: Int32Array;
  readonly tileOf: readonly Int32Array[];
}

interface OpenList {
  indices: Int32Array;
  count: number;
  /** Step of the list; lists of one layer are made together. */
  t: number;
}

/** Opens the way from the memory of an engine to the blocks of its model. */
export function openReadings(engine: Engine, model: ChipModel): Readings {
  const { plan, image, words, kernels, numbers } = engine;
  const n = model.blocks.length;
  const layerOf = new Int32Array(n);
  const tileOf: Int32Array[] = Array.from({ length: n });
  for (const [l, { blocks, tiles }] of plan.layers.entries()) {
    for (const [k, b] of blocks.entries()) {
      layerOf[b] = l;
      tileOf[b] = tiles[k]!;
    }
  }
  const owners = plan.layers.map((layer): Pick<Areas, 'blockOf' | 'compartmentOf'> | null =>
    layer.input < 0 ? ownersOf(layer) : null,
  );
  const copies = tileOf.map(({ length }) => ({
    u: new Int32Array(length),
    v: new Int32Array(length),
    r: new Int32Array(length),
    q: new Int32Array(length),
  }));
  const lists = tileOf.map(
    ({ length }): OpenList => ({ indices: new Int32Array(length), count: 0, t: -1 }),
  );
  const ascending = tileOf.map((tile) => tile.every((x, i) => i === 0 || x > tile[i - 1]!));

  const layerSpikes = (layer: number, t: number): Uint32Array => {
    const count = kernels.leave(image.ports[layer]!, t, image.numbers);
    const list = numbers.subarray(0, count);
    return plan.layers[layer]!.grid.channelsLast ? list : list.sort();
  };
  const sortOut = (layer: number, t: number): void => {
    for (const b of plan.layers[layer]!.blocks) {
      lists[b]!.count = 0;
      lists[b]!.t = t;
    }
    const { blockOf, compartmentOf } = owners[layer]!;
    for (const neuron of layerSpikes(layer, t)) {
      const list = lists[blockOf[neuron]!]!;
      list.indices[list.count++] = compartmentOf[neuron]!;
    }
    for (const b of plan.layers[layer]!.blocks) {
      if (!ascending[b]) lists[b]!.indices.subarray(0, lists[b]!.count).sort();
    }
  };
  return {
    layerOf,
    tileOf,
    layerSpikes,
    register: (block, key) => {
      const registers = image.registers[layerOf[block]!]!;
      const copy = copies[block]![key];
      const base = registers[key] / 4;
      if (base === 0) return copy;
      const tile = tileOf[block]!;
      for (let i = 0; i < copy.length; i++) copy[i] = words[base + registers.at[tile[i]!]!]!;
      return copy;
    },
    write: (block, key, values) => {
      const registers = image.registers[layerOf[block]!]!;
      const base = registers[key] / 4;
      if (base === 0) return;
      const tile = tileOf[block]!;
      for (let i = 0; i < values.length; i++) words[base + registers.at[tile[i]!]!] = values[i]!;
    },
    forget: () => {
      for (const list of lists) list.t = -1;
    },
    spikes: (block, t) => {
      if (lists[block]!.t !== t) sortOut(layerOf[block]!, t);
      return lists[block]!;
    },
  };
}

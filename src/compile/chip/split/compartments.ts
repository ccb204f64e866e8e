import type { ChipArray, Compartments } from '../model.js';

/** The compartments of one tile; what is common to the block is copied as it is. */
export function cutCompartments(from: Compartments, tile: Int32Array): Compartments {
  return {
    ...from,
    decayU: pick(from.decayU, tile),
    decayV: pick(from.decayV, tile),
    refractDelay: Int32Array.from(tile, (c) => from.refractDelay[c]),
    vth: pick(from.vth, tile),
    bias: pick(from.bias, tile),
    enableNoise: Uint8Array.from(tile, (c) => from.enableNoise[c]),
  };
}

function pick(values: ChipArray, tile: Int32Array): ChipArray {
  const picked = values.slice(0, tile.length);
  for (let i = 0; i < tile.length; i++) picked[i] = values[tile[i]];
  return picked;
}

import type { ChipOutput } from 'rxspike';

/**
 * Hash of spikes over (timestep, population, neuron), 64 bits in two words. Within a timestep the
 * order does not count (the words of all spikes are added); a spike twice is not a spike once.
 */
export interface SpikeHash {
  low: number;
  high: number;
  /** Spikes so far. */
  spikes: number;
}

/** The hash of nothing. */
export function spikeHash(): SpikeHash {
  return { low: 0, high: 0, spikes: 0 };
}

/** Adds the spikes of one call, which began at timestep `t`. */
export function addSpikes(
  hash: SpikeHash,
  t: number,
  { spikes }: Pick<ChipOutput, 'spikes'>,
): void {
  for (const [population, { offsets, indices }] of spikes.entries()) {
    for (let s = 0; s + 1 < offsets.length; s++) {
      addTimestep(hash, place(t + s, population), indices, offsets[s]!, offsets[s + 1]!);
    }
  }
}

/** The hash as 16 hexadecimal digits. */
export function hashText({ low, high }: SpikeHash): string {
  return [high, low].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

function addTimestep(
  hash: SpikeHash,
  seed: number,
  indices: ArrayLike<number>,
  from: number,
  to: number,
): void {
  let { low, high } = hash;
  for (let i = from; i < to; i++) {
    const word = mix(seed ^ Math.imul(indices[i]! + 1, 0x9e3779b1));
    low = (low + word) | 0;
    high = (high + mix(word ^ Math.imul(seed, 0x85ebca77))) | 0;
  }
  hash.low = low;
  hash.high = high;
  hash.spikes += to - from;
}

/** A word of its own for each timestep of each population. */
function place(t: number, population: number): number {
  return mix(mix(t + 0x165667b1) ^ Math.imul(population + 1, 0xc2b2ae3d));
}

/** Spreads every bit over all 32 (MurmurHash3's finalizer). */
function mix(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

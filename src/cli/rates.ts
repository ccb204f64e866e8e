import type { Chunk } from '../core/chunk.js';
import { layerProbe, type ModelLayer } from './playable.js';

/** How much a layer fired. */
export interface LayerRate {
  readonly layer: string;
  readonly neurons: number;
  /** Mean firing rate in Hz of the neurons that fired during a picture, over all pictures. */
  readonly activeRateHz: number;
  /** Mean share of neurons that fired during a picture; 0 to 1. */
  readonly active: number;
  /** Mean spikes per timestep of the whole layer. */
  readonly spikesPerStep: number;
}

/** Gathers firing rates picture by picture. */
export interface Rates {
  /** Adds the timesteps of one picture; layers are probed as `layer NAME`. */
  add(chunk: Chunk): void;
  means(): LayerRate[];
}

interface Tally {
  readonly layer: ModelLayer;
  readonly counts: Float64Array;
  rate: number;
  active: number;
  spikes: number;
}

/**
 * Opens the gathering of rates. As in the tutorial, outputs are divided by the amplitude, neurons
 * without any output are left out, and what is left is averaged over time, then over neurons.
 */
export function openRates(layers: readonly ModelLayer[], dt: number): Rates {
  const tallies = layers.map((layer): Tally => {
    return { layer, counts: new Float64Array(layer.size), rate: 0, active: 0, spikes: 0 };
  });
  let pictures = 0;
  let timesteps = 0;
  return {
    add(chunk) {
      pictures += 1;
      timesteps += chunk.steps;
      for (const tally of tallies) addPicture(tally, chunk, dt);
    },
    means: () =>
      tallies.map(({ layer, rate, active, spikes }) => ({
        layer: layer.name,
        neurons: layer.size,
        activeRateHz: rate / pictures,
        active: active / pictures,
        spikesPerStep: spikes / timesteps,
      })),
  };
}

function addPicture(tally: Tally, chunk: Chunk, dt: number): void {
  const { layer, counts } = tally;
  const values = chunk.data[layerProbe(layer.name)]!;
  counts.fill(0);
  for (let s = 0; s < chunk.steps; s++) {
    for (let i = 0, at = s * counts.length; i < counts.length; i++, at++) {
      if (values[at] !== 0) counts[i] = counts[i]! + values[at]! / layer.spikeValue;
    }
  }
  let active = 0;
  let spikes = 0;
  for (const count of counts) {
    if (count > 0) active += 1;
    spikes += count;
  }
  tally.active += active / counts.length;
  tally.rate += active === 0 ? 0 : spikes / active / (chunk.steps * dt);
  tally.spikes += spikes;
}

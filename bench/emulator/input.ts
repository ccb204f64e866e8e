import type { ChipInput } from 'rxspike';
import type { Random } from './random.js';

/** Spikes of one input of the chip in consecutive timesteps. */
export type Train = ChipInput['spikes'][number];

/** Spikes that a host would send, for all inputs of a chip; repeated after `period` timesteps. */
export interface HostSpikes {
  readonly period: number;
  /** One train of `period` timesteps per input of the chip. */
  readonly trains: readonly Train[];
}

/** The input of one call: `steps` timesteps from `t` on. */
export function hostInput({ period, trains }: HostSpikes, t: number, steps: number): ChipInput {
  return { t, steps, spikes: trains.map((train) => cut(train, period, t, steps)) };
}

/**
 * The inputs of a run of `steps` timesteps in calls of `chunk`, made beforehand so that a clock does
 * not see it.
 */
export function hostInputs(spikes: HostSpikes, from: number, steps: number, chunk: number) {
  const inputs: ChipInput[] = [];
  for (let t = 0; t < steps; t += chunk) {
    inputs.push(hostInput(spikes, from + t, Math.min(chunk, steps - t)));
  }
  return inputs;
}

function cut({ size, offsets, indices }: Train, period: number, t: number, steps: number): Train {
  const first = t % period;
  if (first + steps <= period) {
    const from = offsets[first]!;
    return {
      size,
      offsets: offsets.slice(first, first + steps + 1).map((offset) => offset - from),
      indices: indices.subarray(from, offsets[first + steps]),
    };
  }
  const parts = Array.from({ length: steps }, (_, s) => {
    const row = (t + s) % period;
    return indices.subarray(offsets[row], offsets[row + 1]);
  });
  return trainOf(size, parts);
}

/** A train from the neurons that spike in each timestep. */
export function trainOf(size: number, rows: readonly ArrayLike<number>[]): Train {
  const offsets = new Uint32Array(rows.length + 1);
  for (const [s, row] of rows.entries()) offsets[s + 1] = offsets[s]! + row.length;
  const indices = new Uint32Array(offsets[rows.length]!);
  for (const [s, row] of rows.entries()) indices.set(row, offsets[s]);
  return { size, offsets, indices };
}

/** Independent spikes: neuron i spikes in timestep t with probability `rate(i, t)`. */
export function randomTrain(
  random: Random,
  size: number,
  period: number,
  rate: (neuron: number, t: number) => number,
): Train {
  const rows = Array.from({ length: period }, (_, t) => {
    const row: number[] = [];
    for (let i = 0; i < size; i++) if (random.uniform() < rate(i, t)) row.push(i);
    return row;
  });
  return trainOf(size, rows);
}

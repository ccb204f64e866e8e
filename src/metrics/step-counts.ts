import { formats } from './chip-reach.js';
import { WAYS } from './placement.js';

/**
 * What happened on a chip in one timestep, or in many added up; one entry per core. Spikes leave in the
 * timestep of the neuron; they arrive and are added up in the next.
 */
export interface StepCounts {
  /** Compartments that spiked. */
  readonly spikes: Float64Array;
  /** Messages that arrived, and that left for other cores or their own. */
  readonly arrived: Float64Array;
  readonly sent: Float64Array;
  /** Synapses read, row-major (formats x cores). */
  readonly synapses: Float64Array;
  /** Of these, those whose weight is not zero. */
  readonly nonZero: Float64Array;
  /** Messages by the way they went, see `wayBetween`. */
  readonly ways: Float64Array;
}

export function zeroCounts(cores: number): StepCounts {
  return {
    spikes: new Float64Array(cores),
    arrived: new Float64Array(cores),
    sent: new Float64Array(cores),
    synapses: new Float64Array(formats.length * cores),
    nonZero: new Float64Array(cores),
    ways: new Float64Array(WAYS),
  };
}

export function clearCounts(counts: StepCounts): void {
  for (const array of Object.values(counts) as Float64Array[]) array.fill(0);
}

export function addCounts(to: StepCounts, from: StepCounts): void {
  for (const key of Object.keys(to) as (keyof StepCounts)[]) {
    const [sum, part] = [to[key], from[key]];
    for (let i = 0; i < sum.length; i++) sum[i]! += part[i]!;
  }
}

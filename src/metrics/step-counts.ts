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
  /** All of these in one array, of which they are parts. */
  readonly all: Float64Array;
}

export function zeroCounts(cores: number): StepCounts {
  const all = new Float64Array((4 + formats.length) * cores + WAYS);
  let at = 0;
  const part = (length: number): Float64Array => {
    at += length;
    return all.subarray(at - length, at);
  };
  return {
    spikes: part(cores),
    arrived: part(cores),
    sent: part(cores),
    synapses: part(formats.length * cores),
    nonZero: part(cores),
    ways: part(WAYS),
    all,
  };
}

export function clearCounts({ all }: StepCounts): void {
  all.fill(0);
}

export function addCounts({ all: to }: StepCounts, { all: from }: StepCounts): void {
  for (let i = 0; i < to.length; i++) to[i]! += from[i]!;
}

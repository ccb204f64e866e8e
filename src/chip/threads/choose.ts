import { availableParallelism } from 'node:os';
import type { ChipModel } from '../../compile/chip/model.js';

/** Expected nanoseconds of a neuron's step and of a synaptic operation, and spikes a neuron and step. */
const NEURON_NS = 1.1;
const SYNOP_NS = 0.1;
const DENSITY = 0.06;

/**
 * How many threads a program is worth: spikes that move between cores cost a few microseconds a
 * step, so short steps stay on one, middling ones get up to three, long ones all cores but one.
 */
export function threadsFor(model: ChipModel, cores = availableParallelism()): number {
  const free = Math.max(1, cores - 1);
  const ns = stepNs(model);
  if (ns < 40_000) return 1;
  return ns < 100_000 ? Math.min(free, 3) : free;
}

/** A guess at the nanoseconds of a step on one thread. */
function stepNs({ blocks, inputs }: ChipModel): number {
  let neurons = 0;
  let synops = 0;
  for (const { nCompartments, axons } of blocks) {
    neurons += nCompartments;
    for (const group of axons) synops += reach(group, nCompartments);
  }
  for (const { axons, nNeurons } of inputs)
    for (const group of axons) synops += reach(group, nNeurons);
  return neurons * NEURON_NS + synops * DENSITY * SYNOP_NS;

  /** Weights that one spike of every source would add. */
  function reach({ target, compartmentMap }: (typeof inputs)[0]['axons'][0], n: number): number {
    const { weights, axonToWeightMap } = blocks[target.block]!.synapses[target.synapse]!;
    let sum = 0;
    for (let c = 0; c < n; c++) {
      const axon = compartmentMap === null ? c : compartmentMap[c]!;
      if (axon < 0) continue;
      sum += weights[axonToWeightMap?.[axon] ?? axon]?.entries ?? 0;
    }
    return sum;
  }
}

import type { AxonGroup, ChipModel } from '../model.js';
import type { Candidate } from './candidates.js';

/**
 * Output axon slots of the fullest tile of a layer, for given cuts of the layer and of those it
 * drives: one slot per axon and target tile, two for pop32 (network-to-chip.md 7.3).
 */
export function fullestSlots(
  model: ChipModel,
  block: number,
  source: Candidate,
  targetOf: (block: number) => Candidate,
): number {
  const slots = new Float64Array(source.map.tiles.length);
  for (const axons of model.blocks[block].axons) {
    addSlots(model, axons, source, targetOf(axons.target.block), slots);
  }
  return slots.reduce((most, n) => Math.max(most, n), 0);
}

function addSlots(
  model: ChipModel,
  axons: AxonGroup,
  source: Candidate,
  target: Candidate,
  slots: Float64Array,
): void {
  const { block, synapse } = axons.target;
  const group = model.blocks[block].synapses[synapse];
  const factor = group.popType === 32 ? 2 : 1;
  const touched = target.demand.touched[synapse];
  if (source.map.tiles.length === 1 && target.map.tiles.length === 1) {
    slots[0] += factor * axons.nAxons;
    return;
  }
  const owner = new Int32Array(group.nAxons).fill(-1);
  for (const [t, tile] of source.map.tiles.entries()) {
    for (const compartment of tile) {
      const axon = axons.compartmentMap?.[compartment] ?? compartment;
      if (axon < 0 || owner[axon] === t) continue;
      owner[axon] = t;
      slots[t] += factor * touched[axon];
    }
  }
}

import { CompileError } from '../../core/errors.js';
import type { AxonGroup, Block, ChipModel, PopType, SynapseGroup } from './model.js';

/** Slots that `nAxons` axons take at their source; pop32 spikes need two each. */
export function axonSlots(nAxons: number, popType: PopType): number {
  return popType === 32 ? 2 * nAxons : nAxons;
}

/** The synapse group an axon group drives; throws `axon-target` when there is none. */
export function axonTarget(model: Pick<ChipModel, 'blocks'>, axons: AxonGroup): SynapseGroup {
  const { block, synapse } = axons.target;
  const group = model.blocks[block]?.synapses[synapse];
  if (group !== undefined) return group;
  throw new CompileError(
    `axons to block ${block}, synapse group ${synapse}: there is no such group (${model.blocks.length} blocks). Point the axons at an existing one.`,
    { code: 'axon-target' },
  );
}

/** Output axon slots of a block, summed over its axon groups. */
export function outAxonSlots(model: Pick<ChipModel, 'blocks'>, block: Block): number {
  let slots = 0;
  for (const axons of block.axons) {
    slots += axonSlots(axons.nAxons, axonTarget(model, axons).popType);
  }
  return slots;
}

/** Input axons of a block, summed over its synapse groups. */
export function inAxons(block: Block): number {
  return block.synapses.reduce((sum, { nAxons }) => sum + nAxons, 0);
}

/** Axon that a spike of compartment `c` takes; negative: none. */
export function axonOf(axons: Pick<AxonGroup, 'compartmentMap'>, c: number): number {
  return axons.compartmentMap === null ? c : axons.compartmentMap[c];
}

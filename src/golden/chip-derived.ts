import { inAxons, outAxonSlots } from '../compile/chip/axon.js';
import {
  MAX_COMPARTMENTS,
  MAX_IN_AXONS,
  MAX_OUT_AXONS,
  MAX_SYNAPSE_BITS,
} from '../compile/chip/limits.js';
import type { Block, ChipModel, SynapseGroup } from '../compile/chip/model.js';
import { groupAtoms } from '../compile/chip/synapse.js';
import { atomBits, axonBits, shiftBits, synapseBits } from '../compile/chip/synapse-bits.js';
import { decodeFlat } from './arrays.js';
import { type Difference, firstDifference, firstOf, same, sameArray } from './chip-compare.js';
import { asFields, asList } from './json.js';

/** Compares memory, address bits and utilization with what a golden model notes beside its fields. */
export function diffDerived(model: ChipModel, json: unknown): Difference {
  const blocks = asList(asFields(json, 'model').blocks, 'blocks');
  return firstOf(model.blocks, (block, b) => {
    const fields = asFields(blocks[b], `block ${b}`);
    const synapses = asList(fields.synapses, `block ${b}, synapses`);
    return firstDifference(
      () =>
        firstOf(block.synapses, (group, s) => {
          const where = `block ${b}, synapse group ${s}, derived`;
          return diffGroup(group, asFields(synapses[s], where).derived, where);
        }),
      () => diffUtilization(model, block, fields.utilization, `block ${b}, utilization`),
    );
  });
}

function diffGroup(group: SynapseGroup, json: unknown, where: string): Difference {
  if (json === undefined) return null;
  const atoms = groupAtoms(group);
  const derived = {
    bits: synapseBits(group),
    size: group.weights.reduce((sum, set) => sum + set.atoms * set.entries, 0),
    atom_bits: atomBits(atoms),
    axon_bits: axonBits(group.popType, atoms),
    shift_bits: shiftBits(group.format),
  };
  const expected = asFields(json, where);
  return firstOf(Object.entries(derived), ([key, value]) =>
    key in expected ? same(`${where} ${key}`, value, expected[key]) : null,
  );
}

/** Compares used and available resources of a block. */
export function diffUtilization(
  model: Pick<ChipModel, 'blocks'>,
  block: Block,
  json: unknown,
  where: string,
): Difference {
  if (json === undefined) return null;
  const bits = block.synapses.reduce((sum, group) => sum + synapseBits(group), 0);
  const used = {
    compartments: [block.nCompartments, MAX_COMPARTMENTS],
    'in-axons': [inAxons(block), MAX_IN_AXONS],
    'out-axons': [outAxonSlots(model, block), MAX_OUT_AXONS],
    synapses: [bits, MAX_SYNAPSE_BITS],
  };
  const expected = asFields(json, where);
  return firstOf(Object.entries(used), ([key, value]) =>
    sameArray(`${where} ${key}`, value, decodeFlat(expected[key], `${where} ${key}`)),
  );
}

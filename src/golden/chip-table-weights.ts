import { axonSlots } from '../compile/chip/axon.js';
import { discretizeWeights, lostWeightBits } from '../compile/chip/discretize/weights.js';
import type { PopType } from '../compile/chip/model.js';
import {
  atomBits,
  axonBits,
  extraAtomBits,
  indexBitsCode,
  shiftBits,
  weightSetBits,
} from '../compile/chip/synapse-bits.js';
import { decodeFlat, decodeFloat32 } from './arrays.js';
import { type Difference, firstDifference, firstOf, same, sameArray } from './chip-compare.js';
import { codeOfError } from './chip-discretize.js';
import { rowsOf } from './chip-table-integers.js';
import { asFields, asFlag, asNumber, asText, type Fields } from './json.js';

/** Replays the table of weight rounding, synapse memory and address bits. */
export function replayWeights(fields: Fields): Difference {
  const weights = decodeFloat32(fields.weights, 'weights');
  const index = asFields(fields.idx_bits, 'idx_bits');
  const codes = decodeFlat(index.max_index, 'idx_bits').map((max) => indexBitsCode(max));
  return firstDifference(
    () => rowsOf(fields, 'discretize_weights', (row, where) => compareRow(weights, row, where)),
    () => rowsOf(fields, 'bits_per_axon', compareMemory),
    () => sameArray('idx_bits', codes, decodeFlat(index.code, 'idx_bits')),
    () => rowsOf(fields, 'atom_bits', compareAtoms),
  );
}

function compareRow(weights: Float32Array, row: Fields, where: string): Difference {
  const format = {
    weightBits: asNumber(row.weight_bits, where),
    fanoutType: asNumber(row.fanout_type, where),
    weightExp: asNumber(row.weight_exp, where),
  };
  const lossy = asFlag(row.lossy, where);
  const round = () => discretizeWeights(weights, format, { lossy });
  if (row.error !== null) {
    const expected = asText(row.error, where).replaceAll('_', '-');
    return same(`${where}, error`, codeOfError(round), expected);
  }
  return firstDifference(
    () => same(`${where}, shift_bits`, shiftBits(format), row.shift_bits),
    () => same(`${where}, lost_bits`, lossy ? lostWeightBits(format) : 0, row.lost_bits),
    () => sameArray(where, round(), decodeFlat(row.y, where)),
  );
}

function compareMemory(row: Fields, where: string): Difference {
  const number = (key: string) => asNumber(row[key], `${where}, ${key}`);
  const format = {
    weightBits: number('weight_bits'),
    compression: number('compression'),
    idxBits: number('idx_bits'),
    tagBits: number('tag_bits'),
    delayBits: number('delay_bits'),
    nSynapses: number('n_synapses'),
  };
  const got = decodeFlat(row.n_weights, where).map((count) => weightSetBits(format, count));
  return sameArray(where, got, decodeFlat(row.bits, where));
}

function compareAtoms(row: Fields, where: string): Difference {
  const popType = asNumber(row.pop_type, where) as PopType;
  const atoms = asNumber(row.atoms, where);
  const got = {
    atom_bits: atomBits(atoms),
    atom_bits_extra: extraAtomBits(popType, atoms),
    axon_bits: axonBits(popType, atoms),
    slots_of_7_axons: axonSlots(7, popType),
  };
  return firstOf(Object.entries(got), ([key, value]) => same(`${where}, ${key}`, value, row[key]));
}

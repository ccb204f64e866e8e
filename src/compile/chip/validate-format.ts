import { CompileError } from '../../core/errors.js';
import { INDEX_BITS_MAP, WEIGHT_EXP_MAX, WEIGHT_EXP_MIN } from './limits.js';
import type { SynapseFormat } from './model.js';

/** Fields of a format with the values their registers hold, in the order they are checked. */
const RANGES: readonly (readonly [keyof SynapseFormat, number, number])[] = [
  ['idxBits', 0, INDEX_BITS_MAP.length - 1],
  ['weightExp', WEIGHT_EXP_MIN, WEIGHT_EXP_MAX],
  ['tagBits', 0, 3],
  ['delayBits', 0, 7],
  ['weightBits', 1, 7],
  ['idxOffset', 0, 15],
  ['idxMult', 0, 15],
  ['fanoutType', 1, 3],
];

/**
 * Checks a format record against its registers. Throws `index-too-large` when an index needs more
 * than 12 bits, `format-field-out-of-range` for the other fields.
 */
export function validateFormat(format: SynapseFormat, where = 'synapse format'): void {
  if (format.idxBits === -1) {
    throw new CompileError(
      `${where}: an index needs more than 12 bits, the largest is 4095. Give a smaller block shape so that the block has fewer compartments.`,
      { code: 'index-too-large' },
    );
  }
  for (const [field, low, high] of RANGES) {
    const value = format[field];
    if (value >= low && value <= high) continue;
    throw new CompileError(
      `${where}: ${field} is ${value}, its register holds ${low} to ${high}. Set it inside that range.`,
      { code: 'format-field-out-of-range' },
    );
  }
}

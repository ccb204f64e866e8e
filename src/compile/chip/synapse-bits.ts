import { CompileError } from '../../core/errors.js';
import { INDEX_BITS_MAP, WEIGHT_BITS_MAP, WEIGHT_EXP_BASE } from './limits.js';
import type { PopType, SynapseFormat, SynapseGroup } from './model.js';

/** The part of a format that decides how much memory weights take. */
export type MemoryFormat = Pick<
  SynapseFormat,
  'weightBits' | 'compression' | 'idxBits' | 'tagBits' | 'delayBits' | 'nSynapses'
>;

/** Smallest b with 2^b >= x, for integers x >= 1. */
function ceilLog2(x: number): number {
  return x <= 1 ? 0 : 32 - Math.clz32(x - 1);
}

/** Code for indices up to `maxIndex`; -1 when they need more than 12 bits, 0 without indices. */
export function indexBitsCode(maxIndex: number): number {
  const bits = ceilLog2(maxIndex + 1);
  return INDEX_BITS_MAP.findIndex((available) => available >= bits);
}

/** Weight bits dropped by the format: 8 - width, one more when both signs are mixed. */
export function shiftBits(format: Pick<SynapseFormat, 'weightBits' | 'fanoutType'>): number {
  return 8 - WEIGHT_BITS_MAP[format.weightBits] + (format.fanoutType === 1 ? 1 : 0);
}

/** Exponent of what a weight mantissa counts: 6 + weightExp. */
export function realWeightExp(format: Pick<SynapseFormat, 'weightExp'>): number {
  return WEIGHT_EXP_BASE + format.weightExp;
}

/** Memory of one weight array with `count` entries over all atoms, in bits. */
export function weightSetBits(format: MemoryFormat, count: number): number {
  const perWeight = bitsPerWeight(format);
  const chunk = format.nSynapses + 1;
  const rest = count % chunk;
  const full = (count - rest) / chunk;
  return full * chunkBits(chunk, perWeight) + (rest === 0 ? 0 : chunkBits(rest, perWeight));
}

/** Memory of a whole group in bits; shared arrays count once. */
export function synapseBits(group: SynapseGroup): number {
  let bits = 0;
  for (const { atoms, entries } of group.weights)
    bits += weightSetBits(group.format, atoms * entries);
  return bits;
}

/** Bits that tell the atoms of a population apart. */
export function atomBits(atoms: number): number {
  return ceilLog2(atoms);
}

/** Bits that a pop16 spike takes from its axon number because atoms need more than five. */
export function extraAtomBits(popType: PopType, atoms: number): number {
  const bits = atomBits(atoms);
  if (popType !== 16) return 0;
  if (bits > 9) {
    throw new CompileError(
      `population of ${atoms} atoms: pop16 spikes hold at most 512. Use popType 32, or split the channels.`,
      { code: 'too-many-atoms' },
    );
  }
  return Math.max(bits - 5, 0);
}

/** Bits left for the axon number of a spike. */
export function axonBits(popType: PopType, atoms: number): number {
  return popType === 16 ? 10 - extraAtomBits(popType, atoms) : 12;
}

/** A chunk of weights fills whole 64-bit words and has a header of ten bits. */
function chunkBits(count: number, bitsPerWeight: number): number {
  return 64 * Math.ceil((count * bitsPerWeight + 10) / 64);
}

function bitsPerWeight(format: MemoryFormat): number {
  const bits = WEIGHT_BITS_MAP[format.weightBits] + format.delayBits + format.tagBits;
  if (format.compression === 3) return bits;
  if (format.compression === 0) return bits + (INDEX_BITS_MAP.at(format.idxBits) ?? 0);
  throw new CompileError(
    `synapse format: compression ${format.compression} is unknown. Use 0 (indexed) or 3 (dense).`,
    { code: 'compression' },
  );
}

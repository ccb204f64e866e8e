import { inAxons, outAxonSlots } from './axon.js';
import { MAX_COMPARTMENTS, MAX_IN_AXONS, MAX_OUT_AXONS, MAX_SYNAPSE_BITS } from './limits.js';
import type { Block, ChipModel } from './model.js';
import { roundHalfEven } from './rounding.js';
import { synapseBits } from './synapse-bits.js';

/** How much of something is used, and how much there is. */
export interface Use {
  readonly used: number;
  readonly max: number;
}

/** What a block takes from its core. */
export interface Utilization {
  readonly compartments: Use;
  readonly inAxons: Use;
  /** Slots: axons into pop32 groups count twice. */
  readonly outAxons: Use;
  /** Synapse memory in bits. */
  readonly synapses: Use;
}

/** Resources of one block of the model, against the limits of a core. */
export function utilization(model: Pick<ChipModel, 'blocks'>, block: Block): Utilization {
  const bits = block.synapses.reduce((sum, group) => sum + synapseBits(group), 0);
  return {
    compartments: { used: block.nCompartments, max: MAX_COMPARTMENTS },
    inAxons: { used: inAxons(block), max: MAX_IN_AXONS },
    outAxons: { used: outAxonSlots(model, block), max: MAX_OUT_AXONS },
    synapses: { used: bits, max: MAX_SYNAPSE_BITS },
  };
}

const COLUMNS = [
  ['compartments', 'compartments'],
  ['inAxons', 'in-axons'],
  ['outAxons', 'out-axons'],
  ['synapses', 'synapses'],
] as const;

/** One line of percentages per block, and a last one with their averages. */
export function utilizationSummary(model: Pick<ChipModel, 'blocks'>): string[] {
  const shares = model.blocks.map((block) => {
    const use = utilization(model, block);
    return COLUMNS.map(([key]) => use[key].used / use[key].max);
  });
  const lines = model.blocks.map((block, i) => line(block.label ?? `block ${i}`, shares[i]));
  const averages = COLUMNS.map(
    (_, column) => shares.reduce((sum, row) => sum + row[column], 0) / shares.length,
  );
  return shares.length === 0
    ? []
    : [
        ...lines,
        line(`Average (${shares.length} block${shares.length === 1 ? '' : 's'})`, averages),
      ];
}

function line(label: string, shares: readonly number[]): string {
  const parts = COLUMNS.map(([, name], i) => `${percent(shares[i])}% ${name}`);
  return `${label}: ${parts.join(', ')}`;
}

function percent(share: number): string {
  return (roundHalfEven(1000 * share) / 10).toFixed(1);
}

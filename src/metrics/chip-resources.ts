import { WEIGHT_BITS_MAP } from '../compile/chip/limits.js';
import type { Block } from '../compile/chip/model.js';
import { type Use, utilization } from '../compile/chip/utilization.js';
import type { Program } from '../compile/program.js';
import { openReach } from './chip-reach.js';

/** What one core holds. */
export interface CoreResources {
  /** The population, decoder or block that it carries. */
  readonly name: string;
  readonly compartments: Use;
  readonly inAxons: Use;
  readonly outAxons: Use;
  /** Bits of synapse memory, with indices and headers of the format. */
  readonly synapseBits: Use;
  /** Bits of the weights alone, as wide as the format stores them. */
  readonly weightBits: number;
}

/** What a program takes of the chip. */
export interface ChipResources {
  readonly cores: Use;
  readonly chips: number;
  readonly perCore: readonly CoreResources[];
  readonly compartments: number;
  readonly weightBits: number;
  readonly synapseBits: number;
  /** Connections of the chip when shared weights are unrolled, those from the host included. */
  readonly synapses: number;
}

/** Cores of one chip. */
export const CHIP_CORES = 128;

/** Counts cores, compartments, axons and synapse memory of a program, against the limits of a core. */
export function chipResources(program: Program): ChipResources {
  const { chip, report } = program;
  const perCore = chip.blocks.map((block, b): CoreResources => {
    const { compartments, inAxons, outAxons, synapses } = utilization(chip, block);
    return {
      name: report.blocks[b]?.population ?? block.label ?? `block ${b}`,
      compartments,
      inAxons,
      outAxons,
      synapseBits: synapses,
      weightBits: weightBits(block),
    };
  });
  const chips = Math.max(1, Math.ceil(chip.blocks.length / CHIP_CORES));
  const { blocks, inputs } = openReach(chip);
  return {
    cores: { used: chip.blocks.length, max: chips * CHIP_CORES },
    chips,
    perCore,
    compartments: sum(perCore, (core) => core.compartments.used),
    weightBits: sum(perCore, (core) => core.weightBits),
    synapseBits: sum(perCore, (core) => core.synapseBits.used),
    synapses: sum([...blocks, ...inputs], (source) => sum([...source.synapses], (n) => n)),
  };
}

function weightBits(block: Block): number {
  return sum(block.synapses, ({ weights, format }) =>
    sum(weights, (set) => set.atoms * set.entries * WEIGHT_BITS_MAP[format.weightBits]!),
  );
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

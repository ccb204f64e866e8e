import { WEIGHT_BITS_MAP } from '../compile/chip/limits.js';
import type { Block } from '../compile/chip/model.js';
import { type Use, utilization } from '../compile/chip/utilization.js';
import type { Program } from '../compile/program.js';
import { ENTRY, Entry, openReach } from './chip-reach.js';

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
  /** Connections that end here when shared weights are unrolled, those from the host included. */
  readonly synapses: number;
}

/** What a program takes of the chip. */
export interface ChipResources {
  readonly cores: Use;
  readonly chips: number;
  readonly perCore: readonly CoreResources[];
  readonly compartments: number;
  readonly weightBits: number;
  readonly synapseBits: number;
  /** Connections of all cores. */
  readonly synapses: number;
}

/** Cores of one chip. */
export const CHIP_CORES = 128;

/** Counts cores, compartments, axons and synapse memory of a program, against the limits of a core. */
export function chipResources(program: Program): ChipResources {
  const { chip, report } = program;
  const connections = synapsesInto(program);
  const perCore = chip.blocks.map((block, b): CoreResources => {
    const { compartments, inAxons, outAxons, synapses } = utilization(chip, block);
    return {
      name: report.blocks[b]?.population ?? block.label ?? `block ${b}`,
      compartments,
      inAxons,
      outAxons,
      synapseBits: synapses,
      weightBits: weightBits(block),
      synapses: connections[b]!,
    };
  });
  const chips = Math.max(1, Math.ceil(chip.blocks.length / CHIP_CORES));
  return {
    cores: { used: chip.blocks.length, max: chips * CHIP_CORES },
    chips,
    perCore,
    compartments: sum(perCore, (core) => core.compartments.used),
    weightBits: sum(perCore, (core) => core.weightBits),
    synapseBits: sum(perCore, (core) => core.synapseBits.used),
    synapses: sum(perCore, (core) => core.synapses),
  };
}

/** Connections that end in each core: one spike of every source sets off all of them. */
function synapsesInto({ chip }: Program): Float64Array {
  const into = new Float64Array(chip.blocks.length);
  const { blocks, inputs } = openReach(chip);
  for (const { entries } of [...blocks, ...inputs]) {
    for (let e = 0; e < entries.length; e += ENTRY) {
      into[entries[e + Entry.CORE]!]! += entries[e + Entry.STORED]!;
    }
  }
  return into;
}

function weightBits(block: Block): number {
  return sum(block.synapses, ({ weights, format }) =>
    sum(weights, (set) => set.atoms * set.entries * WEIGHT_BITS_MAP[format.weightBits]!),
  );
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

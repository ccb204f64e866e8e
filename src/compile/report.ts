import type { ShapeReport } from './block-shapes.js';
import type { ChipModel } from './chip/model.js';
import { type Utilization, utilization } from './chip/utilization.js';
import type { Plan } from './plan.js';
import type { Population, ProgramDecoder } from './population.js';
import type { PrecisionReport } from './precision.js';

/** One block on its core. */
export interface BlockReport {
  readonly population: string;
  readonly use: Utilization;
}

/** One place where spikes or values cross between host and chip, and the timesteps it costs. */
export interface CrossingReport {
  readonly from: string;
  readonly to: string;
  readonly direction: 'to chip' | 'on chip' | 'to host';
  readonly steps: number;
}

/** What became of a network on the chip. */
export interface CompileReport {
  readonly cores: number;
  readonly blocks: readonly BlockReport[];
  readonly crossings: readonly CrossingReport[];
  /** How every population was cut into blocks. */
  readonly shapes: readonly ShapeReport[];
  /** What rounding to integers cost each population; missing in programs of earlier versions. */
  readonly precision?: readonly PrecisionReport[];
  readonly warnings: readonly string[];
}

/** Gathers cores, resources and crossings of a compiled chip. */
export function compileReport(
  plan: Plan,
  chip: ChipModel,
  populations: readonly Population[],
  decoders: readonly ProgramDecoder[],
  shapes: readonly ShapeReport[],
  precision: readonly PrecisionReport[],
): CompileReport {
  const carriers = decoders.map(({ source, target, blocks }) => {
    return { name: `${source}->${target}`, blocks };
  });
  const blocks = [...populations, ...carriers].flatMap(({ name, blocks }) =>
    blocks.map((block) => ({ population: name, use: utilization(chip, chip.blocks[block]!) })),
  );
  return {
    cores: chip.blocks.length,
    blocks,
    crossings: [...linkCrossings(plan), ...hostCrossings(populations), ...valueCrossings(decoders)],
    shapes,
    precision,
    warnings: plan.warnings,
  };
}

function linkCrossings(plan: Plan): CrossingReport[] {
  return plan.populations.flatMap(({ node, links }) =>
    links.map(({ link, crossing, coding }) => ({
      from: link.source.name,
      to: node.name,
      direction: crossing === 'chip' ? ('on chip' as const) : ('to chip' as const),
      // One step to the neurons that carry the value, one from them.
      steps: coding === 'decodeNeurons' ? 2 : 1,
    })),
  );
}

function hostCrossings(populations: readonly Population[]): CrossingReport[] {
  return populations
    .filter((p) => p.receive !== null)
    .map((p) => ({ from: p.name, to: 'host', direction: 'to host' as const, steps: 1 }));
}

/** A value takes a step to its decoder and one to the host. */
function valueCrossings(decoders: readonly ProgramDecoder[]): CrossingReport[] {
  return decoders
    .filter(({ kind, target }) => kind === 'voltage' && target === 'host')
    .map(({ source }) => ({ from: source, to: 'host', direction: 'to host' as const, steps: 2 }));
}

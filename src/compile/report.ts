import type { ChipModel } from './chip/model.js';
import { type Utilization, utilization } from './chip/utilization.js';
import type { Plan } from './plan.js';
import type { Population } from './population.js';

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
  readonly warnings: readonly string[];
}

/** Gathers cores, resources and crossings of a compiled chip. */
export function compileReport(
  plan: Plan,
  chip: ChipModel,
  populations: readonly Population[],
): CompileReport {
  const blocks = populations.flatMap((population) =>
    population.blocks.map((block) => ({
      population: population.name,
      use: utilization(chip, chip.blocks[block]!),
    })),
  );
  return {
    cores: chip.blocks.length,
    blocks,
    crossings: [...linkCrossings(plan), ...hostCrossings(populations)],
    warnings: plan.warnings,
  };
}

function linkCrossings(plan: Plan): CrossingReport[] {
  return plan.populations.flatMap(({ node, links }) =>
    links.map(({ link, crossing }) => ({
      from: link.source.name,
      to: node.name,
      direction: crossing === 'chip' ? ('on chip' as const) : ('to chip' as const),
      steps: 1,
    })),
  );
}

function hostCrossings(populations: readonly Population[]): CrossingReport[] {
  return populations
    .filter((p) => p.receive !== null)
    .map((p) => ({ from: p.name, to: 'host', direction: 'to host' as const, steps: 1 }));
}

import type { Program } from '../../compile/program.js';
import type { BoardPlan } from './plan/plan.js';

/** True for populations whose spikes the host or a probe takes. */
export function readPopulations({ populations, probes }: Program): boolean[] {
  const probed = new Set(
    probes.map((probe) => (probe.on === 'population' ? probe.population : -1)),
  );
  return populations.map(({ receive }, p) => receive !== null || probed.has(p));
}

/** Layers of a program whose spikes are looked at: by the host, by a probe. */
export function leavingLayers(program: Program): (plan: BoardPlan) => number[] {
  const read = readPopulations(program);
  const blocks = new Set(
    program.populations.flatMap((population, p) => (read[p] === true ? population.blocks : [])),
  );
  for (const { targets } of program.chip.probes) for (const { block } of targets) blocks.add(block);
  return ({ layers }) =>
    layers.flatMap((layer, l) => (layer.blocks.some((b) => blocks.has(b)) ? [l] : []));
}

/** The layer that is this population, or -1. */
export function layerOfPopulation({ layers }: BoardPlan, blocks: readonly number[]): number {
  return layers.findIndex(
    (layer) =>
      layer.blocks.length === blocks.length && layer.blocks.every((b, k) => b === blocks[k]),
  );
}

import type { NetworkNode } from '../network/node.js';
import type { ChipModel } from './chip/model.js';
import { searchShapes } from './chip/search/search.js';
import type { BlockShape } from './chip/split/tiles.js';
import type { Plan } from './plan.js';

/**
 * How layers are cut over cores: shapes found for the fewest cores, then the fewest synapse bits; or
 * the reference toolchain's own rule (consecutive runs, as many as the scarcest resource asks for).
 * Shapes given with a population hold either way.
 */
export type Split = 'search' | 'reference';

/** How a population came to its block shape. */
export interface ShapeReport {
  readonly population: string;
  /** `null`: cut into consecutive runs of neurons. */
  readonly shape: readonly number[] | null;
  readonly how: 'given' | 'searched' | 'reference';
}

/** The cut of every block of an uncut model; `null` leaves a block to the reference's rule. */
export function blockShapes(model: ChipModel, plan: Plan, split: Split): (BlockShape | null)[] {
  const given = model.blocks.map((_, b) => givenShape(plan.populations[b]?.node));
  if (split === 'reference') return given;
  const layers = model.blocks.map(({ nCompartments, synapses }, b) => {
    const shape = plan.populations[b]?.node.shape ?? [nCompartments];
    // A learning block stays whole: its errors could not follow its tiles.
    const whole = synapses.some((group) => group.learning !== null);
    return { shape, given: whole ? { shape, ensembleShape: shape } : given[b] };
  });
  return searchShapes(model, layers);
}

/** What became of the populations' shapes, for the report. */
export function shapeReports(
  plan: Plan,
  shapes: readonly (BlockShape | null)[],
  split: Split,
): ShapeReport[] {
  return plan.populations.map(({ node }, b) => ({
    population: node.name,
    shape: shapes[b]?.shape ?? null,
    how:
      givenShape(node) !== null
        ? 'given'
        : split === 'search'
          ? ('searched' as const)
          : 'reference',
  }));
}

function givenShape(node: NetworkNode | undefined): BlockShape | null {
  const given = node?.params.blockShape as Partial<BlockShape> | undefined;
  if (node === undefined || given?.shape === undefined) return null;
  return { shape: given.shape, ensembleShape: given.ensembleShape ?? node.shape };
}

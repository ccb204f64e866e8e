import type { ChipModel } from '../../compile/chip/model.js';
import { openCompartments } from '../compartment.js';
import { integers } from '../integers.js';
import { openRoutes } from '../routes.js';
import type { Opened } from './plan/plan.js';

/**
 * Opens a discretized model as the plain board does, with the same refusals, for the planner to read.
 */
export function openModel(model: ChipModel): Opened {
  const cores = model.blocks.map((block, b) =>
    integers.openCore(block, `block ${block.label ?? b}`),
  );
  const inputAxons = openRoutes(model, cores);
  return { model, cores, states: model.blocks.map(openCompartments), inputAxons };
}

/** True if the fast kernels can play the model: integers that neither learn nor draw. */
export function isFast({ dtype, blocks }: ChipModel): boolean {
  return (
    dtype === 'int32' &&
    blocks.every(
      ({ synapses, compartments }) =>
        synapses.every(({ learning }) => learning === null) &&
        compartments.enableNoise.every((enabled) => enabled === 0),
    )
  );
}

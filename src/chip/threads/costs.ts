import type { BoardPlan } from '../wasm/plan/plan.js';
import { isGather } from '../wasm/plan/plan.js';

/** Nanoseconds, measured on one core; only their ratios matter to the partition. */
const GATHER_SYNOP = 0.06;
const ROWS_SYNOP = 1.5;
const NEURON = 1;
/** Spikes per neuron and step that are expected before anything was measured. */
const DENSITY = 0.06;

/** A spike on its way in or out, and what a step costs at the ends whatever happens in it. */
const EDGE_SPIKE = 12;
const EDGE_STEP = 500;

/** Expected nanoseconds a step of letting spikes in and out. */
export function endsCost({ layers }: BoardPlan, leaving: readonly number[]): number {
  const crossing = layers.filter(({ input }, l) => input >= 0 || leaving.includes(l));
  const neurons = crossing.reduce((sum, { size }) => sum + size, 0);
  return EDGE_STEP + neurons * DENSITY * EDGE_SPIKE;
}

/** Expected nanoseconds a step of the units of each layer, in the order of the units. */
export function unitCosts(plan: BoardPlan): number[] {
  return plan.steps.flatMap((step, layer): number[] => {
    if (step === null) return [];
    if (!isGather(step)) {
      return step.ranges.map((rows) => {
        const synapses = rows.reduce((sum, { weights }) => sum + weights.length, 0);
        return step.size * NEURON + synapses * DENSITY * ROWS_SYNOP;
      });
    }
    return plan.places[layer]!.planes.flatMap(({ h, w, lanes }, p) => {
      const region = step.regions[step.areas.areaAt[p]![0]!]!;
      const weights = region.links.reduce((sum, { weights }) => sum + weights.length, 0);
      const cost = w * (lanes * NEURON + weights * DENSITY * GATHER_SYNOP);
      return Array.from({ length: h }, () => cost);
    });
  });
}

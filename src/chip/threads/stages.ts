import type { BoardPlan } from '../wasm/plan/plan.js';
import { isGather } from '../wasm/plan/plan.js';

/** Layers that are stepped together, in an order in which no stage waits for a later one. */
export interface StagePlan {
  readonly layers: readonly number[];
  /** Positions of the stages whose spikes of the step before are needed; itself, if it has a loop. */
  readonly sources: readonly number[];
}

/** Layers that each layer reads. */
export function sourcesOf(plan: BoardPlan): number[][] {
  return plan.steps.map((step) => {
    if (step === null) return [];
    const links = isGather(step) ? step.regions.flatMap(({ links }) => links) : step.ranges.flat();
    return [...new Set(links.map(({ source }) => source))];
  });
}

/**
 * One stage for all inputs, one for each layer, sources first; `null` if layers drive each other in a
 * circle, so that no layer can run ahead of the others.
 */
export function feedForward(plan: BoardPlan): StagePlan[] | null {
  const sources = sourcesOf(plan);
  const stageOf = new Map<number, number>();
  const inputs = plan.layers.flatMap(({ input }, l) => (input >= 0 ? [l] : []));
  for (const l of inputs) stageOf.set(l, 0);
  const stages: StagePlan[] = [{ layers: inputs, sources: [] }];
  const left = new Set(plan.layers.keys());
  for (const l of inputs) left.delete(l);
  while (left.size > 0) {
    const next = [...left].find((l) => sources[l]!.every((s) => stageOf.has(s)));
    if (next === undefined) return null;
    const from = [...new Set(sources[next]!.map((s) => stageOf.get(s)!))];
    stageOf.set(next, stages.length);
    stages.push({ layers: [next], sources: from });
    left.delete(next);
  }
  return stages;
}

/** All layers in one stage that reads itself: one step after the other. */
export function stepByStep(plan: BoardPlan): StagePlan[] {
  const of = (isInput: boolean) =>
    plan.layers.flatMap(({ input }, l) => (input >= 0 === isInput ? [l] : []));
  return [
    { layers: of(true), sources: [] },
    { layers: of(false), sources: [0, 1] },
  ];
}

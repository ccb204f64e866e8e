import { expect } from 'vitest';
import { buildChip } from '../../src/compile/build-chip.js';
import type { ChipModel } from '../../src/compile/chip/model.js';
import { snapshot } from '../../src/compile/graph.js';
import { lowerHost } from '../../src/compile/host.js';
import { type Plan, type PlanOptions, planNetwork } from '../../src/compile/plan.js';
import type { Network } from '../../src/network/network.js';
import { weightsInto } from './brute-force.js';

/** A network placed, with its chip in float: one uncut block per population. */
export interface WholeChip {
  readonly plan: Plan;
  readonly model: ChipModel;
  /** Positions of the populations by name. */
  block(name: string): number;
  /** Weights from one population to another, in units of the transform (spikes of height 1). */
  weights(from: string, to: string): number[][];
  /** Weights from an input of the chip, as they are. */
  inputWeights(input: number, to: string): number[][];
  bias(name: string): number[];
}

/** Places a network and builds its chip without cutting or rounding it to integers. */
export function wholeChip(network: Network, options: PlanOptions = {}): WholeChip {
  const plan = planNetwork(snapshot(network), options);
  const { senders } = lowerHost(plan, []);
  const { model } = buildChip(plan, senders);
  const block = (name: string): number => {
    const index = model.blocks.findIndex((b) => b.label === name);
    if (index < 0) throw new Error(`no population "${name}" on chip`);
    return index;
  };
  return {
    plan,
    model,
    block,
    weights: (from, to) =>
      weightsInto(model, block(to), { block: block(from) }).map((row) =>
        row.map((weight) => weight * network.dt),
      ),
    inputWeights: (input, to) => weightsInto(model, block(to), { input }),
    bias: (name) => Array.from(model.blocks[block(name)]!.compartments.bias),
  };
}

/** Claims that two matrices agree, weight by weight, to the single precision of the chip. */
export function expectClose(actual: number[][], expected: ArrayLike<number>[]): void {
  expect(actual.map((row) => row.length)).toEqual(expected.map((row) => row.length));
  for (const [i, row] of actual.entries())
    for (const [j, value] of row.entries())
      expect(value, `row ${i}, column ${j}`).toBeCloseTo(expected[i]![j]!, 4);
}

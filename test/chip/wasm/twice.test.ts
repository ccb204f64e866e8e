import { expect, test } from 'vitest';
import { isGather } from '../../../src/chip/wasm/plan/plan.js';
import type { AxonGroup, SynapseGroup } from '../../../src/compile/chip/model.js';
import { randomSpikes } from '../../support/random-spikes.js';
import { axons, block, chipModel, input, synapses } from '../models.js';
import { openPair, playPair } from './compare.js';

const targets = 20;

/** Four inputs into neurons, said to be dense; `indices` are the targets of the last input. */
function saidDense(indices: readonly number[], routes: readonly AxonGroup[]) {
  const rows = Array.from({ length: 4 }, (_, source) => [
    indices.map((index, k): [number, number] => [
      source === 3 ? index : k,
      64 * (source === 3 ? 2 : 1 + ((source + k) % 5)),
    ]),
  ]);
  const group: SynapseGroup = { ...synapses(rows), origin: { kind: 'dense' } };
  const neurons = block({ n: targets, vth: 2000, decayU: 500 }, [group]);
  return chipModel([neurons], [input(4, [...routes])]);
}

const all = Array.from({ length: targets }, (_, i) => i);
const straight = [axons(4, 0, 0)];
const second = [axons(4, 0, 0, { axon: [0, 1, 2, -1] }), axons(4, 0, 0, { axon: [-1, 1, -1, -1] })];

// As many connections as there must be, of which some are there twice and others are missing.
test.each([
  ['all targets once', true, all, straight],
  ['a target twice, another never', false, all.with(1, 0), straight],
  ['a source twice, another never', false, all, second],
] as const)(
  'dense weights with %s: gathered is %s, and played exactly',
  (_, gathers, list, routes) => {
    const pair = openPair(saidDense(list, routes));
    expect(playPair(pair, randomSpikes([4], 60, 2))).toBeNull();
    expect(isGather(pair.fast.engine.plan.steps[0]!)).toBe(gathers);
  },
);

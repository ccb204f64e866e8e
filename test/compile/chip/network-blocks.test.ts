import { expect, test } from 'vitest';
import { axonSlots, axonTarget } from '../../../src/compile/chip/axon.js';
import { discretizeModel } from '../../../src/compile/chip/discretize/discretize-model.js';
import type { Block, ChipModel } from '../../../src/compile/chip/model.js';
import { splitBlocks } from '../../../src/compile/chip/split.js';
import { synapseBits } from '../../../src/compile/chip/synapse-bits.js';
import { utilization } from '../../../src/compile/chip/utilization.js';
import { validateModel } from '../../../src/compile/chip/validate.js';
import { type GoldenBlock, networkBlocks, neuronNetworks } from '../../support/network-golden.js';

const names = neuronNetworks();

if (names.length === 0) test.skip('golden networks (files not here)', () => {});

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** The figures of a discretized block in the spelling of the golden networks. */
function figures(model: ChipModel, block: Block): GoldenBlock {
  const { compartments: c } = block;
  const use = utilization(model, block);
  return {
    n_compartments: use.compartments.used,
    in_axons: use.inAxons.used,
    out_axon_slots: use.outAxons.used,
    synapse_bits: use.synapses.used,
    decay_u: c.decayU[0],
    decay_v: c.decayV[0],
    vth: c.vth[0],
    refract_delay: c.refractDelay[0],
    bias_sum: sum(c.bias),
    vmin: c.vmin,
    vmax: c.vmax,
    w_exp: block.discretizeInfo!.wExp,
    synapses: block.synapses.map((group) => ({
      n_axons: group.nAxons,
      pop_type: group.popType,
      weight_exp: group.format.weightExp,
      bits: synapseBits(group),
      idx_bits: group.format.idxBits,
      n_weight_sets: group.weights.length,
      n_weights: sum(group.weights.map(({ values }) => values.length)),
      weight_sum: sum(group.weights.map(({ values }) => sum(values))),
      weight_abs_sum: sum(group.weights.map(({ values }) => sum(values.map(Math.abs)))),
    })),
    axons: block.axons.map((axons) => ({
      n_axons: axons.nAxons,
      slots: axonSlots(axons.nAxons, axonTarget(model, axons).popType),
    })),
  };
}

test.each(names)('cuts and discretizes %s as the reference does', (name) => {
  const { model, shapes, ensembles, expected } = networkBlocks(name);
  const split = splitBlocks(model, shapes);
  const chip = discretizeModel(split.model);
  const positions = Object.fromEntries(ensembles.map((id, i) => [id, split.positions[i]]));
  expect(positions).toEqual(expected.ensemble_blocks);
  expect(chip.blocks.map((block) => figures(chip, block))).toEqual(expected.blocks);
  validateModel(chip);
});

import type { Block } from '../compile/chip/model.js';
import { openCompartments, stepCompartments } from './compartment.js';
import type { Core, Numbers } from './core.js';
import { openLearning } from './learning.js';
import { addNoise, openNoise } from './noise.js';
import { openRule, updateTraces, updateWeights } from './rule.js';
import { accumulate, openSynapse } from './synapse.js';

/** The chip's own numbers: 32-bit integers that wrap at the ends of narrower registers. */
export const integers: Numbers<Int32Array> = { dtype: 'int32', openCore };

function openCore(block: Block, where: string): Core<Int32Array> {
  const n = block.nCompartments;
  const compartments = openCompartments(block);
  const noise = openNoise(block);
  const place = (s: number) => `${where}, synapse group ${s}`;
  const synapses = block.synapses.map((group, s) => openSynapse(group, n, zeros, place(s)));
  const learning = block.synapses.map((group, s) =>
    openLearning(group, synapses[s], n, zeros, place(s)),
  );
  const rules = learning.flatMap((group, s) =>
    group === null ? [] : [openRule(group, block.synapses[s].format, place(s))],
  );
  return {
    compartments,
    synapses,
    learning,
    axons: [],
    needsRandom: noise.isOn || rules.length > 0,
    accumulate: () => {
      let added = 0;
      for (const synapse of synapses) added += accumulate(synapse, compartments.q);
      return added;
    },
    updateTraces: (t, random) => {
      let flags = 0;
      for (const rule of rules) flags |= updateTraces(rule, t, random);
      return flags;
    },
    updateWeights: (t, random) => {
      let flags = 0;
      for (const rule of rules) flags |= updateWeights(rule, t, random);
      return flags;
    },
    addNoise: (random) => addNoise(noise, compartments, random),
    stepCompartments: () => stepCompartments(compartments),
  };
}

function zeros(n: number): Int32Array {
  return new Int32Array(n);
}

import type { Block } from '../../compile/chip/model.js';
import type { Core, Numbers } from '../core.js';
import { openLearning } from '../learning.js';
import { openSynapse } from '../synapse.js';
import { accumulateFloat } from './accumulate.js';
import { openFloatCompartments, stepFloatCompartments } from './compartment.js';
import { addFloatNoise, openFloatNoise } from './noise.js';
import { updateFloatTraces, updateFloatWeights } from './rule.js';

/** Float32, for models that are not discretized: no register wraps, and learning does not draw. */
export const floats: Numbers<Float32Array> = { dtype: 'float32', openCore };

function openCore(block: Block, where: string): Core<Float32Array> {
  const n = block.nCompartments;
  const compartments = openFloatCompartments(block);
  const noise = openFloatNoise(block);
  const place = (s: number) => `${where}, synapse group ${s}`;
  const synapses = block.synapses.map((group, s) => openSynapse(group, n, zeros, place(s)));
  const learning = block.synapses.map((group, s) =>
    openLearning(group, synapses[s], n, zeros, place(s)),
  );
  const learners = learning.filter((group) => group !== null);
  return {
    compartments,
    synapses,
    learning,
    axons: [],
    needsRandom: noise.isOn,
    accumulate: () => {
      let added = 0;
      for (const synapse of synapses) added += accumulateFloat(synapse, compartments.q);
      return added;
    },
    updateTraces: (t) => {
      let flags = 0;
      for (const group of learners) flags |= updateFloatTraces(group, t);
      return flags;
    },
    updateWeights: (t) => {
      for (const group of learners) updateFloatWeights(group, t);
      return 0;
    },
    addNoise: (random) => addFloatNoise(noise, compartments, random),
    stepCompartments: () => {
      stepFloatCompartments(compartments);
      return 0;
    },
  };
}

function zeros(n: number): Float32Array {
  return new Float32Array(n);
}

import { expect, test } from 'vitest';
import {
  configureFilter,
  configureLif,
  configureRelu,
  createCompartments,
} from '../../../src/compile/chip/compartments.js';
import { discretizeModel } from '../../../src/compile/chip/discretize/discretize-model.js';
import type { Block, Compartments } from '../../../src/compile/chip/model.js';
import { denseSynapse, withLearning } from '../../../src/compile/chip/synapse.js';
import { type BlockParts, blockOf, modelOf } from '../../support/chip-blocks.js';

/** Compartments set up by `configure`, with biases. */
function neurons(biases: number[], configure: (compartments: Compartments) => void): Compartments {
  const compartments = createCompartments(biases.length);
  configure(compartments);
  compartments.bias.set(biases);
  return compartments;
}

function discretized(parts: BlockParts & { compartments: Compartments }): Block {
  return discretizeModel(modelOf([blockOf(parts.compartments.vth.length, parts)])).blocks[0];
}

const lif = discretized({
  compartments: neurons([0, 1.2], (c) => {
    configureLif(c, { tauRc: 0.02, tauRef: 0.001 });
    configureFilter(c, 0.005);
  }),
  synapses: [denseSynapse([10, -5, 3, 8], 2, 2)],
});

const refractory = discretized({
  compartments: neurons([0.6], (c) => configureRelu(c, { tauRef: 0.002 })),
});

const clamped = discretized({
  compartments: neurons([0], (c) => configureRelu(c, { vth: 40000 })),
  synapses: [1, -1, 0.3].map((weight) => denseSynapse([weight], 1, 1)),
});

const learning = discretized({
  compartments: neurons([0.5, 0.5], (c) => {
    configureRelu(c);
    configureFilter(c, 0);
  }),
  synapses: [
    withLearning(denseSynapse([0, 0, 0, 0], 2, 2), {
      learningRate: 1e-4,
      tracingTau: 5,
      tracingMag: 0.5,
      wgtExp: 4,
    }),
  ],
});

const weightsOf = (block: Block) =>
  block.synapses.flatMap((group) => group.weights.flatMap(({ values }) => [...values]));

test.each([
  ['LIF: current decay', lif.compartments.decayU[0], 741],
  ['LIF: voltage decay', lif.compartments.decayV[0], 200],
  ['LIF: refractory steps', lif.compartments.refractDelay[0], 2],
  ['LIF: block exponent', lif.discretizeInfo?.wExp, 0],
  ['LIF: weight scale', lif.discretizeInfo?.wScale, 25.5],
  ['LIF: threshold', lif.compartments.vth[0], 184512],
  ['LIF: biases', [...lif.compartments.bias], [0, 10812]],
  ['LIF: weights', weightsOf(lif), [16256, -8192, 4864, 13056]],
  ['LIF: lowest voltage', lif.compartments.vmin, 0],
  ['LIF: highest voltage', lif.compartments.vmax, 8388607],
  ['LIF: noise exponent', lif.compartments.noiseExp, 17],
  ['bias only: threshold', refractory.compartments.vth[0], 873600],
  ['bias only: bias', refractory.compartments.bias[0], 524160],
  ['bias only: refractory steps', refractory.compartments.refractDelay[0], 3],
  ['clamp: block exponent', clamped.discretizeInfo?.wExp, -7],
  ['clamp: threshold', clamped.compartments.vth[0], 5101248],
  ['clamp: group exponents', clamped.synapses.map(({ format }) => format.weightExp), [-6, -6, -6]],
  ['clamp: weights', weightsOf(clamped), [192, -256, 128]],
  ['learning: rate', learning.synapses[0].learning?.learningRate, 2 ** -7],
  ['learning: trace increment', learning.synapses[0].learning?.tracingMag, 104.8046875],
  ['learning: its whole part', learning.synapses[0].learning?.tracingMagInt, 104],
  ['learning: its 128ths', learning.synapses[0].learning?.tracingMagFrac, 103],
  ['learning: group exponent', learning.synapses[0].format.weightExp, 4],
])('%s', (_, got, expected) => {
  expect(got).toEqual(expected);
});

test('the voltage scale of the LIF example is the one derived by hand', () => {
  expect(lif.discretizeInfo!.vScale).toBeCloseTo(184490.57922395537, 7);
});

test('discretizing twice is refused', () => {
  const model = discretizeModel(
    modelOf([blockOf(1, { compartments: neurons([1], configureRelu) })]),
  );
  expect(() => discretizeModel(model)).toThrow(/holds integers already/);
});

test('an impossible block is named with its numbers and a remedy', () => {
  const compartments = neurons([0], (c) => configureRelu(c, { vth: 1e6 }));
  const block = blockOf(1, { label: 'out', compartments, synapses: [denseSynapse([0.01], 1, 1)] });
  expect(() => discretizeModel(modelOf([block]))).toThrow(
    /^block "out": no weight exponent .* 1000000 .*Use larger weights/,
  );
});

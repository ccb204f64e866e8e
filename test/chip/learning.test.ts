import { describe, expect, test } from 'vitest';
import { Board } from '../../src/chip/board.js';
import { openBoard } from '../../src/chip/open-board.js';
import { configureFilter, configureRelu } from '../../src/compile/chip/compartments.js';
import { discretizeModel } from '../../src/compile/chip/discretize/discretize-model.js';
import type { ChipModel, SynapseGroup } from '../../src/compile/chip/model.js';
import { denseSynapse, withLearning } from '../../src/compile/chip/synapse.js';
import { DeviceError } from '../../src/core/errors.js';
import { axonsTo, blockOf, modelOf } from '../support/chip-blocks.js';
import { block, chipModel, learner, learningSynapses, openLogged, synapses } from './models.js';

/** Two neurons, one error, two axons without weight, in float. */
function twoNeurons(): ChipModel {
  const neurons = blockOf(2);
  configureFilter(neurons.compartments, 0);
  configureRelu(neurons.compartments);
  neurons.compartments.bias.fill(0.5);
  const options = { learningRate: 1e-4, tracingTau: 5, tracingMag: 0.5, wgtExp: 4 };
  neurons.synapses.push(withLearning(denseSynapse([0, 0, 0, 0], 2, 2), options));
  return modelOf([neurons], [{ label: null, nNeurons: 2, axons: [axonsTo(0, 0, 2)] }]);
}

const group = { block: 0, synapse: 0 };

describe('two neurons that learn from one error', () => {
  const sent: Record<number, number[]> = { 1: [0], 2: [1], 4: [0] };
  const { board, warnings } = openLogged(discretizeModel(twoNeurons()), { seed: 3 });
  board.setErrors([{ ...group, e: [0.8] }]);
  const none = [0, 0, 0, 0];
  const learned = [-12288, 12288, -16384, 18432];
  test.each([
    [1, [0, 0], none, ''],
    [2, [105, 0], none, ''],
    [3, [105, 0], none, ''],
    [4, [70, 105], learned, ''],
    [5, [70, 105], learned, ''],
    [6, [127, 70], learned, '6 trace_clipped'],
    [7, [127, 70], learned, ''],
    [8, [85, 47], [-26624, 26624, -22528, 26624], ''],
  ])('step %i leaves the traces and weights of the reference', (t, traces, weights, warning) => {
    board.send(0, sent[t] ?? []);
    board.step();
    expect([...board.traces(0, 0)]).toEqual(traces);
    expect([...board.weights(0, 0)]).toEqual(weights);
    expect([...board.errors(0, 0)]).toEqual([80]);
    expect(warnings.splice(0).join()).toBe(warning);
  });
});

describe('traces', () => {
  test('count one spike an axon and train epoch; another one is lost and said so', () => {
    const { board, warnings } = openLogged(learner([[0, 0]], { tracingMag: 20 }));
    board.send(0, [0, 0]);
    board.step();
    board.send(0, [0]);
    board.step();
    expect([...board.traces(0, 0)]).toEqual([20]);
    expect(warnings).toEqual(['2 trace_spikes_lost']);
    board.step();
    expect(warnings).toEqual(['2 trace_spikes_lost']);
  });

  test('are clipped at 127', () => {
    const { board, warnings } = openLogged(learner([[0, 0]], { tracingMag: 127, tracingTau: 90 }));
    for (let t = 1; t <= 4; t++) {
      if (t % 2 === 1) board.send(0, [0]);
      board.step();
    }
    expect([...board.traces(0, 0)]).toEqual([127]);
    expect(warnings).toEqual(['4 trace_clipped']);
  });
});

describe('weights', () => {
  test.each([-6, -1, 0, 1, 4, 6])('of exponent %i move by whole mantissas', (weightExp) => {
    const { board } = openLogged(learner([[3, 3, -5, -5]], { tracingMag: 64 }, { weightExp }));
    board.setErrors([{ ...group, e: [0.64, -0.64] }]);
    board.send(0, [0]);
    for (let t = 1; t <= 4; t++) board.step();
    // The errors of the four compartments are -64, 64, 64 and -64.
    const move = (board.traces(0, 0)[0] * 64) / 4 / 256;
    const wanted = [3 - move, 3 + move, -5 + move, -5 - move];
    board.weights(0, 0).forEach((weight, j) => {
      const mantissa = weight / 2 ** (7 + weightExp);
      expect(Number.isInteger(mantissa)).toBe(true);
      expect(Math.abs(mantissa - wanted[j])).toBeLessThan(1);
    });
  });

  test('are clipped to the largest mantissa', () => {
    const { board, warnings } = openLogged(learner([[-126, 126]], { tracingMag: 120 }));
    board.setErrors([{ ...group, e: [1.27] }]);
    board.send(0, [0]);
    for (let t = 1; t <= 4; t++) board.step();
    expect([...board.weights(0, 0)]).toEqual([-127 * 2 ** 11, 127 * 2 ** 11]);
    expect(warnings).toEqual(['4 weights_clipped']);
  });

  test('act on the spikes of the next step, not on those of the step that changed them', () => {
    const { board } = openLogged(learner([[0, 0]], { tracingMag: 120 }));
    board.setErrors([{ ...group, e: [1.27] }]);
    const inputs = Array.from({ length: 5 }, () => {
      board.send(0, [0]);
      board.step();
      return [...board.synapticInput(0)];
    });
    expect(inputs[3]).toEqual([0, 0]);
    expect(inputs[4]).toEqual([...board.weights(0, 0)]);
    expect(inputs[4][0]).toBeLessThan(0);
  });

  test('learn on the board and stay as they were in the model', () => {
    const model = learner([[0, 0]], { tracingMag: 120 });
    const before = structuredClone(model);
    const { board } = openLogged(model);
    board.setErrors([{ ...group, e: [1.27] }]);
    board.send(0, [0]);
    for (let t = 1; t <= 8; t++) board.step();
    expect(model).toEqual(before);
    expect(board.weights(0, 0)[0]).not.toBe(0);
  });

  test('are the same for the same seed, and others for another', () => {
    const play = (seed: number) => {
      const rows = Array.from({ length: 8 }, () => [0, 0, 0, 0, 0, 0]);
      const { board } = openLogged(learner(rows, { tracingMag: 90.5 }), { seed });
      board.setErrors([{ ...group, e: [0.1, 0.2, 0.3] }]);
      board.send(0, [0, 1, 2, 3, 4, 5, 6, 7]);
      for (let t = 1; t <= 8; t++) board.step();
      return [...board.weights(0, 0)];
    };
    expect(play(5)).toEqual(play(5));
    expect(play(5)).not.toEqual(play(6));
  });

  test('may be clipped in strict mode, which is about registers', () => {
    const { board } = openLogged(learner([[-126, 126]], { tracingMag: 120 }), { strict: true });
    board.setErrors([{ ...group, e: [1.27] }]);
    board.send(0, [0]);
    for (let t = 1; t <= 4; t++) board.step();
    expect(board.t).toBe(4);
  });
});

describe('refusals', () => {
  const open = (groupOf: SynapseGroup, n = 2) => new Board(chipModel([block({ n }, [groupOf])]));
  const dense = learningSynapses([[0, 0]]);
  test.each<[string, () => Board, string]>([
    ['too few entries in a row', () => open(dense, 4), 'learning-layout'],
    [
      'an odd number of compartments',
      () => open(learningSynapses([[0, 0, 0]]), 3),
      'learning-layout',
    ],
    [
      'shared rows',
      () => open({ ...dense, nAxons: 2, axonToWeightMap: Int32Array.of(0, 0) }),
      'learning-layout',
    ],
    [
      'rows out of order',
      () => {
        const swapped = synapses([
          [
            [
              [1, 64],
              [0, 64],
            ],
          ],
        ]);
        return open({ ...dense, weights: swapped.weights });
      },
      'learning-layout',
    ],
    [
      'a rate that is not discretized',
      () => {
        const { lrInt: _, ...rate } = dense.learning!;
        return open({ ...dense, learning: rate });
      },
      'not-discretized',
    ],
  ])('a learning group with %s is refused when the board opens', (_, attempt, code) => {
    expect(attempt).toThrow(expect.objectContaining({ code }));
  });

  test('what a group that does not learn would have learned cannot be asked for', () => {
    const board = open(synapses([[[[0, 64]]]]));
    for (const ask of ['traces', 'weights', 'errors'] as const) {
      expect(() => board[ask](0, 0)).toThrow(DeviceError);
    }
  });

  test('a seed that is none is refused', () => {
    expect(() => openBoard(learner([[0, 0]]), { seed: -1 })).toThrow(/random seed: got -1/);
  });
});

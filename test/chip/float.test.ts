import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openBoard } from '../../src/chip/open-board.js';
import { openProbes } from '../../src/chip/probe.js';
import type { ChipArray, ChipModel } from '../../src/compile/chip/model.js';
import { axons, block, chipModel, input, learningSynapses, synapses } from './models.js';
import { type RandomRun, randomRun } from './random-models.js';

const { fround } = Math;

/** The same numbers in float32, `factor` times as large; decays become fractions. */
function toFloat(model: ChipModel, factor = 1): ChipModel {
  const float = (values: ChipArray, by: number) => Float32Array.from(values, (x) => x * by);
  const blocks = model.blocks.map((one) => ({
    ...one,
    compartments: {
      ...one.compartments,
      decayU: float(one.compartments.decayU, 1 / 4096),
      decayV: float(one.compartments.decayV, 1 / 4096),
      vth: float(one.compartments.vth, factor),
      bias: float(one.compartments.bias, factor),
    },
    synapses: one.synapses.map((group) => ({
      ...group,
      weights: group.weights.map((set) => ({ ...set, values: float(set.values, factor) })),
    })),
  }));
  return { ...model, dtype: 'float32', blocks };
}

/** One neuron that never spikes, with a weight for every neuron of one input. */
function adder(weights: number[]): ChipModel {
  const rows = weights.map((weight): [number, number][][] => [[[0, weight]]]);
  const neuron = block({ n: 1, vth: 2 ** 30, decayU: 4096, decayV: 4096 }, [synapses(rows)]);
  const all = axons(weights.length, 0, 0);
  return toFloat(chipModel([neuron], [input(weights.length, [all])]));
}

describe('a board in float32', () => {
  test('adds weights in the order of the spikes, every sum rounded', () => {
    const weights = [2 ** 24, 1, -(2 ** 24)];
    const sum = (order: number[]) => {
      const board = openBoard(adder(weights));
      board.send(0, order);
      board.step();
      board.step();
      return board.synapticInput(0)[0];
    };
    expect([sum([0, 1, 2]), sum([0, 2, 1])]).toEqual([0, 1]);
  });

  test('rounds every product and sum of current and voltage', () => {
    const model = toFloat(chipModel([block({ n: 1, decayU: 741, decayV: 200, bias: 1, vth: 99 })]));
    const [parameters] = model.blocks.map(({ compartments }) => compartments);
    parameters.scaleU = true;
    parameters.scaleV = true;
    parameters.bias[0] = 0.3;
    const board = openBoard(model);
    const keep = fround(1 - fround(200 / 4096));
    let v = 0;
    for (let t = 0; t < 40; t++) {
      board.step();
      v = fround(fround(keep * v) + fround(fround(200 / 4096) * fround(0.3)));
      expect(board.voltage(0)[0]).toBe(v);
    }
  });

  test('spikes, rests and counts as in integers', () => {
    const neuron = { n: 1, bias: 40, vth: 64, refractDelay: 3 };
    const board = openBoard(toFloat(chipModel([block(neuron)]), 0.01));
    const seen = Array.from({ length: 6 }, () => {
      board.step();
      return [board.spikes(0).count, board.refractory(0)[0]];
    });
    const spike = [1, 2];
    expect(seen).toEqual([[0, 0], spike, [0, 1], [0, 0], [0, 0], spike]);
    expect(board.spikeCount[0][0]).toBe(2);
  });

  test('does not wrap and does not warn', () => {
    const warnings: unknown[] = [];
    const board = openBoard(adder([2 ** 29]), { onWarning: (warning) => warnings.push(warning) });
    board.send(0, new Int32Array(8));
    board.step();
    board.step();
    expect(board.synapticInput(0)[0]).toBe(2 ** 32);
    expect(warnings).toEqual([]);
  });

  test('learns by rate times trace times error, without a draw', () => {
    const rule = { learningRate: 0.001, tracingTau: 4, tracingMag: 0.3 };
    const group = learningSynapses([[0, 0]], rule);
    const target = block({ n: 2, vth: 2 ** 20 }, [group]);
    const model = toFloat(chipModel([target], [input(1, [axons(1, 0, 0)])]));
    const board = openBoard(model, { keepRandomInPhase: false });
    const before = board.peekRandom(1)[0];
    board.setErrors([{ block: 0, synapse: 0, e: [0.5] }]);
    board.send(0, [0]);
    for (let t = 0; t < 4; t++) board.step();
    const trace = fround(fround(Math.exp(-2 / 4)) * fround(0.3));
    const move = fround(fround(0.001) * fround(trace * 50));
    expect([...board.traces(0, 0)]).toEqual([trace]);
    expect([...board.weights(0, 0)]).toEqual([-move, move]);
    expect(board.peekRandom(1)[0]).toBe(before);
  });

  test('gives probes of its own type', () => {
    const target = { block: 0, select: null, weights: null };
    const probe = { key: 'voltage', targets: [target], reindexing: null, synapse: null } as const;
    const neuron = block({ n: 1, bias: 1, vth: 2 ** 20 });
    const model = toFloat(chipModel([neuron], [], [{ ...probe, targets: [target] }]), 0.1);
    const board = openBoard(model);
    const recorder = openProbes(model);
    for (let t = 0; t < 100; t++) {
      board.step();
      recorder.record(board);
    }
    const { dtype, values } = recorder.read(0);
    expect([dtype, values.length, values[0]]).toEqual(['float32', 100, fround(0.1)]);
    expect(values[99]).toBe(board.voltage(0)[0]);
  });

  test('rounds the exponent of the noise before raising 10 to it', () => {
    const noise = { on: [1, 1], exp: 2.114001084813334, offset: 0, atMembrane: 0 as const };
    const model = toFloat(chipModel([block({ n: 2, vth: 2 ** 30, noise })]));
    const board = openBoard(model, { seed: 3 });
    board.step();
    // From numpy: float32 draws of RandomState(3) times 10.0 ** float32(exp).
    expect([...board.synapticInput(0)]).toEqual([13.209209442138672, 54.12562561035156]);
  });

  test('goes on bit for bit from a saved state, with noise and learning', () => {
    const play = (board: ReturnType<typeof openBoard>, { sent, errors }: RandomRun, from: number) =>
      sent.slice(from).map((inputs, k) => {
        inputs.forEach((indices, i) => {
          board.send(i, indices);
        });
        const batch = errors[from + k];
        if (batch !== null) board.setErrors(batch);
        board.step();
        return board.save();
      });
    fc.assert(
      fc.property(randomRun, fc.nat(), (run, n) => {
        const cut = n % run.sent.length;
        const model = toFloat(run.model, 2 ** -16);
        const board = openBoard(model, { seed: run.seed });
        play(board, { ...run, sent: run.sent.slice(0, cut) }, 0);
        const state = structuredClone(board.save());
        const rest = play(board, run, cut);
        const other = openBoard(model, { seed: 1 });
        other.restore(state);
        expect(play(other, run, cut)).toEqual(rest);
      }),
    );
  });
});

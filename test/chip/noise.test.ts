import { describe, expect, test } from 'vitest';
import { Board } from '../../src/chip/board.js';
import { openBoard } from '../../src/chip/open-board.js';
import { RandomState } from '../../src/core/mt19937.js';
import { block, chipModel, learningSynapses, type NoiseSpec } from './models.js';

/** Three neurons that cannot spike, without current from one step to the next, beside one other. */
function noisy(noise: NoiseSpec, dtype: 'int32' | 'float32' = 'int32') {
  const quiet = { decayU: 4095, decayV: 4095, vth: 2 ** 22, vmin: -(2 ** 22) };
  return { ...chipModel([block({ n: 1 }), block({ n: 3, ...quiet, bias: 1000, noise })]), dtype };
}

/** What numpy would draw for the three neurons in the first step, after the one beside them. */
function drawsOf(seed: number): number[] {
  const random = new RandomState(seed);
  return [0, 1, 2, 3].map(() => random.integer(-127, 128)).slice(1);
}

describe('noise', () => {
  const on = [1, 0, 1];

  test('at the input is in the synaptic input of those that have it', () => {
    const board = new Board(noisy({ on, exp: 9, offset: 2, atMembrane: 0 }), { seed: 5 });
    board.step();
    const noise = drawsOf(5).map((draw, i) => on[i] * (draw + 128) * 4);
    expect([...board.synapticInput(1)]).toEqual(noise);
    expect([...board.current(1)]).toEqual(noise);
    expect([...board.voltage(1)]).toEqual(noise.map((z) => z + 1000));
  });

  test('at the membrane leaves input and current alone', () => {
    const board = new Board(noisy({ on, exp: 9, offset: 2, atMembrane: 1 }), { seed: 5 });
    board.step();
    expect([...board.current(1)]).toEqual([0, 0, 0]);
    const noise = drawsOf(5).map((draw, i) => on[i] * (draw + 128) * 4);
    expect([...board.voltage(1)]).toEqual(noise.map((z) => z + 1000));
  });

  test('at the membrane does not pile up: every step adds its own to the bias', () => {
    const board = new Board(noisy({ on: [1, 1, 1], exp: 7, offset: 0, atMembrane: 1 }));
    for (let t = 0; t < 50; t++) board.step();
    for (const voltage of board.voltage(1)) expect(Math.abs(voltage - 1000)).toBeLessThan(128);
  });

  test('that leaves the register wraps and is reported', () => {
    const warnings: string[] = [];
    const noise: NoiseSpec = { on, exp: 20, offset: 5, atMembrane: 0 };
    const board = new Board(noisy(noise), { onWarning: ({ kind }) => warnings.push(kind) });
    board.step();
    expect(warnings).toEqual(['overflow_q0']);
    expect(Math.max(...board.synapticInput(1).map(Math.abs))).toBeLessThanOrEqual(2 ** 21);
  });

  test('draws for every compartment of a model that learns, whether it has noise or not', () => {
    const board = new Board(chipModel([block({ n: 2 }, [learningSynapses([[0, 0]])])]), {
      seed: 9,
    });
    board.step();
    const random = new RandomState(9);
    for (let k = 0; k < 2; k++) random.integer(-127, 128);
    expect(board.peekRandom(1)[0]).toBe(random.u32());
  });

  test('is not drawn where nothing needs it, unless asked to', () => {
    const model = chipModel([block({ n: 2 })]);
    const [idle, inPhase] = [{}, { keepRandomInPhase: true }].map((o) => new Board(model, o));
    const before = idle.peekRandom(1)[0];
    idle.step();
    inPhase.step();
    expect(idle.peekRandom(1)[0]).toBe(before);
    expect(inPhase.peekRandom(1)[0]).not.toBe(before);
  });

  test('cannot be switched off by not asking for a generator in phase', () => {
    const noise: NoiseSpec = { on, exp: 9, offset: 0, atMembrane: 0 };
    const board = new Board(noisy(noise), { seed: 5, keepRandomInPhase: false });
    board.step();
    expect([...board.synapticInput(1)]).toEqual(drawsOf(5).map((draw, i) => on[i] * draw * 4 + 0));
  });

  test('of a model in float32 is uniform, and its exponent has base 10', () => {
    const noise: NoiseSpec = { on, exp: -1, offset: 0.25, atMembrane: 0 };
    const board = openBoard(noisy(noise, 'float32'), { seed: 5 });
    board.step();
    const random = new RandomState(5);
    random.rand();
    const { fround } = Math;
    const expected = on.map((enabled) => {
      const draw = fround(fround(2 * random.rand() - 1) + 0.25);
      return fround(enabled * fround(draw * fround(0.1))) + 0;
    });
    expect([...board.synapticInput(1)].map((z) => z + 0)).toEqual(expected);
  });
});

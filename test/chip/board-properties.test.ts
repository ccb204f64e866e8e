import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Board, type BoardState, type BoardWarning } from '../../src/chip/board.js';
import { openBoard } from '../../src/chip/open-board.js';
import type { ChipArray, ChipModel } from '../../src/compile/chip/model.js';
import { DeviceError } from '../../src/core/errors.js';
import { block, chipModel, learningSynapses } from './models.js';
import { NaiveChip } from './naive-chip.js';
import { type Errors, type RandomRun, randomRun } from './random-models.js';

/** Everything one can see of a board after a step. */
function observe(board: Board, model: ChipModel): unknown[] {
  const blocks = board.spikeCount.map((count, b) => {
    const { indices, count: nSpiked } = board.spikes(b);
    const { synapses } = model.blocks[b];
    const learned = synapses.flatMap(({ learning }, s) =>
      learning === null ? [] : [board.traces(b, s), board.weights(b, s), board.errors(b, s)],
    );
    return [
      ...[board.synapticInput(b), board.current(b), board.voltage(b), board.refractory(b)],
      ...learned,
      count,
      indices.subarray(0, nSpiked),
    ].map((array) => [...array]);
  });
  return [...blocks, board.synapticOps, board.t];
}

/** Plays the steps from `from` on and returns all that was seen and warned of. */
function play(board: Board, run: RandomRun, warnings: BoardWarning[], from = 0): unknown[] {
  return run.sent.slice(from).map((inputs, k) => {
    hand(board, inputs, run.errors[from + k]);
    board.step();
    return [observe(board, run.model), warnings.splice(0)];
  });
}

function hand(board: Board, inputs: number[][], errors: Errors | null): void {
  inputs.forEach((indices, i) => {
    board.send(i, indices);
  });
  if (errors !== null) board.setErrors(errors);
}

function openLogged({ model, seed }: RandomRun): { board: Board; warnings: BoardWarning[] } {
  const warnings: BoardWarning[] = [];
  const board = new Board(model, { seed, onWarning: (warning) => warnings.push(warning) });
  return { board, warnings };
}

test('random boards agree with the step written in unlimited integers', () => {
  fc.assert(
    fc.property(randomRun, ({ model, seed, sent, errors }) => {
      const board = new Board(model, { seed });
      const naive = new NaiveChip(model, seed);
      sent.forEach((inputs, k) => {
        hand(board, inputs, errors[k]);
        board.step();
        naive.step(inputs, errors[k]);
        naive.blocks.forEach((expected, b) => {
          const { indices, count } = board.spikes(b);
          expect(Array.from(board.synapticInput(b), BigInt)).toEqual(expected.q);
          expect(Array.from(board.current(b), BigInt)).toEqual(expected.u);
          expect(Array.from(board.voltage(b), BigInt)).toEqual(expected.v);
          expect([...board.refractory(b)]).toEqual(expected.r);
          expect([...indices.subarray(0, count)]).toEqual(expected.spiked);
          for (const learner of expected.learners) {
            const { synapse, traces, weights } = learner;
            // Adding 0 makes no difference but of -0.
            const noSign = learner.errors.map((e) => e + 0);
            expect([...board.errors(b, synapse)]).toEqual(noSign);
            expect([...board.traces(b, synapse)]).toEqual(traces.map((value) => value + 0));
            expect(Array.from(board.weights(b, synapse), BigInt)).toEqual(weights.flat());
          }
        });
      });
    }),
    { numRuns: 300 },
  );
});

test('a board that keeps its generator in phase without need plays the same', () => {
  fc.assert(
    fc.property(randomRun, (run) => {
      const { model, seed, sent, errors } = run;
      const [plain, inPhase] = [false, true].map(
        (keepRandomInPhase) => new Board(model, { seed, keepRandomInPhase }),
      );
      sent.forEach((inputs, k) => {
        for (const board of [plain, inPhase]) hand(board, inputs, errors[k]);
        plain.step();
        inPhase.step();
        expect(observe(plain, model)).toEqual(observe(inPhase, model));
      });
    }),
  );
});

describe('a saved board', () => {
  test('goes on bit for bit in a new board, wherever it was saved', () => {
    fc.assert(
      fc.property(randomRun, fc.nat(), (run, n) => {
        const cut = n % run.sent.length;
        const { board, warnings } = openLogged(run);
        play(board, { ...run, sent: run.sent.slice(0, cut) }, warnings);
        const state = structuredClone(board.save());
        const rest = play(board, run, warnings, cut);
        const other = openLogged({ ...run, seed: 1 });
        other.board.restore(state);
        expect(play(other.board, run, other.warnings, cut)).toEqual(rest);
        if (state.random === undefined) return;
        expect(other.board.peekRandom(2)).toEqual(board.peekRandom(2));
      }),
    );
  });

  test('is not changed by stepping on, and brings spikes and errors given before with it', () => {
    fc.assert(
      fc.property(randomRun, (run) => {
        const { board, warnings } = openLogged(run);
        hand(board, run.sent[0], run.errors[0]);
        warnings.splice(0);
        const state = board.save();
        const later = { ...run, errors: run.errors.with(0, null) };
        const first = play(board, later, warnings);
        board.restore(state);
        expect(play(board, later, warnings)).toEqual(first);
      }),
    );
  });

  const plain = () => chipModel([block({ n: 2, bias: 10 })]);
  const noisy = () =>
    chipModel([block({ n: 2, noise: { on: [1, 1], exp: 5, offset: 0, atMembrane: 0 } })]);
  const learns = (axonsOfGroup: number[][]) => () =>
    chipModel([block({ n: 2 }, [learningSynapses(axonsOfGroup)])]);
  test.each<[string, () => ChipModel, () => BoardState<ChipArray>]>([
    ['other blocks', plain, () => new Board(chipModel([block({ n: 3 })])).save()],
    ['no noise', noisy, () => new Board(plain()).save()],
    ['noise', plain, () => new Board(noisy()).save()],
    ['no learning', learns([[0, 0]]), () => new Board(plain()).save()],
    [
      'other learning groups',
      learns([[0, 0]]),
      () => {
        const two = [
          [0, 0],
          [0, 0],
        ];
        return new Board(learns(two)()).save();
      },
    ],
    ['float32', plain, () => openBoard({ ...plain(), dtype: 'float32' }).save()],
  ])('of a model with %s is refused, and the board stays as it was', (_, model, state) => {
    const board = openBoard(model());
    board.step();
    const before = structuredClone(board.save());
    expect(() => board.restore(state())).toThrow(DeviceError);
    expect(board.save()).toEqual(before);
  });
});

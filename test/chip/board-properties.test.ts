import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Board } from '../../src/chip/board.js';
import { DeviceError } from '../../src/core/errors.js';
import { block, chipModel } from './models.js';
import { NaiveChip } from './naive-chip.js';
import { randomRun } from './random-models.js';

/** Everything one can see of a board after a step. */
function observe(board: Board): unknown[] {
  return board.spikeCount.map((count, b) => {
    const { indices, count: nSpiked } = board.spikes(b);
    return [
      ...[board.synapticInput(b), board.current(b), board.voltage(b), board.refractory(b)].map(
        (array) => [...array],
      ),
      [...count],
      [...indices.subarray(0, nSpiked)],
      board.synapticOps,
      board.t,
    ];
  });
}

function play(board: Board, sent: number[][][]): unknown[] {
  return sent.map((inputs) => {
    inputs.forEach((indices, i) => {
      board.send(i, indices);
    });
    board.step();
    return observe(board);
  });
}

test('random boards agree with the step written in unlimited integers', () => {
  fc.assert(
    fc.property(randomRun, ({ model, sent }) => {
      const board = new Board(model);
      const naive = new NaiveChip(model);
      for (const inputs of sent) {
        inputs.forEach((indices, i) => {
          board.send(i, indices);
        });
        board.step();
        naive.step(inputs);
        naive.blocks.forEach((expected, b) => {
          const { indices, count } = board.spikes(b);
          expect(Array.from(board.synapticInput(b), BigInt)).toEqual(expected.q);
          expect(Array.from(board.current(b), BigInt)).toEqual(expected.u);
          expect(Array.from(board.voltage(b), BigInt)).toEqual(expected.v);
          expect([...board.refractory(b)]).toEqual(expected.r);
          expect([...indices.subarray(0, count)]).toEqual(expected.spiked);
        });
      }
    }),
    { numRuns: 300 },
  );
});

describe('a saved board', () => {
  test('goes on bit for bit in a new board, wherever it was saved', () => {
    fc.assert(
      fc.property(randomRun, fc.nat(), ({ model, sent }, n) => {
        const cut = n % sent.length;
        const board = new Board(model);
        play(board, sent.slice(0, cut));
        const state = structuredClone(board.save());
        const rest = play(board, sent.slice(cut));
        const other = new Board(model);
        other.restore(state);
        expect(play(other, sent.slice(cut))).toEqual(rest);
      }),
    );
  });

  test('is not changed by stepping on, and brings spikes sent before saving with it', () => {
    fc.assert(
      fc.property(randomRun, ({ model, sent }) => {
        const board = new Board(model);
        board.send(0, sent[0][0]);
        const state = board.save();
        const first = play(board, [[[]], ...sent]);
        board.restore(state);
        expect(play(board, [[[]], ...sent])).toEqual(first);
      }),
    );
  });

  test('is refused by a board of another model, which stays as it was', () => {
    const board = new Board(chipModel([block({ n: 2, bias: 10 })]));
    board.step();
    const before = observe(board);
    const state = new Board(chipModel([block({ n: 3 })])).save();
    expect(() => board.restore(state)).toThrow(DeviceError);
    expect(observe(board)).toEqual(before);
  });
});

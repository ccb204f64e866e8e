import { describe, expect, test } from 'vitest';
import { block, chipModel, learner, learningSynapses, openLogged } from './models.js';

const group = { block: 0, synapse: 0 };

describe('errors', () => {
  const twoGroups = () => {
    const groups = [learningSynapses([[0, 0]]), learningSynapses([[0, 0]])];
    return openLogged(chipModel([block({ n: 2 }, groups)]));
  };

  test('of a group that a batch leaves out go back to 0', () => {
    const { board } = twoGroups();
    board.setErrors([{ ...group, e: [0.2] }]);
    board.setErrors([{ block: 0, synapse: 1, e: [0.3] }]);
    expect([board.errors(0, 0)[0], board.errors(0, 1)[0]]).toEqual([0, 30]);
  });

  test('of an empty batch are all 0', () => {
    const { board } = twoGroups();
    board.setErrors([{ ...group, e: [0.2] }]);
    board.setErrors([]);
    expect(board.errors(0, 0)[0]).toBe(0);
  });

  test('stay without a batch', () => {
    const { board } = twoGroups();
    board.setErrors([{ ...group, e: [0.2] }]);
    for (let t = 0; t < 9; t++) board.step();
    expect(board.errors(0, 0)[0]).toBe(20);
  });

  test('of one batch add up, beyond 127', () => {
    const { board, warnings } = twoGroups();
    board.setErrors([
      { ...group, e: [0.9] },
      { ...group, e: [0.9] },
    ]);
    expect(board.errors(0, 0)[0]).toBe(180);
    expect(warnings).toEqual([]);
  });

  test.each([
    ['above 127', [1.4], 127, ['1 pes_error_above']],
    ['below -127', [-1.28], -127, ['1 pes_error_below']],
    ['half to the even number', [0.125], 12, []],
  ])('are rounded and clipped: %s', (_, e, expected, said) => {
    const { board, warnings } = twoGroups();
    board.setErrors([{ ...group, e }]);
    expect(board.errors(0, 0)[0]).toBe(expected);
    expect(warnings).toEqual(said);
  });

  test('warn once of each kind, with the step they are for', () => {
    const { board, warnings } = openLogged(learner([[0, 0, 0, 0]]));
    board.step();
    board.setErrors([
      { ...group, e: [-2, 3] },
      { ...group, e: [2, -3] },
    ]);
    expect(warnings).toEqual(['2 pes_error_above', '2 pes_error_below']);
  });

  test.each([
    ['a block that does not exist', { block: 4, synapse: 0, e: [0] }, 'no-such-learning'],
    ['a group that does not exist', { block: 0, synapse: 2, e: [0] }, 'no-such-learning'],
    ['too many numbers', { ...group, e: [0, 0] }, 'pes-errors'],
    ['something that is no number', { ...group, e: [Number.NaN] }, 'pes-errors'],
  ])('for %s are refused, and nothing is changed', (_, entry, code) => {
    const { board } = twoGroups();
    board.setErrors([{ ...group, e: [0.2] }]);
    const attempt = () => board.setErrors([{ ...group, e: [0.5] }, entry]);
    expect(attempt).toThrow(expect.objectContaining({ code }));
    expect(board.errors(0, 0)[0]).toBe(20);
  });

  test('act only where a learn epoch ends', () => {
    const change = (at: number) => {
      const { board } = openLogged(learner([[0, 0]]));
      board.send(0, [0]);
      for (let t = 1; t <= 8; t++) {
        board.setErrors(t === at ? [{ ...group, e: [1.2] }] : []);
        board.step();
      }
      return board.weights(0, 0).some((weight) => weight !== 0);
    };
    expect([3, 4, 5, 6, 7, 8].filter(change)).toEqual([4, 8]);
  });
});

import { describe, expect, test } from 'vitest';
import { Board } from '../../src/chip/board.js';
import { openProbes } from '../../src/chip/probe.js';
import type { ChipProbe, ProbeTarget } from '../../src/compile/chip/model.js';
import { block, chipModel } from './models.js';

/** A neuron that spikes every second step and one whose voltage climbs by 3. */
const neurons = { n: 2, bias: [40, 3], vth: [64, 2 ** 20], refractDelay: 1 };

function probe(
  key: ChipProbe['key'],
  targets: Partial<ProbeTarget>[],
  rest: Partial<ChipProbe> = {},
): ChipProbe {
  const whole = targets.map((target) => ({ block: 0, select: null, weights: null, ...target }));
  return { key, targets: whole, reindexing: null, synapse: null, ...rest };
}

/** Plays four steps and reads the probe at their end. */
function readAfterFour(...probes: ChipProbe[]) {
  const model = chipModel([block(neurons)], [], probes);
  const board = new Board(model);
  const recorder = openProbes(model);
  for (let t = 0; t < 4; t++) {
    board.step();
    recorder.record(board);
  }
  return { board, recorder, first: recorder.read(0) };
}

describe('a probe', () => {
  test('of spikes reads 0 and 1, one row a step', () => {
    const { first } = readAfterFour(probe('spiked', [{}]));
    expect([first.dtype, first.rows, first.columns]).toEqual(['bool', 4, 2]);
    expect([...first.values]).toEqual([0, 0, 1, 0, 0, 0, 1, 0]);
  });

  test('of voltages reads what the step left, in the order of the selection', () => {
    const { first } = readAfterFour(probe('voltage', [{ select: Int32Array.of(1, 0) }]));
    expect(first.dtype).toBe('int32');
    expect([...first.values]).toEqual([3, 40, 6, 0, 9, 40, 12, 0]);
  });

  test('of currents leaves out the bias', () => {
    const { first } = readAfterFour(probe('current', [{}]));
    expect([...first.values]).toEqual(new Array(8).fill(0));
  });

  test('is empty after reading, until the next step', () => {
    const { board, recorder } = readAfterFour(probe('voltage', [{}]));
    expect(recorder.read(0).rows).toBe(0);
    board.step();
    recorder.record(board);
    expect([...recorder.read(0).values]).toEqual([40, 15]);
  });

  test('puts several targets side by side and reorders the columns', () => {
    const targets = [{ weights: 10 }, { select: Int32Array.of(1), weights: -1 }];
    const reindexing = Int32Array.of(2, 0);
    const { first } = readAfterFour(probe('voltage', targets, { reindexing }));
    expect([first.dtype, first.columns]).toEqual(['float64', 2]);
    expect([...first.values]).toEqual([-3, 400, -6, 0, -9, 400, -12, 0]);
  });

  test('adds up targets with weight matrices', () => {
    const matrix = (values: number[]) => ({
      values: Float64Array.from(values),
      rows: 2,
      columns: 1,
    });
    const targets = [{ weights: matrix([1, 100]) }, { weights: matrix([0.5, 0]) }];
    const { first } = readAfterFour(probe('voltage', targets));
    expect([...first.values]).toEqual([360, 600, 960, 1200]);
  });

  test('keeps more steps than its buffer was opened for', () => {
    const model = chipModel(
      [block(neurons)],
      [],
      [probe('voltage', [{ select: Int32Array.of(1) }])],
    );
    const board = new Board(model);
    const recorder = openProbes(model);
    for (let t = 0; t < 500; t++) {
      board.step();
      recorder.record(board);
    }
    const expected = Array.from({ length: 500 }, (_, t) => 3 * (t + 1));
    expect([...recorder.read(0).values]).toEqual(expected);
  });
});

describe('a filtered probe', () => {
  const synapse = { type: 'Lowpass', tau: 0.002 } as const;

  test('truncates raw integers toward zero and keeps its state over readings', () => {
    const { board, recorder, first } = readAfterFour(probe('voltage', [{}], { synapse }));
    expect(first.dtype).toBe('int32');
    let x = 0;
    const expected = Array.from({ length: 5 }, (_, t) => {
      x += (1 - Math.exp(-0.5)) * (3 * (t + 1) - x);
      return Math.trunc(x);
    });
    board.step();
    recorder.record(board);
    const climbing = [...first.values, ...recorder.read(0).values].filter((_, i) => i % 2 === 1);
    expect(climbing).toEqual(expected);
  });

  test('of raw spikes is true from the first spike on', () => {
    const { first } = readAfterFour(probe('spiked', [{}], { synapse }));
    expect([...first.values]).toEqual([0, 0, 1, 0, 1, 0, 1, 0]);
  });

  test('with a time constant of 0 passes everything', () => {
    const still = { type: 'Lowpass', tau: 0 } as const;
    const { first } = readAfterFour(probe('voltage', [{ weights: 0.5 }], { synapse: still }));
    expect([...first.values]).toEqual([20, 1.5, 0, 3, 20, 4.5, 0, 6]);
  });
});

test.each([
  ['a block that is missing', probe('voltage', [{ block: 1 }])],
  ['a compartment that is missing', probe('voltage', [{ select: Int32Array.of(2) }])],
  ['a column that is missing', probe('voltage', [{}], { reindexing: Int32Array.of(2) })],
  [
    'a matrix for other compartments',
    probe('voltage', [{ weights: { values: new Float64Array(3), rows: 3, columns: 1 } }]),
  ],
])('a probe of %s is refused', (_, wrong) => {
  expect(() => openProbes(chipModel([block(neurons)], [], [wrong]))).toThrow(/probe 0: .*Correct/);
});

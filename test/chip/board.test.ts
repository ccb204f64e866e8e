import { describe, expect, test } from 'vitest';
import { Board } from '../../src/chip/board.js';
import type { ChipModel } from '../../src/compile/chip/model.js';
import { DeviceError } from '../../src/core/errors.js';
import { axons, block, chipModel, input, synapses } from './models.js';

/** Two leaky neurons with a bias on the second, driven by two axons. */
function lifWithInput(): ChipModel {
  const rows = synapses([
    [
      [
        [0, 16256],
        [1, -8192],
      ],
    ],
    [
      [
        [0, 4864],
        [1, 13056],
      ],
    ],
  ]);
  const neurons = {
    n: 2,
    decayU: 741,
    decayV: 200,
    refractDelay: 2,
    vth: 184512,
    bias: [0, 10812],
  };
  return chipModel([block(neurons, [rows])], [input(2, [axons(2, 0, 0)])]);
}

/** One neuron of weight 1 for every spike of one input neuron, never spiking itself. */
function counter(): ChipModel {
  return chipModel(
    [block({ n: 1, vth: 2 ** 20 }, [synapses([[[[0, 64]]]])])],
    [input(1, [axons(1, 0, 0)])],
  );
}

describe('a LIF block with input', () => {
  const sent: Record<number, number[]> = { 1: [0], 3: [0, 1], 4: [1] };
  const board = new Board(lifWithInput());
  test.each([
    [1, [0, 0], [0, 0], [0, 10812]],
    [2, [16256, -8192], [16256, -8192], [16256, 12904]],
    [3, [0, 0], [13311, -6708], [28773, 16377]],
    [4, [21120, 4864], [32019, -628], [59387, 25761]],
    [5, [4864, 13056], [31082, 12542], [87569, 47857]],
    [6, [0, 0], [25451, 10269], [108744, 66601]],
    [7, [0, 0], [20840, 8408], [124274, 82568]],
    [8, [0, 0], [17064, 6884], [135269, 96232]],
  ])('step %i leaves the input, current and voltage of the reference', (t, q, u, v) => {
    board.send(0, sent[t] ?? []);
    board.step();
    expect(board.t).toBe(t);
    expect([...board.synapticInput(0)]).toEqual(q);
    expect([...board.current(0)]).toEqual(u);
    expect([...board.voltage(0)]).toEqual(v);
  });
});

test('after a spike the voltage is held at 0 for refractDelay - 1 steps', () => {
  const neuron = { n: 1, bias: 524160, vth: 873600, refractDelay: 3 };
  const board = new Board(chipModel([block(neuron)]));
  const seen = Array.from({ length: 8 }, () => {
    board.step();
    return [board.voltage(0)[0], board.refractory(0)[0], board.spikes(0).count];
  });
  const [charging, spike, last, rest] = [
    [524160, 0, 0],
    [0, 2, 1],
    [0, 1, 0],
    [0, 0, 0],
  ];
  expect(seen).toEqual([charging, spike, last, rest, charging, spike, last, rest]);
  expect([...board.spikeCount[0]]).toEqual([2]);
});

describe('delivery', () => {
  test('a spike sent for step n acts in step n + 1', () => {
    const board = new Board(counter());
    board.send(0, [0]);
    board.step();
    expect(board.synapticInput(0)[0]).toBe(0);
    board.step();
    expect(board.synapticInput(0)[0]).toBe(64);
    board.step();
    expect(board.synapticInput(0)[0]).toBe(0);
  });

  test('an index listed three times, over two calls, is three spikes', () => {
    const board = new Board(counter());
    board.send(0, [0, 0]);
    board.send(0, [0, 99], 1);
    board.step();
    board.step();
    expect(board.synapticInput(0)[0]).toBe(3 * 64);
    expect(board.synapticOps).toBe(3);
  });

  test('more spikes than the queue was opened for all arrive', () => {
    const board = new Board(counter());
    board.send(0, new Int32Array(1000));
    board.step();
    board.step();
    expect(board.synapticInput(0)[0]).toBe(1000 * 64);
  });

  test('of an index repeated in a row only the last weight counts, per spike', () => {
    const rows = synapses([
      [
        [
          [0, 64],
          [1, 128],
          [0, 1024],
        ],
      ],
    ]);
    const target = block({ n: 2, vth: 2 ** 20 }, [rows]);
    const board = new Board(chipModel([target], [input(1, [axons(1, 0, 0)])]));
    board.send(0, [0, 0]);
    board.step();
    board.step();
    expect([...board.synapticInput(0)]).toEqual([2 * 1024, 2 * 128]);
  });

  test('atoms choose the row, bases move it, unused axons and dropped compartments do nothing', () => {
    const rows = synapses([[[[0, 64]], [[1, 128]]]], { weightMap: [0, 0, 0], bases: [0, 2, -1] });
    const route = axons(3, 0, 0, { axon: [0, 1, 2, -1], atom: [1, 0, 1, 7] });
    const target = block({ n: 4, vth: 2 ** 20 }, [rows]);
    const board = new Board(chipModel([target], [input(4, [route])]));
    board.send(0, [0, 1, 2, 3]);
    board.step();
    board.step();
    expect([...board.synapticInput(0)]).toEqual([0, 128, 64, 0]);
  });

  test('a block that spikes reaches another block one step later', () => {
    const source = block({ n: 1, bias: 100 }, [], [axons(1, 1, 0)]);
    const target = block({ n: 1, vth: 2 ** 20 }, [synapses([[[[0, 64]]]])]);
    const board = new Board(chipModel([source, target]));
    board.step();
    expect([board.spikes(0).count, board.synapticInput(1)[0]]).toEqual([1, 0]);
    board.step();
    expect(board.synapticInput(1)[0]).toBe(64);
  });
});

describe('overflow', () => {
  /** The input leaves 21 bits at four spikes of the largest weight. */
  function wide(): ChipModel {
    const rows = synapses([[[[0, 2 ** 20]]]]);
    return chipModel([block({ n: 1, vth: 2 ** 22 }, [rows])], [input(1, [axons(1, 0, 0)])]);
  }

  test('is reported with its step and kind, and the value wraps', () => {
    const warnings: { t: number; kind: string }[] = [];
    const board = new Board(wide(), { onWarning: (warning) => warnings.push(warning) });
    board.send(0, [0, 0]);
    board.step();
    board.step();
    expect(warnings).toEqual([{ t: 2, kind: 'overflow_q0' }]);
    expect(board.synapticInput(0)[0]).toBe(-(2 ** 21));
  });

  test('throws in strict mode, after the step is complete', () => {
    const board = new Board(wide(), { strict: true });
    board.send(0, [0, 0]);
    board.step();
    expect(() => board.step()).toThrow(/emulator, step 2: overflow_q0/);
    expect(board.t).toBe(2);
  });
});

describe('refusals', () => {
  const refusal = (open: () => unknown): string => {
    try {
      open();
    } catch (error) {
      if (error instanceof DeviceError) return error.code;
    }
    return 'none';
  };
  const withBlock = (change: (model: ChipModel) => void) => () => {
    const model = lifWithInput();
    change(model);
    return new Board(model);
  };

  test('a model in float32 is not for a board of integers', () => {
    const open = () => new Board({ ...counter(), dtype: 'float32' });
    expect(open).toThrow(/the model has float32 numbers, this board plays int32/);
    expect(refusal(open)).toBe('dtype');
  });

  test.each([
    [
      'an axon to nowhere',
      (m: ChipModel) => m.inputs[0].axons.push(axons(1, 3, 0)),
      'no-such-target',
    ],
    [
      'an axon number too high',
      (m: ChipModel) => m.inputs[0].axons.push(axons(2, 0, 0, { axon: [0, 2] })),
      'axon-out-of-range',
    ],
    [
      'an atom too high',
      (m: ChipModel) => m.inputs[0].axons.push(axons(2, 0, 0, { atom: [0, 1] })),
      'atom-out-of-range',
    ],
    [
      'a map of the wrong length',
      (m: ChipModel) => m.inputs[0].axons.push(axons(2, 0, 0, { axon: [0] })),
      'map-length',
    ],
    [
      'an index outside the block',
      (m: ChipModel) => m.blocks[0].synapses.push(synapses([[[[2, 64]]]])),
      'index-out-of-range',
    ],
    [
      'a weight set that is missing',
      (m: ChipModel) => m.blocks[0].synapses.push(synapses([[[[0, 64]]]], { weightMap: [1] })),
      'weight-set-out-of-range',
    ],
  ])('%s is refused when the board opens', (_, change, code) => {
    expect(refusal(withBlock(change))).toBe(code);
  });

  test.each([
    ['an input that does not exist', 1, [0], 'no-such-input'],
    ['a neuron that does not exist', 0, [2], 'spike-index'],
    ['a negative neuron', 0, [-1], 'spike-index'],
    ['half a neuron', 0, [0.5], 'spike-index'],
  ])('%s cannot be sent to', (_, to, indices, code) => {
    expect(refusal(() => new Board(lifWithInput()).send(to, indices))).toBe(code);
  });

  test('a refused send leaves nothing behind', () => {
    const board = new Board(counter());
    expect(refusal(() => board.send(0, [0, 5]))).toBe('spike-index');
    board.step();
    board.step();
    expect(board.synapticOps).toBe(0);
  });
});

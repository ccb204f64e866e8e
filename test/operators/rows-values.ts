import { decode } from '../../src/operators/decode.js';
import { ensemble } from '../../src/operators/ensemble.js';
import { relu } from '../../src/operators/relu.js';
import type { OperatorRow } from './row.js';

/** Represented values: J = gain e . x / radius + bias into rates, and decoders out of spikes. */
export const valueRows: readonly OperatorRow[] = [
  {
    name: 'ensemble',
    make: () =>
      ensemble({
        neurons: 2,
        dimensions: 1,
        radius: 2,
        neuronType: relu(),
        encoders: [[1], [-1]],
        gain: [6, 4],
        bias: [1, 0],
        evalPoints: [[0]],
      }),
    input: { a: [2], b: [-1], c: [0] },
    output: { A: [7, 0], B: [0, 2], C: [1, 0] },
  },
  {
    name: 'decode',
    make: () =>
      decode({
        decoders: [
          [1, -1],
          [2, 0],
        ],
      }),
    input: { a: [1, 2], b: [0, 3], c: [0, 0] },
    output: { A: [5, -1], B: [6, 0], C: [0, 0] },
  },
];

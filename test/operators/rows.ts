import { alpha } from '../../src/operators/alpha.js';
import { argmax } from '../../src/operators/argmax.js';
import { averagePool } from '../../src/operators/average-pool.js';
import { bias } from '../../src/operators/bias.js';
import { conv2d } from '../../src/operators/conv2d.js';
import { delay } from '../../src/operators/delay.js';
import { dense } from '../../src/operators/dense.js';
import { flatten } from '../../src/operators/flatten.js';
import { lif } from '../../src/operators/lif.js';
import { loihiLif } from '../../src/operators/loihi-lif.js';
import { loihiSpikingRelu } from '../../src/operators/loihi-spiking-relu.js';
import { lowpass } from '../../src/operators/lowpass.js';
import { maxPool } from '../../src/operators/max-pool.js';
import { relu } from '../../src/operators/relu.js';
import { scale } from '../../src/operators/scale.js';
import { slice } from '../../src/operators/slice.js';
import { spikingRelu } from '../../src/operators/spiking-relu.js';
import { sum } from '../../src/operators/sum.js';
import type { OperatorRow } from './row.js';
import { linearRows } from './rows-linear.js';
import { neuronRows } from './rows-neurons.js';
import { valueRows } from './rows-values.js';

const picture = [2, 2, 1];
const ones2x2 = { shape: [2, 2, 1, 1], data: Float32Array.of(1, 1, 1, 1) };

/** Every operator once; `lif` at 1000 fires at once, then is silent for 2 ms inside the steps. */
export const operatorRows: readonly OperatorRow[] = [
  {
    name: 'dense',
    make: () =>
      dense(
        [
          [1, 2],
          [0, -1],
        ],
        [10, 0],
      ),
    input: { a: [1, 2], b: [0, 3], c: [0, 0] },
    output: { A: [15, -2], B: [16, -3], C: [10, 0] },
  },
  {
    name: 'conv2d',
    shape: picture,
    make: () => conv2d(ones2x2, { padding: 'same', bias: [1], inputShape: picture }),
    input: { a: [1, 2, 3, 4], b: [0, 0, 0, 1], c: [0, 0, 0, 0] },
    output: { A: [11, 7, 8, 5], B: [2, 2, 2, 2], C: [1, 1, 1, 1] },
  },
  {
    name: 'flatten',
    shape: picture,
    make: () => flatten({ inputShape: picture }),
    input: { a: [1, 2, 3, 4], b: [0, 0, 0, 1], c: [5, 0, 0, 0] },
    output: { A: [1, 2, 3, 4], B: [0, 0, 0, 1], C: [5, 0, 0, 0] },
  },
  {
    name: 'sum',
    make: () => sum(),
    input: { a: [1, 2], b: [3, 4], c: [0, -1] },
    output: { A: [1, 2], B: [3, 4], C: [0, -1] },
  },
  {
    name: 'slice',
    make: () => slice([2, 0, 0]),
    input: { a: [1, 2, 3], b: [4, 5, 6], c: [0, 0, 7] },
    output: { A: [3, 1, 1], B: [6, 4, 4], C: [7, 0, 0] },
  },
  {
    name: 'scale',
    make: () => scale([2, -1]),
    input: { a: [1, 2], b: [3, 4], c: [0, 8] },
    output: { A: [2, -2], B: [6, -4], C: [0, -8] },
  },
  {
    name: 'bias',
    make: () => bias([2, -1]),
    input: { a: [1, 2], b: [3, 4], c: [0, 1] },
    output: { A: [3, 1], B: [5, 3], C: [2, 0] },
  },
  {
    name: 'relu',
    make: () => relu({ gain: 2, bias: [1, 4], amplitude: 0.5 }),
    input: { a: [1, -3], b: [2, -1], c: [-1, 0] },
    output: { A: [1.5, 0], B: [2.5, 1], C: [0, 2] },
  },
  {
    name: 'spikingRelu',
    make: () => spikingRelu({ amplitude: 2 }),
    input: { a: [500, 3000], b: [500, 0], c: [2500, -7000] },
    output: { A: [0, 6000], B: [2000, 0], C: [4000, 0] },
  },
  {
    name: 'lif',
    make: () => lif(),
    input: { a: [1000, 0], b: [1000, 0], c: [1000, 0] },
    output: { A: [1000, 0], B: [0, 0], C: [1000, 0] },
  },
  {
    name: 'loihiLif',
    make: () => loihiLif({ tauRef: 0.001 }),
    input: { a: [1000, 0], b: [1000, 0], c: [1000, 1000] },
    output: { A: [1000, 0], B: [0, 0], C: [1000, 1000] },
  },
  {
    name: 'loihiSpikingRelu',
    make: () => loihiSpikingRelu({ amplitude: 0.5 }),
    input: { a: [750, 5000], b: [750, 0], c: [750, 1000] },
    output: { A: [0, 500], B: [500, 0], C: [0, 0] },
  },
  {
    name: 'lowpass',
    make: () => lowpass(0),
    input: { a: [1, 2], b: [3, 4], c: [5, 6] },
    output: { A: [0, 0], B: [1, 2], C: [3, 4] },
  },
  {
    name: 'alpha',
    make: () => alpha(0),
    input: { a: [1, 2], b: [3, 4], c: [5, 6] },
    output: { A: [0, 0], B: [1, 2], C: [3, 4] },
  },
  {
    name: 'delay',
    make: () => delay(2),
    input: { a: [1, 2], b: [3, 4], c: [5, 6] },
    output: { A: [0, 0], B: [0, 0], C: [1, 2] },
  },
  {
    name: 'averagePool',
    shape: picture,
    make: () => averagePool({ pool: 2, inputShape: picture }),
    input: { a: [1, 2, 3, 4], b: [0, 0, 0, 1], c: [0, 0, 0, 0] },
    output: { A: [2.5], B: [0.25], C: [0] },
  },
  {
    name: 'maxPool',
    shape: picture,
    make: () => maxPool({ pool: 2, inputShape: picture }),
    input: { a: [1, 2, 3, 4], b: [0, -1, 0, -1], c: [-3, -2, -4, -5] },
    output: { A: [4], B: [0], C: [-2] },
  },
  {
    name: 'argmax',
    make: () => argmax(),
    input: { a: [1, 5, 5], b: [0, 0, 0], c: [-3, -2, -1] },
    output: { A: [1], B: [0], C: [2] },
  },
  ...linearRows,
  ...neuronRows,
  ...valueRows,
];

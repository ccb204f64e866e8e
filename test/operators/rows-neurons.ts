import { adaptiveLif } from '../../src/operators/adaptive-lif.js';
import { adaptiveLifRate } from '../../src/operators/adaptive-lif-rate.js';
import { izhikevich } from '../../src/operators/izhikevich.js';
import { leakyRelu } from '../../src/operators/leaky-relu.js';
import { lifRate } from '../../src/operators/lif-rate.js';
import { poissonSpiking } from '../../src/operators/poisson-spiking.js';
import { regularSpiking } from '../../src/operators/regular-spiking.js';
import { relu } from '../../src/operators/relu.js';
import { sigmoid } from '../../src/operators/sigmoid.js';
import { stochasticSpiking } from '../../src/operators/stochastic-spiking.js';
import { tanh } from '../../src/operators/tanh.js';
import type { OperatorRow } from './row.js';

/** So strong that a leaky neuron pauses for its refractory period only. */
const flood = 2 ** 100;

/** Neuron types, at points of their curves that are exact in any precision. */
export const neuronRows: readonly OperatorRow[] = [
  {
    name: 'lifRate',
    make: () => lifRate({ tauRef: 0.25, amplitude: 0.5 }),
    input: { a: [flood, 1], b: [0, flood], c: [-5, 0.5] },
    output: { A: [2, 0], B: [0, 2], C: [0, 0] },
  },
  {
    name: 'leakyRelu',
    make: () => leakyRelu({ slope: 0.25, gain: 2, bias: 4, amplitude: 0.5 }),
    input: { a: [1, -1], b: [-2, -4], c: [0, 10] },
    output: { A: [3, 1], B: [0, -0.5], C: [2, 12] },
  },
  {
    name: 'sigmoid',
    make: () => sigmoid({ tauRef: 0.5 }),
    input: { a: [0, 2000], b: [-2000, 0], c: [0, 0] },
    output: { A: [1, 2], B: [0, 1], C: [1, 1] },
  },
  {
    name: 'tanh',
    make: () => tanh({ tauRef: 0.5, amplitude: 4 }),
    input: { a: [0, 2000], b: [-2000, 0], c: [0, 0] },
    output: { A: [0, 8], B: [-8, 0], C: [0, 0] },
  },
  {
    // tauN of one timestep: the adaptation is the last output, and silences the next.
    name: 'adaptiveLif',
    make: () => adaptiveLif({ tauRef: 0, tauN: 0.001, incN: 1 }),
    input: { a: [1000, 0], b: [1000, 0], c: [1000, 0] },
    output: { A: [1000, 0], B: [0, 0], C: [1000, 0] },
  },
  {
    name: 'adaptiveLifRate',
    make: () => adaptiveLifRate({ tauRef: 0.25, tauN: 0.001, incN: 1 }),
    input: { a: [flood, 0], b: [5, flood], c: [flood, 2] },
    output: { A: [4, 0], B: [0, 4], C: [4, 0] },
  },
  {
    name: 'izhikevich',
    make: () => izhikevich(),
    input: { a: [1000, 0], b: [1000, 0], c: [0, 1000] },
    output: { A: [1000, 0], B: [1000, 0], C: [0, 1000] },
  },
  {
    name: 'regularSpiking',
    make: () => regularSpiking(tanh({ tauRef: 0.0005 }), { amplitude: 0.5 }),
    input: { a: [2000, -2000], b: [0, 0], c: [-2000, 2000] },
    output: { A: [1000, -1000], B: [0, 0], C: [-1000, 1000] },
  },
  {
    // Whole numbers of spikes are due: nothing is left to chance.
    name: 'stochasticSpiking',
    make: () => stochasticSpiking(relu({ amplitude: 2 }), { amplitude: 0.5, seed: 7 }),
    input: { a: [500, 1500], b: [0, -1000], c: [1000, 2000] },
    output: { A: [500, 1500], B: [0, 0], C: [1000, 2000] },
  },
  {
    // Where the rate is 0 there is no spike; what it does elsewhere has tests of its own.
    name: 'poissonSpiking',
    make: () => poissonSpiking(relu(), { seed: 7 }),
    input: { a: [0, -1], b: [-1000, 0], c: [0, 0] },
    output: { A: [0, 0], B: [0, 0], C: [0, 0] },
  },
];

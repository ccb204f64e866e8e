import type { RecurrentOptions } from './w3.js';

/** Neurons spike about 12 times a second: 1.2 % of the timesteps. */
const DENSITY = [0.01, 0.014] as const;

/** The sizes of W3. Jump and drive are set so that all of them spike at the same rate. */
export const recurrent: readonly RecurrentOptions[] = [
  {
    name: 'w3-4k-80',
    neurons: 4096,
    fanOut: 80,
    rows: 'per neuron',
    jump: 0.02,
    drive: [0.74, 1.15],
    expected: { neurons: [4096, 4096], density: DENSITY, synapticOps: [3400, 4600] },
    steps: 400,
  },
  {
    name: 'w3-4k-1000',
    neurons: 4096,
    fanOut: 1000,
    rows: 'per neuron',
    jump: 0.006,
    drive: [0.86, 1.48],
    expected: { neurons: [4096, 4096], density: DENSITY, synapticOps: [41_000, 51_000] },
    steps: 400,
  },
  {
    name: 'w3-16k',
    neurons: 16_384,
    fanOut: 327,
    rows: 'per neuron',
    jump: 0.0095,
    drive: [0.84, 1.24],
    expected: { neurons: [16_384, 16_384], density: DENSITY, synapticOps: [53_000, 68_000] },
    steps: 100,
  },
  {
    name: 'w3-64k',
    neurons: 65_536,
    fanOut: 1000,
    rows: 'per block',
    jump: 0.006,
    drive: [0.9, 1.54],
    expected: { neurons: [65_536, 65_536], density: DENSITY, synapticOps: [640_000, 800_000] },
    steps: 20,
  },
];

import { describe, expect, it } from 'vitest';
import { Network } from '../../src/network/network.js';
import { poissonSpiking } from '../../src/operators/poisson-spiking.js';
import { relu } from '../../src/operators/relu.js';
import { stochasticSpiking } from '../../src/operators/stochastic-spiking.js';
import { tanh } from '../../src/operators/tanh.js';
import { play } from './play.js';

const dt = 0.001;
const makes = { stochasticSpiking, poissonSpiking };
const steps = 4000;

/** Spikes per timestep of one neuron with a constant current. */
function spikes(kind: keyof typeof makes, current: number, seed: number): number[] {
  const { params } = makes[kind](relu(), { seed });
  const rows = Array.from({ length: steps }, () => [current]);
  return play(kind, params, [1], rows).map(([value]) => value! * dt);
}

const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
const variance = (values: readonly number[]) => mean(values.map((v) => v * v)) - mean(values) ** 2;

describe.each(['stochasticSpiking', 'poissonSpiking'] as const)('%s', (kind) => {
  it('fires at the rate of its base, within five deviations of the mean', () => {
    for (const current of [30, 400, 2300, 17000]) {
      const found = mean(spikes(kind, current, 5));
      expect(Math.abs(found - current * dt)).toBeLessThan(5 * Math.sqrt((current * dt) / steps));
    }
  });

  it('gives whole spikes, the same for the same seed, others for another', () => {
    const once = spikes(kind, 1300, 1);
    expect(once.every((count) => Math.abs(count - Math.round(count)) < 1e-9)).toBe(true);
    expect(spikes(kind, 1300, 1)).toEqual(once);
    expect(spikes(kind, 1300, 2)).not.toEqual(once);
  });

  it('does not give neighbours the same spikes', () => {
    const { params } = makes[kind](relu(), { seed: 3 });
    const rows = Array.from({ length: 500 }, () => [500, 500]);
    const both = play(kind, params, [2], rows);
    expect(both.map(([a]) => a)).not.toEqual(both.map(([, b]) => b));
  });

  it('fires negative spikes at negative rates', () => {
    const { params } = makes[kind](tanh({ tauRef: 0.0005 }), { seed: 3 });
    const rows = Array.from({ length: 200 }, () => [-50]);
    const values = play(kind, params, [1], rows).map(([value]) => value! * dt);
    expect(mean(values)).toBeLessThan(-1.5);
  });

  it('draws a seed for every place in a network, from that of the network', () => {
    const seeds = (seed: number) => {
      const x = new Network({ seed }).input('x', 1);
      const op = makes[kind](relu());
      return [x.pipe(op), x.pipe(op)].map((s) => s.network.node(s.id).params.seed);
    };
    expect(new Set([...seeds(1), ...seeds(2)]).size).toBe(4);
    expect(seeds(1)).toEqual(seeds(1));
    const given = new Network({ seed: 1 }).input('x', 1).pipe(makes[kind](relu(), { seed: 8 }));
    expect(given.network.node(given.id).params.seed).toBe(8);
  });
});

it('stochastic spikes vary as little as they can, Poisson ones as much as their mean', () => {
  expect(variance(spikes('stochasticSpiking', 2300, 4))).toBeCloseTo(0.3 * 0.7, 1);
  expect(variance(spikes('poissonSpiking', 2300, 4)) / 2.3).toBeCloseTo(1, 1);
});

it.each([
  [
    'poissonSpiking: the base is poissonSpiking, expected relu, lifRate, sigmoid, tanh.',
    () => poissonSpiking(poissonSpiking(relu())),
  ],
  [
    'stochasticSpiking: the base has a gain or bias of its own. Give them to stochasticSpiking instead.',
    () => stochasticSpiking(relu({ gain: 2 })),
  ],
  [
    'stochasticSpiking: seed is -1, expected a whole number of at least 0.',
    () => stochasticSpiking(relu(), { seed: -1 }),
  ],
])('%s', (message, make) => {
  expect(make).toThrow(message);
});

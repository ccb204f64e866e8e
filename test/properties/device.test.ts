import { describe, expect, it } from 'vitest';
import { emulator } from '../../src/chip/emulator.js';
import { seededRandom } from '../../src/core/random.js';
import { Network } from '../../src/network/network.js';
import type { Signal } from '../../src/network/signal.js';
import { dense } from '../../src/operators/dense.js';
import { lif } from '../../src/operators/lif.js';
import { loihiLif } from '../../src/operators/loihi-lif.js';
import { loihiSpikingRelu } from '../../src/operators/loihi-spiking-relu.js';
import { lowpass } from '../../src/operators/lowpass.js';
import { spikingRelu } from '../../src/operators/spiking-relu.js';
import { interpreter } from '../../src/run/device.js';
import { play } from '../support/play.js';

const neurons = 64;
const inputs = 8;
const steps = 300;
const seconds = steps * 0.001;

type Kind = 'lif' | 'loihiLif' | 'spikingRelu' | 'loihiSpikingRelu';
const factories = { lif, loihiLif, spikingRelu, loihiSpikingRelu };

/**
 * How far the placed interpreter may be from the emulator: the mean rate of a layer as a part of
 * it, and the rate of a neuron in Hz (root mean square over a layer). Measured over seeds 1 to 20,
 * the worst of 60 layers each: leaky 0.0061 and 3.3 Hz, relu 0.0038 and 13.4 Hz.
 */
const bounds: Record<'leaky' | 'relu', { mean: number; neuron: number }> = {
  leaky: { mean: 0.01, neuron: 5 },
  relu: { mean: 0.01, neuron: 20 },
};

/** Values -> a layer on the host -> three layers on chip, 64 neurons each, seeded. */
function threeLayers(kind: Kind, seed: number) {
  const random = seededRandom(seed);
  const leaky = kind.toLowerCase().includes('lif');
  const matrix = (columns: number, size: number, lift = 0) =>
    Array.from({ length: neurons }, () =>
      Float64Array.from({ length: columns }, () => size * (random.normal() + lift)),
    );
  const bias = () =>
    Float64Array.from({ length: neurons }, () =>
      leaky ? 0.9 + 0.3 * random.uniform() : 40 * random.uniform(),
    );
  const net = new Network({ precision: 64 });
  const host = leaky ? lif : loihiSpikingRelu;
  let signal: Signal = net
    .input('x', inputs)
    .pipe(dense(matrix(inputs, leaky ? 0.6 : 40)), host({ onChip: false, bias: bias() }));
  const probes: Record<string, Signal> = {};
  for (const layer of ['first', 'second', 'third']) {
    const weights = dense(matrix(neurons, leaky ? 0.003 : 0.2, 0.3));
    signal = signal.pipe(weights, lowpass(0.005), factories[kind]({ bias: bias() }));
    probes[layer] = signal;
  }
  return { net, probes };
}

/** Firing rates in Hz of every neuron. */
function rates(values: readonly number[]): number[] {
  return Array.from({ length: neurons }, (_, i) => {
    let spikes = 0;
    for (let t = 0; t < steps; t++) if (values[t * neurons + i] !== 0) spikes += 1;
    return spikes / seconds;
  });
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Largest differences of any layer between placed interpreter and emulator. */
async function compare(kind: Kind, seed: number) {
  const { net, probes } = threeLayers(kind, seed);
  const x = Float64Array.from({ length: steps * inputs }, (_, i) => Math.sin(i * 0.01 + (i % 8)));
  const chunk = { t: 0, steps, data: { x } };
  const float = await play(net, [chunk], { probes, on: interpreter({ placed: true }) });
  const chip = await play(net, [chunk], { probes, on: emulator() });
  const layers = Object.keys(probes).map((name) => {
    const [f, c] = [rates(float[name]!), rates(chip[name]!)];
    return {
      rate: mean(c),
      mean: Math.abs(mean(f) - mean(c)) / mean(c),
      neuron: Math.sqrt(mean(f.map((rate, i) => (rate - c[i]!) ** 2))),
    };
  });
  return {
    rate: Math.min(...layers.map((layer) => layer.rate)),
    mean: Math.max(...layers.map((layer) => layer.mean)),
    neuron: Math.max(...layers.map((layer) => layer.neuron)),
  };
}

describe('the placed interpreter predicts the firing rates of the chip', () => {
  const kinds: Kind[] = ['lif', 'loihiLif', 'spikingRelu', 'loihiSpikingRelu'];
  it.each(kinds)('%s, three layers of 64 neurons, 300 timesteps', async (kind) => {
    const bound = kind.toLowerCase().includes('lif') ? bounds.leaky : bounds.relu;
    for (const seed of [1, 2, 3]) {
      const measured = await compare(kind, seed);
      expect(measured.rate, 'the network is alive').toBeGreaterThan(50);
      expect(measured.mean, `mean rate, seed ${seed}`).toBeLessThan(bound.mean);
      expect(measured.neuron, `rate of a neuron, seed ${seed}`).toBeLessThan(bound.neuron);
    }
  });
});

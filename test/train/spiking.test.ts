import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/core/random.js';
import { loihiTauRc, loihiTauRef } from '../../src/kernels/loihi-tau.js';
import { openActivations } from '../../src/train/activations.js';
import { openBackend } from '../../src/train/backend/open.js';
import { openObjective } from '../../src/train/objective.js';
import { settingsOf, type TrainSettings } from '../../src/train/options.js';
import { packInto } from '../../src/train/parameters.js';
import { spikingLayer } from '../../src/train/spiking/population.js';
import { openSpikingPass } from '../../src/train/spiking/spiking-pass.js';
import * as tf from '../../src/train/tf.js';
import { train } from '../../src/train/train.js';
import { play } from '../kernels/play.js';
import { barModel, bars, short } from './support.js';

beforeAll(async () => {
  await openBackend('cpu');
});

const [dt, scale, synapse, size, steps] = [0.001, 200, 0.003, 5, 400];
const random = seededRandom(8);
const currents = Array.from({ length: steps }, () =>
  Float32Array.from({ length: size }, () => 3 * random.uniform() - 0.5),
);

/** Spikes of a kernel of the runtime behind its filter, answered in the timestep that is over. */
function byKernels(kind: string, params: object): number[][] {
  const amplitude = 1 / scale;
  const neurons = { gain: scale, bias: 0, amplitude, initialVoltage: 0, ...params };
  const spikes = play(kind, neurons, [size], currents, dt);
  return play('lowpass', { tau: synapse }, [size], [...spikes, spikes[0]!], dt).slice(1);
}

describe('spikes of a layer in training', () => {
  const rows: [string, TrainSettings['curve']['neuron'], object, object][] = [
    ['integrate and fire', 'loihiSpikingRelu', {}, {}],
    [
      'leaky',
      'loihiLif',
      { tauRc: 0.02, tauRef: 0.002, minVoltage: 0 },
      { leak: { tauRc: loihiTauRc(0.02, dt), tauRef: loihiTauRef(0.002, dt) } },
    ],
  ];
  it.each(rows)('are those of the runtime: %s', (_name, kind, params, options) => {
    const layer = spikingLayer({ size, dt, scale, synapse, ...options });
    const wanted = byKernels(kind, params);
    const sum = new Float64Array(size);
    for (const [t, current] of currents.entries()) {
      layer.step(current);
      for (let i = 0; i < size; i++) {
        sum[i]! += layer.filtered[i]!;
        expect(Math.abs(layer.filtered[i]! - wanted[t]![i]!)).toBeLessThan(1e-5);
      }
    }
    expect(Math.max(...sum)).toBeGreaterThan(1);
    for (let i = 0; i < size; i++) expect(layer.total[i]).toBeCloseTo(sum[i]!, 2);
    layer.restart();
    expect(Array.from(layer.total)).toEqual(Array(size).fill(0));
  });
});

/** What a pass through spikes gives for the layers of the bar network. */
function passed(timesteps: number, neuron: TrainSettings['curve']['neuron'] = 'loihiSpikingRelu') {
  const model = barModel();
  const settings = settingsOf({
    curve: { neuron },
    scaleFiringRates: 150,
    spiking: { steps: timesteps, synapse: 0.002 },
  });
  const objective = openObjective(model, settings);
  const activations = openActivations(model, settings);
  const weights = new Float32Array(objective.layout.total);
  packInto(weights, model, objective.layout);
  const spiking = openSpikingPass(objective, settings, activations)!;
  return { model, activations, through: (input: tf.Tensor) => spiking.through(weights, input) };
}

describe('training through spikes', () => {
  const grey = () => tf.tensor(new Float32Array(72).fill(0.4), [2, 6, 6, 1]);

  it('gives what spikes gave on the way forward, the slope of the curve on the way back', () => {
    const { model, activations, through } = passed(50);
    const conv = model.layers.find(({ name }) => name === 'conv')!;
    const activate = through(grey());
    const shape = [2, 4, 4, 4];
    const constant = tf.tensor(new Float32Array(128).fill(0.37), shape);
    const [spikes, rates] = [activate, activations.inference].map((f) => f(conv, constant));
    // Another current than the picture's: the values are those of the spikes all the same.
    expect(spikes!.dataSync()).not.toEqual(rates!.dataSync());
    const slopes = [activate, activations.inference].map((f) =>
      tf
        .grad((x: tf.Tensor) => tf.sum(f(conv, x)))(constant)
        .dataSync(),
    );
    expect(slopes[0]).toEqual(slopes[1]);
  });

  it('comes to the rates of the curve when it plays long', () => {
    const { model, activations, through } = passed(3000);
    const conv = model.layers.find(({ name }) => name === 'conv')!;
    const kernel = conv.weights.kernel!;
    const drive = tf.add(
      tf.conv2d(grey() as tf.Tensor4D, tf.tensor4d(kernel.data, [3, 3, 1, 4]), 1, 'valid'),
      tf.tensor(conv.weights.bias!.data),
    );
    const spikes = through(grey())(conv, drive).dataSync();
    const rates = activations.inference(conv, drive).dataSync();
    for (const [i, rate] of rates.entries()) expect(spikes[i]).toBeCloseTo(rate, 2);
    expect(Math.max(...rates)).toBeGreaterThan(0.1);
  });

  it('learns', async () => {
    const { history } = await train(barModel(), bars(200), {
      ...short,
      epochs: 10,
      learningRate: 0.01,
      scaleFiringRates: 300,
      validation: bars(60, 9),
      spiking: { steps: 12, synapse: 0.001 },
    });
    expect(history.at(-1)!.accuracy).toBeGreaterThan(0.9);
  });

  it('is for the neurons of the chip: others are a sentence', async () => {
    const options = {
      ...short,
      spiking: { steps: 5, synapse: 0 },
      curve: { neuron: 'lif' },
    } as const;
    await expect(train(barModel(), bars(20), options)).rejects.toThrow(
      'spiking: neuron is lif, expected loihiSpikingRelu or loihiLif',
    );
  });

  it('keeps apart what is no current of a neuron', () => {
    const { model, through } = passed(5);
    const answer = model.layers.find(({ name }) => name === 'answer')!;
    const current = tf.tensor([0.3, -1, 1.2, 4], [2, 2]);
    expect(through(grey())(answer, current)).toBe(current);
  });
});

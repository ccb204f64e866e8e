import { describe, expect, it } from 'vitest';
import { convert } from '../../src/convert/convert.js';
import { measure } from '../../src/measure/measure.js';
import { measureFloat } from '../../src/measure/measure-float.js';
import { regularSpiking } from '../../src/operators/regular-spiking.js';
import { relu } from '../../src/operators/relu.js';
import { interpreter } from '../../src/run/device.js';
import { denseLayer, layerChain } from '../convert/models.js';
import { floatOutput } from '../convert/play.js';
import { randomSamples, smallModel, smallNetwork } from './samples.js';

const samples = randomSamples(12, 6, 3);

/** Values of a chain of dense layers by hand, with a curve of rate over current. */
function byHand(
  values: ArrayLike<number>,
  scale: number,
  curve: (J: number) => number,
): number[][] {
  let x = Array.from(values);
  return smallModel.layers.slice(1).map(({ weights, activation }) => {
    const { kernel, bias } = weights;
    const [inputs, units] = kernel!.shape as [number, number];
    x = Array.from({ length: units }, (_, u) => {
      let sum = bias!.data[u]!;
      for (let i = 0; i < inputs; i++) sum += x[i]! * kernel!.data[i * units + u]!;
      return activation === 'relu' ? curve(sum * scale) / scale : sum;
    });
    return x;
  });
}

describe('one pass of the float network', () => {
  it('answers as the float form does', async () => {
    const converted = smallNetwork();
    const { kept, steps } = await measureFloat(converted, samples, { keep: 12 });
    expect(steps).toBe(1);
    for (const { sample, outputs } of kept) {
      const values = samples.data.subarray(sample * 6, (sample + 1) * 6);
      expect([...outputs]).toEqual(await floatOutput(converted, values));
    }
  });

  it('has the rates that its activations stand for', async () => {
    const { layers } = await measureFloat(smallNetwork(), samples);
    const rates = Array.from({ length: samples.count }, (_, k) => {
      const values = samples.data.subarray(k * 6, (k + 1) * 6);
      return byHand(values, 300, (J) => Math.max(J, 0))[0]!.map((value) => value * 300);
    });
    for (let i = 0; i < 12; i++) {
      const mean = rates.reduce((sum, sample) => sum + sample[i]!, 0) / samples.count;
      expect(layers[0]!.ratesHz[i]).toBeCloseTo(mean, 2);
    }
    expect(layers[0]!.maxHz).toBeCloseTo(Math.max(...rates.flat()), 2);
  });

  it('with the curve of chip neurons climbs their staircase', async () => {
    const staircase = (J: number) => (J > 0 ? 1000 / Math.ceil(1000 / J) : 0);
    const { kept } = await measureFloat(smallNetwork(), samples, { curve: 'neuron', keep: 12 });
    for (const { sample, outputs } of kept) {
      const values = samples.data.subarray(sample * 6, (sample + 1) * 6);
      const wanted = byHand(values, 300, staircase).at(-1)!;
      const error = Math.max(...wanted.map((value, i) => Math.abs(value - outputs[i]!)));
      expect(error).toBeLessThan(1e-4 * Math.max(1, ...wanted.map(Math.abs)));
    }
  });

  it.each([
    ['loihiSpikingRelu', 'loihiSpikingRelu'],
    ['loihiLif', 'loihiLif'],
    ['spikingRelu', 'spikingRelu'],
    ['lif', 'lif'],
    ['regularSpiking', regularSpiking(relu())],
  ] as const)('with the curve of %s foretells the rates of spikes', async (_, activation) => {
    // One layer alone: in deeper ones spikes that come in bursts make more than their mean does.
    const model = layerChain(
      [6],
      [denseLayer(6, 12, 1, { activation: 'relu' }), denseLayer(12, 3, 2)],
    );
    const converted = convert(model, { activation, scaleFiringRates: 200 });
    const few = randomSamples(4, 6, 3);
    const foretold = await measureFloat(converted, few, { curve: 'neuron' });
    const STEPS = 2000;
    const on = interpreter();
    const played = await measure(converted, few, { on, steps: STEPS, stream: 'reset' });
    const [layer] = played.layers;
    for (const [i, rate] of foretold.layers[0]!.ratesHz.entries()) {
      expect(Math.abs(layer!.ratesHz[i]! - rate), `neuron ${i}`).toBeLessThan(1 / (STEPS * 0.001));
    }
  });
});

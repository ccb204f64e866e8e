import { describe, expect, it } from 'vitest';
import { NetworkError } from '../../src/core/errors.js';
import type { EnsembleParams } from '../../src/kernels/ensemble.js';
import { type RateParams, rate } from '../../src/kernels/rates.js';
import { Network } from '../../src/network/network.js';
import { decode } from '../../src/operators/decode.js';
import { type EnsembleOptions, ensemble } from '../../src/operators/ensemble.js';
import { lif } from '../../src/operators/lif.js';
import { lowpass } from '../../src/operators/lowpass.js';
import { pes } from '../../src/operators/pes.js';
import { spikingRelu } from '../../src/operators/spiking-relu.js';

function declared(options: EnsembleOptions, net = new Network({ seed: 4 })): EnsembleParams {
  const { id } = net.add(ensemble(options), options.dimensions);
  return net.node(id).params as unknown as EnsembleParams;
}

const rows = ({ encoders, dimensions }: EnsembleParams) =>
  Array.from({ length: encoders.length / dimensions }, (_, i) =>
    Array.from(encoders.subarray(i * dimensions, (i + 1) * dimensions)),
  );

describe('what an ensemble draws', () => {
  it('encoders of length 1, as many to one side as to the other', () => {
    for (const dimensions of [1, 2, 5]) {
      const drawn = rows(declared({ neurons: 2000, dimensions }));
      for (const row of drawn) expect(Math.hypot(...row)).toBeCloseTo(1, 12);
      for (let d = 0; d < dimensions; d++) {
        const mean = drawn.reduce((sum, row) => sum + row[d]!, 0) / drawn.length;
        // Five standard errors of the mean of 2000 coordinates with variance 1 / dimensions.
        expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(2000 * dimensions));
      }
    }
  });

  it.each([
    ['lif', lif(), 200, 400],
    ['spikingRelu', spikingRelu(), 50, 120],
  ])(
    '%s neurons that reach their rates and fall silent at their intercepts',
    (kind, type, low, high) => {
      const params = declared({
        neurons: 200,
        dimensions: 2,
        neuronType: type,
        maxRates: { low, high },
      });
      const rateOf = rate(kind, params as unknown as RateParams);
      const { gain, bias, maxRates, intercepts } = params;
      for (let i = 0; i < 200; i++) {
        expect(rateOf(gain[i]! + bias[i]!)).toBeCloseTo(maxRates![i]!, 6);
        expect(maxRates![i]).toBeGreaterThanOrEqual(low);
        expect(maxRates![i]).toBeLessThanOrEqual(high);
        expect(rateOf(gain[i]! * (intercepts![i]! - 1e-6) + bias[i]!)).toBe(0);
        expect(rateOf(gain[i]! * (intercepts![i]! + 1e-3) + bias[i]!)).toBeGreaterThan(0);
        expect(intercepts![i]).toBeGreaterThanOrEqual(-1);
        expect(intercepts![i]).toBeLessThanOrEqual(0.9);
      }
    },
  );

  it('points everywhere in the ball of its radius', () => {
    const { evalPoints } = declared({ neurons: 10, dimensions: 2, radius: 3, evalPoints: 4000 });
    const lengths = Array.from({ length: 4000 }, (_, p) =>
      Math.hypot(evalPoints[2 * p]!, evalPoints[2 * p + 1]!),
    );
    expect(Math.max(...lengths)).toBeLessThanOrEqual(3);
    const inner = lengths.filter((length) => length < 1.5).length;
    // A quarter of the area; five standard deviations of a count of 4000.
    expect(Math.abs(inner - 1000)).toBeLessThan(5 * Math.sqrt(4000 * 0.25 * 0.75));
  });

  it('the same in the same place of a network with the same seed, else something else', () => {
    const options = { neurons: 20, dimensions: 2 };
    const again = declared(options);
    expect(declared(options)).toEqual(again);
    expect(declared(options, new Network({ seed: 5 })).gain).not.toEqual(again.gain);
    const net = new Network({ seed: 4 });
    net.input('x', 1);
    expect(declared(options, net).gain).not.toEqual(again.gain);
    expect(declared({ ...options, seed: 9 }, net)).toEqual(declared({ ...options, seed: 9 }));
  });

  it('nothing that was given', () => {
    const params = declared({
      neurons: 2,
      dimensions: 2,
      encoders: [
        [3, 4],
        [0, -2],
      ],
      gain: [5, 6],
      bias: [1, 2],
      evalPoints: [[0.5, 0.5]],
    });
    expect(Array.from(params.encoders)).toEqual([0.6000000000000001, 0.8, 0, -1]);
    expect([params.gain, params.bias].map((v) => Array.from(v))).toEqual([
      [5, 6],
      [1, 2],
    ]);
    expect(params.maxRates).toBeUndefined();
  });

  it('is saved with the network', () => {
    const net = new Network({ seed: 8 });
    const a = net.input('x', 2).pipe(ensemble({ neurons: 30, dimensions: 2 }));
    const learned = a.pipe(decode({ function: ([x, y]) => [x! * y!] }), pes());
    learned.pipe(lowpass(0.1)).into(learned.error);
    const copy = Network.from(JSON.parse(JSON.stringify(net)));
    expect(copy.all).toEqual(net.all);
  });
});

describe('a mistake is told where it is made', () => {
  const x = () => new Network().input('x', 2);
  const neurons = 3;
  it.each<[string, () => unknown, string]>([
    ['no neurons', () => ensemble({ neurons: 0, dimensions: 1 }), 'ensemble: neurons is 0'],
    ['radius', () => ensemble({ neurons, dimensions: 1, radius: 0 }), 'ensemble: radius is 0'],
    [
      'type',
      () => ensemble({ neurons, dimensions: 1, neuronType: lowpass(0) }),
      'neuronType is lowpass',
    ],
    [
      'half a tuning',
      () => ensemble({ neurons, dimensions: 1, gain: [1, 1, 1] }),
      'ensemble: gain and bias belong',
    ],
    [
      'twice tuned',
      () =>
        ensemble({ neurons, dimensions: 1, gain: [1, 1, 1], bias: [0, 0, 0], maxRates: [1, 1, 1] }),
      'the same twice',
    ],
    ['too fast', () => ensemble({ neurons, dimensions: 1, maxRates: [100, 100, 600] }), 'lif'],
    [
      'encoders',
      () => ensemble({ neurons, dimensions: 2, encoders: [[1, 0]] }),
      'ensemble: encoders has 1 entries, expected 3',
    ],
    [
      'input',
      () => x().pipe(ensemble({ neurons, dimensions: 1 })),
      'it has 1 dimensions, the input has 2',
    ],
    ['no ensemble', () => x().pipe(decode()), 'decode: "x" is input, not an ensemble'],
    [
      'uneven function',
      () =>
        x().pipe(
          ensemble({ neurons, dimensions: 2 }),
          decode({ function: ([v]) => (v! > 0 ? [1] : [1, 2]) }),
        ),
      'the function to decode gives',
    ],
    ['reg', () => decode({ solver: { reg: -1 } }), 'decode: solver.reg is -1'],
    ['learning rate', () => pes({ learningRate: 0 }), 'pes: learningRate is 0'],
    ['not decoded', () => x().pipe(pes()), 'pes: "x" is input, only decoders learn'],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(NetworkError);
    expect(make).toThrow(message);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gainBias, maxRateIntercept, rate } from '../../src/kernels/rates.js';

const params = { amplitude: 1, tauRc: 0.02, tauRef: 0.002 };
const kinds = ['relu', 'spikingRelu', 'loihiSpikingRelu', 'lif', 'loihiLif'] as const;
const maxRate = fc.double({ min: 5, max: 450, noNaN: true });
const intercept = fc.double({ min: -0.99, max: 0.95, noNaN: true });

describe.each(kinds)('%s', (kind) => {
  it('gain and bias come back as maximum rate and intercept', () => {
    fc.assert(
      fc.property(maxRate, intercept, (highest, silent) => {
        const back = maxRateIntercept(kind, params, gainBias(kind, params, highest, silent));
        expect(back.maxRate / highest).toBeCloseTo(1, 9);
        expect(back.intercept).toBeCloseTo(silent, 9);
      }),
    );
  });

  it('is silent at the intercept, faster for more current, and scales with amplitude', () => {
    fc.assert(
      fc.property(maxRate, intercept, (highest, silent) => {
        const { gain, bias } = gainBias(kind, params, highest, silent);
        const rateOf = rate(kind, params);
        expect(rateOf(gain * (silent - 1e-9) + bias)).toBe(0);
        const rates = [0.25, 0.5, 1].map((x) => rateOf(gain * (silent + x * (1 - silent)) + bias));
        expect([...rates].sort((a, b) => a - b)).toEqual(rates);
        const double = rate(kind, { ...params, amplitude: 2 });
        expect(double(gain + bias)).toBeCloseTo(2 * rates[2]!, 9);
      }),
    );
  });
});

it.each(['relu', 'spikingRelu', 'lif'] as const)('%s fires at its maximum rate at 1', (kind) => {
  const { gain, bias } = gainBias(kind, params, 123, -0.4);
  expect(rate(kind, params)(gain + bias)).toBeCloseTo(123, 9);
});

it('gives whole periods on the chip', () => {
  expect(rate('spikingRelu', { amplitude: 1 }, { onChip: true })(300)).toBe(250);
  expect(rate('loihiSpikingRelu', { amplitude: 0.5 }, { dt: 0.002 })(300)).toBe(125);
  expect(rate('lif', params, { onChip: true })(1e12)).toBe(1000 / 3);
});

it.each([
  ['lif: intercept is 1, expected a number below 1.', () => gainBias('lif', params, 100, 1)],
  [
    'lif: maximum rate is 500 Hz, expected below 1 / tauRef = 500 Hz.',
    () => gainBias('lif', params, 500, 0),
  ],
  ['lif: a rate needs tauRc and tauRef, seconds.', () => rate('lif', { amplitude: 1 })],
  [
    '"dense" has no firing rate. There are: relu, spikingRelu, loihiSpikingRelu, leakyRelu, lif, lifRate, ' +
      'loihiLif, adaptiveLif, adaptiveLifRate, sigmoid, tanh, regularSpiking, stochasticSpiking, ' +
      'poissonSpiking, izhikevich.',
    () => rate('dense', params),
  ],
])('refuses: %s', (message, make) => {
  expect(make).toThrow(message);
});

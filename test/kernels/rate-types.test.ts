import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gainBias, maxRateIntercept, rate } from '../../src/kernels/rates.js';
import { adaptiveLif } from '../../src/operators/adaptive-lif.js';
import { adaptiveLifRate } from '../../src/operators/adaptive-lif-rate.js';
import { izhikevich } from '../../src/operators/izhikevich.js';
import { leakyRelu } from '../../src/operators/leaky-relu.js';
import { lifRate } from '../../src/operators/lif-rate.js';
import type { Operator } from '../../src/operators/operator.js';
import { regularSpiking } from '../../src/operators/regular-spiking.js';
import { relu } from '../../src/operators/relu.js';
import { sigmoid } from '../../src/operators/sigmoid.js';
import { tanh } from '../../src/operators/tanh.js';
import { play } from './play.js';

const dt = 0.001;
const rateOf = ({ kind, params }: Operator, options = {}) => rate(kind, params as never, options);
const constant = (current: number, steps: number) => Array.from({ length: steps }, () => [current]);
const outputs = ({ kind, params }: Operator, current: number, steps: number) =>
  play(kind, params, [1], constant(current, steps)).map(([value]) => value!);
const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;

const types: readonly (readonly [string, Operator])[] = [
  ['lifRate', lifRate()],
  ['leakyRelu', leakyRelu({ slope: 0.25 })],
  ['sigmoid', sigmoid()],
  ['tanh', tanh()],
  ['regularSpiking of relu', regularSpiking(relu())],
  ['regularSpiking of lifRate', regularSpiking(lifRate({ tauRc: 0.03 }))],
  ['regularSpiking of tanh', regularSpiking(tanh())],
  ['adaptiveLif', adaptiveLif()],
];

describe.each(types)('%s', (_, op) => {
  it('gain and bias come back as maximum rate and intercept', () => {
    const highest = fc.double({ min: 5, max: 350, noNaN: true });
    const silent = fc.double({ min: -0.99, max: 0.95, noNaN: true });
    fc.assert(
      fc.property(highest, silent, (maxRate, intercept) => {
        const params = op.params as never;
        const back = maxRateIntercept(
          op.kind,
          params,
          gainBias(op.kind, params, maxRate, intercept),
        );
        expect(back.maxRate / maxRate).toBeCloseTo(1, 9);
        expect(back.intercept).toBeCloseTo(intercept, 9);
      }),
    );
  });
});

it('a rate type gives its rate', () => {
  for (const op of [
    lifRate(),
    sigmoid(),
    tanh(),
    relu({ amplitude: 0.5 }),
    leakyRelu({ slope: 0.5 }),
  ]) {
    for (const current of [-2, 0.5, 1.5, 40]) {
      expect(outputs(op, current, 1)).toEqual([rateOf(op)(current)]);
    }
  }
});

it('regular spikes come at the rate of the base, never off by a whole one', () => {
  const current = fc.double({ min: -3, max: 30, noNaN: true });
  fc.assert(
    fc.property(current, fc.constantFrom(relu(), lifRate(), tanh(), sigmoid()), (J, base) => {
      const op = regularSpiking(base, { amplitude: 0.5 });
      const spikes = outputs(op, J, 300).reduce((sum, value) => sum + (value * dt) / 0.5, 0);
      expect(Math.abs(spikes - rateOf(op)(J) * 300 * dt)).toBeLessThanOrEqual(1 + 1e-9);
    }),
  );
});

it('regular spiking has the rates of compartments on chip', () => {
  const chip = (base: Operator) =>
    rateOf(regularSpiking(base, { amplitude: 0.5 }), { onChip: true });
  expect(chip(relu())(300)).toBe(125);
  expect(chip(lifRate())(1e12)).toBe(0.5 * (1000 / 3));
  expect(chip(tanh())(1)).toBe(Math.tanh(1) / 0.0025);
});

it('adaptation ends where the rate and the current it leaves agree', () => {
  const op = adaptiveLifRate({ tauN: 0.02, incN: 0.01 });
  const last = outputs(op, 5, 2000).at(-1)!;
  expect(rateOf(lifRate())(5 - 0.01 * last)).toBeCloseTo(last, 9);
  expect(last).toBeLessThan(rateOf(op)(5));
  const spiking = outputs(adaptiveLif({ tauN: 0.1, incN: 0.01 }), 5, 6000);
  expect(mean(spiking.slice(3000)) / last).toBeCloseTo(1, 1);
});

describe('izhikevich', () => {
  it('fires at the rate that is counted, more with more current', () => {
    const counted = [0, 5, 10, 20, 40].map(rateOf(izhikevich()));
    expect(counted[0]).toBe(0);
    expect([...counted].sort((a, b) => a - b)).toEqual(counted);
    const from0 = izhikevich({ initialVoltage: 0 });
    expect(mean(outputs(from0, 10, 1001).slice(1))).toBeCloseTo(counted[2]!, 9);
  });

  it('chatters with a high reset and little recovery, and does not otherwise', () => {
    const pauses = (op: Operator) => {
      const at = outputs(op, 10, 1000).flatMap((value, n) => (value > 0 ? [n] : []));
      return at.slice(1).map((n, i) => n - at[i]!);
    };
    const chattering = pauses(izhikevich({ resetVoltage: -50, resetRecovery: 2 }));
    expect(Math.min(...chattering) * 5).toBeLessThan(Math.max(...chattering));
    const regular = pauses(izhikevich()).slice(3);
    expect(Math.max(...regular) - Math.min(...regular)).toBeLessThan(5);
  });

  it('has no formula for gain and bias', () => {
    const { params } = izhikevich();
    expect(() => gainBias('izhikevich', params as never, 100, 0)).toThrow('Give gain and bias.');
  });
});

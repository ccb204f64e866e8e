import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OptimizerSpec, openOptimizer } from '../../src/train/optimize/optimizer.js';
import { checkSchedule, rateAt, type ScheduleSpec } from '../../src/train/optimize/schedule.js';

/** Steps in plain numbers, one weight, as the papers write them. */
const papers: Readonly<Record<string, (gradients: readonly number[], rate: number) => number>> = {
  sgd: (gradients, rate) => gradients.reduce((w, g) => w - rate * g, 0),
  momentum(gradients, rate) {
    let [w, v] = [0, 0];
    for (const g of gradients) {
      v = 0.9 * v - rate * g;
      w += v;
    }
    return w;
  },
  rmsprop(gradients, rate) {
    let [w, s] = [0, 0];
    for (const g of gradients) {
      s = 0.9 * s + 0.1 * g * g;
      w -= (rate * g) / Math.sqrt(s + 1e-7);
    }
    return w;
  },
  adam(gradients, rate) {
    let [w, m, v] = [0, 0, 0];
    gradients.forEach((g, i) => {
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      const t = i + 1;
      w -= (rate * (m / (1 - 0.9 ** t))) / (Math.sqrt(v / (1 - 0.999 ** t)) + 1e-7);
    });
    return w;
  },
};

const specs: Readonly<Record<string, OptimizerSpec>> = {
  sgd: { kind: 'sgd' },
  momentum: { kind: 'sgd', momentum: 0.9 },
  rmsprop: { kind: 'rmsprop' },
  adam: { kind: 'adam' },
};

function play(spec: OptimizerSpec, gradients: readonly number[], rate: number): Float32Array {
  const weights = new Float32Array(3);
  const optimizer = openOptimizer(spec, new Float32Array(3), new Float32Array(3));
  gradients.forEach((g, step) => {
    optimizer.apply(weights, Float32Array.of(9, g, 9), { begin: 1, end: 2 }, step, rate);
  });
  return weights;
}

describe('optimizers', () => {
  it.each(Object.keys(specs))('%s steps as its paper says, on its part alone', (name) => {
    // Gradients near 0 are left out: there epsilon stands in another place in Keras' Adam.
    const gradient = fc.double({ min: 0.01, max: 3, noNaN: true });
    fc.assert(
      fc.property(fc.array(gradient, { minLength: 1, maxLength: 20 }), (gradients) => {
        const [before, found, behind] = play(specs[name]!, gradients, 0.01);
        expect([before, behind]).toEqual([0, 0]);
        const wanted = papers[name]!(gradients, 0.01);
        expect(Math.abs(found! - wanted)).toBeLessThan(1e-5 * (1 + Math.abs(wanted)));
      }),
    );
  });

  it('adam takes weight decay off the weights themselves', () => {
    const weights = Float32Array.of(2);
    const spec: OptimizerSpec = { kind: 'adam', weightDecay: 0.1 };
    const optimizer = openOptimizer(spec, new Float32Array(1), new Float32Array(1));
    optimizer.apply(weights, Float32Array.of(0), { begin: 0, end: 1 }, 0, 0.5);
    expect(weights[0]).toBeCloseTo(2 * (1 - 0.5 * 0.1), 6);
  });

  it('an unknown one is a sentence', () => {
    const spec = { kind: 'adagrad' } as unknown as OptimizerSpec;
    expect(() => openOptimizer(spec, new Float32Array(1), new Float32Array(1))).toThrow(
      'train: optimizer is "adagrad", expected sgd, rmsprop or adam.',
    );
  });
});

const length = { epochs: 10, stepsPerEpoch: 100 };

describe('schedules', () => {
  const rows: [string, ScheduleSpec, number, number][] = [
    ['a number holds', 0.1, 999, 0.1],
    ['a cosine begins at its rate', { kind: 'cosine', rate: 0.1 }, 0, 0.1],
    ['a cosine is at half of it in the middle', { kind: 'cosine', rate: 0.1 }, 500, 0.05],
    ['a cosine ends where it is told to', { kind: 'cosine', rate: 0.1, end: 0.01 }, 1000, 0.01],
    ['warm-up grows in a line', { kind: 'cosine', rate: 0.1, warmup: 1 }, 49, 0.05 * 0.994],
    [
      'an exponential falls by steps',
      { kind: 'exponential', rate: 1, factor: 0.5, epochs: 2 },
      450,
      0.25,
    ],
    ['steps hold until their epoch', { kind: 'steps', rates: [3, 2], until: [4] }, 399, 3],
    ['the last of them to the end', { kind: 'steps', rates: [3, 2], until: [4] }, 400, 2],
  ];
  it.each(rows)('%s', (_name, spec, step, wanted) => {
    expect(rateAt(spec, step, length)).toBeCloseTo(wanted, 4);
  });

  it.each([
    ['a rate of 0', 0, 'a rate is 0'],
    ['no rates', { kind: 'steps', rates: [], until: [] } as const, 'a rate is missing'],
    [
      'ends that do not fit',
      { kind: 'steps', rates: [1, 2], until: [] } as const,
      '2 rates have 0',
    ],
  ])('%s is a sentence', (_name, spec, sentence) => {
    expect(() => checkSchedule(spec)).toThrow(sentence);
  });
});

import { describe, expect, it } from 'vitest';
import { type CalibrateOptions, calibrate } from '../../src/calibrate/calibrate.js';
import { convert } from '../../src/convert/convert.js';
import { seededRandom } from '../../src/core/random.js';
import type { Samples } from '../../src/core/samples.js';
import { subset } from '../../src/core/subset.js';
import { measure } from '../../src/measure/measure.js';
import { measureFloat } from '../../src/measure/measure-float.js';
import { interpreter } from '../../src/run/device.js';
import { convLayer, denseLayer, layerChain } from '../convert/models.js';
import { randomSamples, smallModel, smallNetwork } from '../measure/samples.js';

/** Samples that the float network gets right, and of many those that it is surest of. */
async function taught(count: number): Promise<Samples> {
  const many = randomSamples(5 * count, 6, 3);
  const { answers, kept } = await measureFloat(smallNetwork(), many, { keep: many.count });
  const margins = kept.map(({ outputs }) => {
    const [first, second] = [...outputs].sort((a, b) => b - a);
    return first! - second!;
  });
  const surest = range(0, many.count).sort((a, b) => margins[b]! - margins[a]!);
  return subset(
    { ...many, labels: answers },
    surest.slice(0, count).sort((a, b) => a - b),
  );
}

const on = interpreter({ placed: true });
const slow = { convert: { scaleFiringRates: 10, synapse: 0.005 } };
const few = { rateSamples: 40, searchSamples: 60, checkSamples: 60, budget: 3000 };
const find = async (options: Partial<CalibrateOptions> = {}) =>
  calibrate(smallModel, await taught(200), { on, ...slow, ...few, ...options });

describe('a calibration', () => {
  it('answers better than before, with settings that convert takes', async () => {
    const samples = await taught(400);
    const found = await calibrate(smallModel, subset(samples, range(0, 200)), {
      on,
      ...slow,
      ...few,
      goal: { steps: 15 },
    });
    expect(found.after.accuracy).toBeGreaterThan(found.before.accuracy);
    const others = subset(samples, range(200, 400));
    const play = (options: typeof found.settings) =>
      measure(convert(smallModel, options), others, { on, steps: 15, rates: false });
    const after = await play(found.settings);
    const before = await play(slow.convert);
    expect(after.interval[0]).toBeGreaterThan(before.interval[1]);
  });

  it('is the same for the same seed, and another for another', async () => {
    const options = { goal: { steps: 12 }, budget: 800 };
    const [a, b, c] = [
      await find(options),
      await find(options),
      await find({ ...options, seed: 4 }),
    ];
    expect(b.to).toEqual(a.to);
    expect(b.history).toEqual(a.history);
    expect([...b.after.answers]).toEqual([...a.after.answers]);
    expect([...c.after.labels]).not.toEqual([...a.after.labels]);
  });

  it.each([60, 700, 3000])(
    'plays at most its budget of %d samples, and counts them',
    async (budget) => {
      const told: number[] = [];
      const found = await find({
        goal: { steps: 10 },
        budget,
        onTry: (_, left) => told.push(left),
      });
      const played = found.history.reduce((sum, { count }) => sum + count, 0);
      expect(found.played.search).toBe(played);
      expect(played).toBeLessThanOrEqual(budget);
      expect(told.at(-1)).toBe(budget - played);
    },
  );

  it('compares on samples that neither rates nor search have seen', async () => {
    const samples = await taught(150);
    const parts = { rateSamples: 30, searchSamples: 60, checkSamples: 60 };
    const options = { on, ...slow, ...parts, budget: 400, goal: { steps: 5 } };
    const whole = await calibrate(smallModel, samples, options);
    // Those compared get wrong labels: nothing else may change.
    const order = seededRandom(0).shuffle(range(0, 150));
    const aside = new Set(order.slice(90));
    expect([...whole.after.labels]).toEqual(order.slice(90).map((k) => samples.labels[k]));
    const labels = Int32Array.from(
      samples.labels,
      (label, k) => (label + Number(aside.has(k))) % 3,
    );
    const other = await calibrate(smallModel, { ...samples, labels }, options);
    expect([...other.after.labels]).not.toEqual([...whole.after.labels]);
    expect(other.history).toEqual(whole.history);
    expect(other.needs).toEqual(whole.needs);
  });

  it('shares few samples out, and refuses too few', async () => {
    const share = await find({
      rateSamples: 400,
      searchSamples: 400,
      checkSamples: 800,
      goal: { steps: 5 },
    });
    expect(share.played.rates).toBe(50);
    expect(share.after.count).toBe(100);
    const two = subset(await taught(5), [0, 1]);
    await expect(calibrate(smallModel, two, { on, ...few })).rejects.toThrow(/has 2 samples/);
  });

  it('ends when its signal says so', async () => {
    const controller = new AbortController();
    const tried: number[] = [];
    const finding = find({
      signal: controller.signal,
      onTry: () => {
        tried.push(1);
        if (tried.length === 3) controller.abort(new Error('enough'));
      },
    });
    await expect(finding).rejects.toThrow('enough');
    expect(tried).toHaveLength(3);
  });

  it('prints accuracy, scales and rates before and after', async () => {
    const found = await find({ goal: { steps: 10 }, target: { mean: 300 } });
    const text = String(found);
    expect(text).toContain('on 60 samples kept aside');
    expect(text).toMatch(
      /^layer +scale +synapse ms +active mean Hz +99th percentile Hz +above 250 Hz$/m,
    );
    for (const [layer, scale] of Object.entries(found.to.scales)) {
      expect(text).toMatch(new RegExp(`^${layer} +10 -> ${scale} +5 -> `, 'm'));
    }
    expect(text).toContain('mean of active neurons at most 300 Hz');
  });
});

describe('models of other layers', () => {
  it('leave max pooling and curves at what they have', async () => {
    const model = layerChain(
      [4, 4, 1],
      [
        convLayer([2, 2, 1, 4], 1, { padding: 'same' }, { activation: 'relu' }),
        { kind: 'MaxPooling2D', config: { pool_size: [2, 2], strides: [2, 2] } },
        { kind: 'Flatten' },
        denseLayer(16, 8, 2, { activation: 'relu' }),
        denseLayer(8, 3, 3),
      ],
    );
    const samples = { ...randomSamples(60, 16, 3), shape: [4, 4, 1] };
    const options = { on, ...slow, ...few, budget: 200, goal: { steps: 5 } };
    const found = await calibrate(model, samples, options);
    expect(Object.keys(found.to.scales)).toEqual(['conv2d1', 'dense4']);
    expect(found.needs.map(({ layer }) => layer)).toEqual(['conv2d1', 'dense4']);
    expect(String(found)).toMatch(/^dense4 /m);
  });
});

describe('the target of a calibration', () => {
  it.each([
    [{ mean: 200 }, 'activeMeanHz', 200],
    [{ percentile: 99, hz: 250 }, 'p99Hz', 250],
    [{ percentile: 99.9, hz: 400 }, 'p999Hz', 400],
  ] as const)('without a search is met by plain relu: %o', async (target, key, hz) => {
    const samples = await taught(200);
    const { settings, history } = await calibrate(smallModel, samples, {
      on,
      ...slow,
      rateSamples: 1000,
      checkSamples: 10,
      search: false,
      target,
      goal: { steps: 5 },
    });
    expect(history).toEqual([]);
    const { layers } = await measureFloat(convert(smallModel, settings), samples);
    // Scales have three digits, and another one of 200 samples in 99 was used.
    for (const layer of layers) expect(Math.abs(layer[key] / hz - 1)).toBeLessThan(0.05);
  });

  it('bounds every setting that is tried', async () => {
    const target = { mean: 120 };
    const found = await find({ target, goal: { steps: 15 }, budget: 1500 });
    for (const { layer, activeMean } of found.needs) {
      for (const { setting } of found.history) {
        expect(setting.scales[layer]! * activeMean).toBeLessThanOrEqual(120);
      }
    }
    expect(found.history.length).toBeGreaterThan(5);
  });

  it('refuses rates that are none', async () => {
    await expect(find({ target: { mean: -1 } })).rejects.toThrow(/target is -1 Hz/);
  });
});

describe('the goal of an accuracy', () => {
  it('is reached with fewer timesteps than are allowed', async () => {
    const found = await find({ goal: { accuracy: 0.8, most: 60 }, budget: 12_000 });
    expect(found.steps).toBeLessThan(60);
    const final = found.history.filter(
      ({ steps, setting }) =>
        steps === found.steps && JSON.stringify(setting) === JSON.stringify(found.to),
    );
    expect(final.map(({ accuracy }) => accuracy >= 0.8)).toEqual([true]);
    expect(found.reached).toBe(found.after.accuracy >= 0.8);
    // One timestep fewer was tried and was not enough, whatever the setting.
    const fewer = found.history.filter(({ steps, count }) => steps < found.steps && count === 60);
    expect(fewer.every(({ accuracy }) => accuracy < 0.8)).toBe(true);
  });

  it('is said not to be reached when it is not', async () => {
    const found = await find({ goal: { accuracy: 1, most: 3 }, budget: 2000 });
    expect(found.reached).toBe(false);
    expect(String(found)).toContain('100.0 % asked for, not reached');
  });
});

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

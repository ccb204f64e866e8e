import { beforeAll, describe, expect, it } from 'vitest';
import { emulator } from '../../src/chip/emulator.js';
import { compile } from '../../src/compile/compile.js';
import type { Program } from '../../src/compile/program.js';
import type { ChipCounts } from '../../src/metrics/chip-meter.js';
import { chipEventCounts, eventEnergy, sumOf } from '../../src/metrics/energy.js';
import { inferenceMetrics } from '../../src/metrics/inference.js';
import { layerMetrics } from '../../src/metrics/layer-metrics.js';
import { metered } from '../../src/metrics/metered.js';
import type { ChipProfile } from '../../src/metrics/profile.js';
import { loihi2018, profiles } from '../../src/metrics/profiles.js';
import { metricsText, staticText } from '../../src/metrics/text.js';
import { Network } from '../../src/network/network.js';
import { dense } from '../../src/operators/dense.js';
import { loihiLif } from '../../src/operators/loihi-lif.js';
import { denseLayer, layerChain } from '../convert/models.js';
import { playMetered } from './played.js';

const steps = 25;
const inferences = 4;
const options = { inferences, steps, dt: 0.001 };
let program: Program;
let counts: ChipCounts;

beforeAll(async () => {
  const network = new Network();
  const weights = (rows: number, columns: number) =>
    dense(
      Array.from({ length: rows }, (_, r) =>
        Array.from({ length: columns }, (_, c) => ((r + c) % 3 === 0 ? 0 : 0.002 * (1 + (c % 4)))),
      ),
    );
  const x = network.input('x', 6).pipe(loihiLif({ onChip: false, bias: 1.5 }));
  const y = x.pipe(weights(20, 6), loihiLif({ bias: 1.1 }), weights(5, 20), loihiLif());
  program = compile(network, { probes: { y } });
  const length = inferences * steps;
  const chunk = { t: 0, steps: length, data: { x: new Float32Array(6 * length).fill(0.4) } };
  ({ counts } = await playMetered(program, emulator(), [chunk]));
});

describe('the metrics of inferences', () => {
  it('are means of what was counted', () => {
    const { perInference, layers, eventsPerAccumulate, activationSparsity, rates } =
      inferenceMetrics(program, counts, options);
    const { total } = counts;
    const events = sumOf(total.synapses);
    expect(perInference).toEqual({
      spikes: sumOf(total.spikes) / inferences,
      hostSpikes: counts.hostSpikes / inferences,
      synapticEvents: events / inferences,
      accumulates: sumOf(total.nonZero) / inferences,
      messages: sumOf(total.ways) / inferences,
      neuronUpdates: 25 * steps,
      hostMacs: 0,
    });
    const all = (key: 'events' | 'accumulates' | 'dense') =>
      sumOf(layers.map((layer) => layer[key]));
    expect(layers.map(({ dense }) => dense)).toEqual([20 * 6 * steps, 5 * 20 * steps]);
    expect(all('events')).toBeCloseTo(perInference.synapticEvents, 6);
    expect(all('accumulates')).toBeCloseTo(perInference.accumulates, 6);
    // A third of the weights is zero and stored all the same.
    expect(eventsPerAccumulate).toBe(events / sumOf(total.nonZero));
    expect(eventsPerAccumulate).toBeGreaterThan(1.2);
    const neuronSteps = 25 * counts.steps;
    expect(activationSparsity).toBeCloseTo(1 - sumOf(total.spikes) / neuronSteps, 12);
    const spikes = rates.reduce((sum, r) => sum + r.meanHz * r.neurons * 0.001 * counts.steps, 0);
    expect(spikes).toBeCloseTo(sumOf(total.spikes), 6);
  });

  it('has the resources of every core', () => {
    const { chip } = inferenceMetrics(program, counts, options);
    expect(chip.perCore.map(({ compartments }) => compartments.used)).toEqual([20, 5]);
    expect(chip.synapses).toBe(20 * 6 + 5 * 20);
    expect(chip.weightBits).toBe(8 * chip.synapses);
    expect(chip.synapseBits).toBeGreaterThan(chip.weightBits);
    expect(chip.cores).toEqual({ used: 2, max: 128 });
  });

  it('has energies between no idle compartment paid for and all', () => {
    const { estimates } = inferenceMetrics(program, counts, { ...options, profiles: [loihi2018] });
    const [none, all] = (['none', 'all'] as const).map((idle) =>
      Number((eventEnergy(loihi2018, chipEventCounts(counts, idle)) / inferences).toPrecision(2)),
    );
    expect(estimates).toHaveLength(1);
    expect(estimates[0]!.joules).toEqual({ low: none, high: all });
    expect(all).toBeGreaterThan(none!);
    const { low, high } = estimates[0]!.seconds!;
    expect(high).toBeGreaterThanOrEqual(low);
    expect(low).toBeGreaterThan(steps * 113e-9);
  });

  it('adds static power only where asked, and says so', () => {
    const of = (more: object) =>
      inferenceMetrics(program, counts, { ...options, profiles: [loihi2018], ...more })
        .estimates[0]!;
    const [bare, fed] = [of({}), of({ static: true, throttled: true })];
    expect([bare.includes, bare.coverage]).toEqual([['core'], 'core only']);
    expect([fed.includes, fed.coverage]).toEqual([['core', 'static'], 'core only, with static']);
    expect(fed.source).toContain(loihi2018.static!.source);
    // In real time: 25 ms at 0.1044 W beside which the events are nothing.
    expect(fed.seconds).toEqual({ low: 0.025, high: 0.025 });
    expect(fed.joules.low).toBe(Number((0.1044 * 0.025).toPrecision(2)));
  });

  it('doubles with the prices', () => {
    const twice: ChipProfile = {
      ...loihi2018,
      name: 'twice',
      perEvent: Object.fromEntries(
        Object.entries(loihi2018.perEvent).map(([event, pJ]) => [event, 2 * pJ]),
      ),
    };
    const times = counts.times.map((one) => ({ ...one, profile: 'twice' }));
    const own = { ...options, profiles: [twice] };
    const { joules } = inferenceMetrics(program, { ...counts, times }, own).estimates[0]!;
    const once = eventEnergy(loihi2018, chipEventCounts(counts, 'all')) / inferences;
    expect(joules.high).toBe(Number((2 * once).toPrecision(2)));
  });

  it('takes profiles of users, if they were there while it played', async () => {
    const mine: ChipProfile = { ...loihi2018, name: 'mine', source: 'measured on my own bench' };
    const some = { ...options, profiles: [mine] };
    expect(() => inferenceMetrics(program, counts, some)).toThrow(
      'metrics: the time of profile "mine" was not added up.',
    );
    const on = metered(emulator(), { profiles: [mine] });
    const session = await on.open(program);
    for (let t = 0; t < inferences * steps; t++) {
      const empty = { size: 6, offsets: Uint32Array.of(0, 0), indices: new Uint32Array(0) };
      await session.step({ t, steps: 1, spikes: [empty] });
    }
    await session.close();
    const text = metricsText(inferenceMetrics(on.program(), on.counts(), some));
    expect(text).toMatch(/mine \(core only\): energy .* \[measured on my own bench\]/);
  });

  it('refuses counts of another run', () => {
    expect(() => inferenceMetrics(program, counts, { ...options, inferences: 3 })).toThrow(
      'metrics: 100 timesteps were counted, 3 inferences of 25 are expected.',
    );
  });
});

describe('every printed joule', () => {
  /** A number with a unit of energy. */
  const joule = /\d [mµnpf]?J\b/;

  it('stands with its profile, what it includes and its source', () => {
    for (const more of [{}, { static: true }]) {
      const text = metricsText(inferenceMetrics(program, counts, { ...options, ...more }));
      const lines = text.split('\n').filter((line) => joule.test(line));
      expect(lines).toHaveLength(profiles.length);
      for (const [k, { name, source }] of profiles.entries()) {
        expect(lines[k]).toContain(name);
        expect(lines[k]).toContain(source);
        expect(lines[k]).toContain('core only');
      }
    }
  });

  it('has two significant digits', () => {
    // Sources say what they say.
    const text = metricsText(inferenceMetrics(program, counts, options)).replaceAll(/\[.*\]/g, '');
    const numbers = [...text.matchAll(/(?:energy|to|product) ([\d.]+)(?= |$)/g)].map((m) => m[1]!);
    expect(numbers.length).toBeGreaterThan(profiles.length);
    for (const number of numbers) {
      const digits = number.replace('.', '').replace(/^0+/, '');
      expect(digits.replace(/0+$/, '').length, number).toBeLessThanOrEqual(2);
    }
  });

  it('is called arithmetic where it is no more', () => {
    const text = metricsText(inferenceMetrics(program, counts, options));
    const lines = text.split('\n').filter((line) => line.includes('arithmetic-45nm'));
    expect(lines.map((line) => line.includes(': arithmetic energy '))).toEqual([true, true]);
  });

  it('is in no text about what was never run', () => {
    const text = staticText(
      layerMetrics(layerChain([3], [denseLayer(3, 2, 1)]), { strideS: 0.02 }),
    );
    expect(text).not.toMatch(joule);
    expect(text).toMatch(/^footprint +32 bytes in float32\nparameters +8$/m);
    expect(text).toContain('50.0 Hz');
  });
});

describe('losses', () => {
  it('are shown', () => {
    const warnings = { overflow_q0: 3 };
    const more = { ...options, dropped: 7, warnings };
    const metrics = inferenceMetrics(program, { ...counts, unexplained: 11 }, more);
    expect(metrics.losses).toEqual({
      dropped: 7,
      warnings,
      compile: program.report.warnings,
      unexplained: 11,
    });
    const text = metricsText(metrics);
    expect(text).toMatch(/timesteps dropped +7\n/);
    expect(text).toMatch(/registers run over +overflow_q0 in 3 timesteps\n/);
    expect(text).toMatch(/weights unexplained +11 /);
    expect(metricsText(inferenceMetrics(program, counts, options))).toMatch(
      /registers run over +not watched\n/,
    );
  });
});

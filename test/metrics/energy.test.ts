import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measuredEnergy, publishedPower } from '../../src/metrics/anchors.js';
import {
  energyDelay,
  eventEnergy,
  genericEnergy,
  noEvents,
  synapticEvents,
} from '../../src/metrics/energy.js';
import { hopsOf, UNKNOWN_WAY, wayBetween } from '../../src/metrics/placement.js';
import {
  type ChipProfile,
  chipEvents,
  coverage,
  type EventCounts,
  type Profile,
} from '../../src/metrics/profile.js';
import { genericProfiles, loihi2018, loihiFitted, profiles } from '../../src/metrics/profiles.js';
import { spikeRates } from '../../src/metrics/spike-rates.js';
import { zeroCounts } from '../../src/metrics/step-counts.js';
import { barrierTime, stepNanoseconds, stepTimer } from '../../src/metrics/step-time.js';
import { joulesBand, twoDigits } from '../../src/metrics/units.js';

const events = (some: Partial<EventCounts>): EventCounts => ({ ...noEvents, ...some });
const chipProfiles = profiles.filter((p): p is ChipProfile => p.kind === 'chip');

describe('energy', () => {
  it('of a full chip at rest and of one that spikes everywhere, without synapses', () => {
    const n = 128 * 1024;
    const rest = eventEnergy(loihi2018, events({ compartmentInactive: n }));
    const busy = eventEnergy(loihi2018, events({ compartmentActive: n }));
    expect(rest).toBeCloseTo(131_072 * 52e-12, 18);
    expect(busy).toBeCloseTo(131_072 * 81e-12, 18);
    expect([rest, busy].map((joules) => (joules * 1e6).toFixed(2))).toEqual(['6.82', '10.62']);
  });

  it('of an inference of the worked case', () => {
    const synapseDense = 128 * 256;
    const updates = 10 * 256;
    const low = eventEnergy(loihi2018, events({ synapseDense, compartmentInactive: updates }));
    const high = eventEnergy(loihi2018, events({ synapseDense, compartmentActive: updates }));
    expect(joulesBand(low, high)).toBe('0.91 to 0.98 µJ');
  });

  it('of a dense layer on a processor', () => {
    const cpu = genericProfiles.find(({ name }) => name === 'cpu')!;
    expect(genericEnergy(cpu, 784 * 128, 128)).toBeCloseTo((100_352 + 128) * 8.6e-9, 12);
  });

  it('of spikes at known rates', () => {
    const layers = [
      { neurons: 100, rateHz: 50, fanout: 10 },
      { neurons: 20, rateHz: 5, fanout: 4 },
    ];
    expect(synapticEvents(layers, 200, 0.001)).toBeCloseTo(100 * 50 * 0.2 * 10 + 20 * 5 * 0.2 * 4);
  });

  it('is linear in the prices and in the events', () => {
    const count = fc.record(
      Object.fromEntries(chipEvents.map((event) => [event, fc.nat(1e6)])) as Record<
        (typeof chipEvents)[number],
        fc.Arbitrary<number>
      >,
    );
    const runs = fc.property(count, count, fc.constantFrom(...chipProfiles), (a, b, profile) => {
      const twice = { perEvent: mapped(profile.perEvent, (pJ) => 2 * pJ) };
      expect(eventEnergy(twice, a)).toBe(2 * eventEnergy(profile, a));
      const both = events(mapped(a, (n, event) => n + b[event as keyof typeof b]));
      const sum = eventEnergy(profile, a) + eventEnergy(profile, b);
      expect(eventEnergy(profile, both)).toBeCloseTo(sum, 12);
    });
    fc.assert(runs);
  });

  it('times delay is a product', () => {
    expect(energyDelay(2e-6, 3e-3)).toBeCloseTo(6e-9, 15);
  });
});

function mapped<K extends string>(
  record: Readonly<Partial<Record<K, number>>>,
  of: (n: number, key: K) => number,
) {
  return Object.fromEntries(
    Object.entries(record).map(([key, n]) => [key, of(n as number, key as K)]),
  ) as Record<K, number>;
}

/** Dynamic joules per inference from the powers of the table, as its readers worked them out. */
const workedOut = ['0.0297', '0.0063', '0.0056', '0.00146', '0.000274'];

describe('published measurements agree with themselves', () => {
  it.each(publishedPower.map((one, k) => ({ ...one, expected: workedOut[k]! })))(
    '$device',
    ({ expected, joules, ...measured }) => {
      const { dynamic, running } = measuredEnergy(measured);
      const digits = expected.replace(/^0\.0*/, '').length;
      expect(String(Number(dynamic.toPrecision(digits)))).toBe(expected);
      expect(Math.abs(joules / dynamic - 1)).toBeLessThan(0.03);
      expect(running).toBeGreaterThan(dynamic);
    },
  );

  it('in their ratios to the chip', () => {
    const each = publishedPower.map((one) => measuredEnergy(one).dynamic);
    const ratios = each.slice(0, -1).map((joules) => twoDigits(joules / each.at(-1)!));
    expect(ratios).toEqual(['110', '23', '20', '5.3']);
  });
});

describe('the time of a timestep', () => {
  const at = (way: number, core: number) => {
    const counts = zeroCounts(8);
    counts.spikes[core] = 2;
    counts.sent[core] = 3;
    counts.arrived[core] = 5;
    counts.synapses[core] = 100;
    counts.ways[way] = 1;
    counts.ways[0] = 4;
    return counts;
  };
  const allocated = new Float64Array(8).fill(10);

  it('is that of the slowest core, the longest way and the barrier', () => {
    const way = wayBetween(0, 4 * (8 + 3)); // three columns and a row away
    const barrier = 113 + (465 - 113) / 31; // two tiles
    const path = 2.1 + 3 * 4.1 + 6.5;
    const core = 100 * 3.5 + 2 * 8.4;
    const counts = at(way, 5);
    expect(stepNanoseconds(loihi2018, counts, allocated, 'none')).toBeCloseTo(
      core + path + barrier,
    );
    expect(stepNanoseconds(loihi2018, counts, allocated, 'all')).toBeCloseTo(
      core + 8 * 5.3 + path + barrier,
    );
    const fitted = 100 * 3.8 + 2 * (6 + 3.7 + 30) + 3 * 5.1 + 5 * 16 + 3 * 4.1 + 6.5 + 600;
    expect(stepNanoseconds(loihiFitted, counts, allocated, 'none')).toBeCloseTo(fitted);
  });

  it('adds up, not below dt where time is real', () => {
    const timer = stepTimer(loihi2018, 'none', 0.001);
    const counts = at(0, 1);
    const busy = at(0, 1);
    busy.synapses[1] = 1e6;
    timer.add(counts, allocated);
    timer.add(busy, allocated);
    const [short, long] = [counts, busy].map(
      (one) => 1e-9 * stepNanoseconds(loihi2018, one, allocated, 'none'),
    ) as [number, number];
    const { steps, total, throttled, longest } = timer.times();
    expect([steps, longest]).toEqual([2, long]);
    expect(total).toBeCloseTo(short + long, 12);
    expect(throttled).toBeCloseTo(0.001 + long, 12);
  });

  it('has a barrier that is linear between its points and constant beyond', () => {
    const { barrier } = loihiFitted;
    const chips = (n: number) => barrierTime(barrier, n * 128);
    expect([1, 2, 3, 4, 29, 100].map(chips)).toEqual([600, 1000, 1200, 1400, 1800, 1800]);
    expect(barrierTime(loihi2018.barrier, 1)).toBe(113);
    expect(barrierTime(loihi2018.barrier, 128)).toBe(465);
  });
});

describe('the way of a message', () => {
  it.each([
    [0, 3, 0, 0],
    [0, 4, 1, 0],
    [0, 31, 7, 0],
    [3, 32, 0, 1],
    [127, 0, 7, 3],
    [40, 20, 3, 1],
  ])('from core %i to core %i', (a, b, eastWest, northSouth) => {
    expect(hopsOf(wayBetween(a, b))).toEqual({ eastWest, northSouth });
    expect(wayBetween(b, a)).toBe(wayBetween(a, b));
  });

  it('is not known between chips', () => {
    expect(wayBetween(127, 128)).toBe(UNKNOWN_WAY);
    expect(hopsOf(wayBetween(130, 255))).not.toEqual(hopsOf(UNKNOWN_WAY));
  });
});

describe('profiles', () => {
  it('say what they are', () => {
    expect(new Set(profiles.map(({ name }) => name)).size).toBe(profiles.length);
    for (const { name, source, includes } of profiles as readonly Profile[]) {
      expect(name).not.toBe('');
      expect(source.length).toBeGreaterThan(20);
      expect(coverage(includes)).toMatch(/core only/);
    }
    expect(coverage(['core', 'static'])).toBe('core only, with static');
    expect(coverage(['host', 'io', 'core', 'static'])).toBe('whole system');
  });
});

describe('numbers', () => {
  it.each([
    [0, '0'],
    [0.0999, '0.10'],
    [0.906, '0.91'],
    [8.64, '8.6'],
    [9.96, '10'],
    [123.4, '120'],
    [2.7e-4, '0.00027'],
  ])('%d has two digits', (value, text) => expect(twoDigits(value)).toBe(text));

  it.each([
    [0, 0, '0 J'],
    [8.64e-4, 8.64e-4, '860 µJ'],
    [9.06e-4, 9.9e-4, '0.91 to 0.99 mJ'],
    [1e-9, 1e-6, '0.0010 to 1.0 µJ'],
    [3.2, 3.24, '3.2 J'],
  ])('%d to %d is in the unit of the larger', (low, high, text) =>
    expect(joulesBand(low, high)).toBe(text),
  );

  it('of rates are those of sorted neurons', () => {
    const perNeuron = Float64Array.from({ length: 200 }, (_, i) => (i * 7) % 200);
    expect(spikeRates('a', perNeuron, 0.5)).toEqual({
      name: 'a',
      neurons: 200,
      meanHz: 199,
      medianHz: 199,
      p99Hz: 394,
      maxHz: 398,
      silent: 1 / 200,
      above250Hz: 74 / 200,
    });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grid, moves } from '../../src/calibrate/grid.js';
import type { Judge, Trial } from '../../src/calibrate/judge.js';
import { race } from '../../src/calibrate/race.js';
import { refine } from '../../src/calibrate/refine.js';
import { keyOf, type Setting } from '../../src/calibrate/setting.js';

/** A judge whose samples have known difficulties: a trial is right on those below its worth. */
function knownJudge(worth: (setting: Setting) => number, most = 400, budget = 1e6) {
  const trials = new Map<string, Trial>();
  let left = budget;
  const judge: Judge = {
    get left() {
      return left;
    },
    most,
    trial(setting, steps) {
      const key = keyOf(setting);
      const cost = Object.values(setting.scales).reduce((a, b) => a + b, 0);
      if (!trials.has(key)) trials.set(key, { setting, steps, right: [], cost });
      return trials.get(key)!;
    },
    play(trial, count) {
      const more = Math.min(count, most) - trial.right.length;
      if (more > left) return Promise.resolve(false);
      for (let n = 0; n < more; n++) {
        // A sequence that fills [0, 1] evenly, so that few samples say what many do.
        const difficulty = (trial.right.length * 0.618034) % 1;
        trial.right.push(Number(difficulty < worth(trial.setting)));
      }
      left -= Math.max(more, 0);
      return Promise.resolve(true);
    },
    history: () => [],
  };
  return judge;
}

const setting = (a: number, b: number, tau: number): Setting => ({
  scales: { a, b },
  synapses: { a: tau, b: tau },
});

/** Highest at scales of 300 and 80 and filters of 1 ms. */
function hill({ scales, synapses }: Setting): number {
  const off = (value: number, best: number) => Math.log(value / best) ** 2;
  const away =
    off(scales.a!, 300) + off(scales.b!, 80) + off(synapses!.a!, 1e-3) + off(synapses!.b!, 1e-3);
  return Math.exp(-away);
}

describe('a race', () => {
  it('finds the best of many with a fraction of what playing all would take', async () => {
    const candidates = Array.from({ length: 60 }, (_, i) => setting(10 * (i + 1), 80, 0.001));
    const judge = knownJudge(hill);
    const [first] = await race(judge, candidates, 10);
    // 400 samples tell no finer differences.
    expect(hill(first!.setting)).toBeGreaterThan(Math.max(...candidates.map(hill)) - 1 / 400);
    expect(1e6 - judge.left).toBeLessThan((60 * 400) / 4);
  });

  it('gives what it has when the budget ends', async () => {
    const candidates = [setting(1, 1, 1), setting(2, 2, 1), setting(3, 3, 1)];
    expect(await race(knownJudge(hill, 400, 120), candidates, 10)).toHaveLength(2);
    expect(await race(knownJudge(hill, 400, 20), candidates, 10)).toEqual([]);
  });
});

describe('refining', () => {
  it('climbs from afar to near the top', async () => {
    const judge = knownJudge(hill);
    const best = await refine(judge, judge.trial(setting(150, 150, 0.0025), 10), new Map());
    expect(hill(best.setting)).toBeGreaterThan(0.95);
  });

  it('saves spikes where they gain nothing', async () => {
    const judge = knownJudge(({ scales }) => (scales.a! >= 100 ? 0.9 : scales.a! / 120));
    const best = await refine(judge, judge.trial(setting(900, 50, 0.001), 10), new Map());
    expect(best.setting.scales.a).toBeLessThan(150);
    expect(best.setting.scales.a).toBeGreaterThanOrEqual(100);
  });

  it('ends, wherever it begins and however flat or rough it is', async () => {
    const number = fc.double({ min: 1, max: 1000, noNaN: true });
    await fc.assert(
      fc.asyncProperty(number, number, fc.integer({ min: 0, max: 50 }), async (a, b, roughness) => {
        const rough = ({ scales }: Setting) =>
          0.5 + Math.sin(scales.a! * roughness) / 4 + Math.sin(scales.b! * roughness) / 4;
        const judge = knownJudge(rough, 50);
        const start = judge.trial(setting(a, b, 0.001), 10);
        const best = await refine(
          judge,
          start,
          new Map([
            ['a', 1000],
            ['b', 1000],
          ]),
        );
        const right = (trial: Trial) => trial.right.reduce((x, y) => x + y, 0);
        expect(right(best)).toBeGreaterThanOrEqual(right(start));
      }),
      { numRuns: 30 },
    );
  });
});

describe('the settings a search looks at', () => {
  const need = { neurons: 10, onChip: true, activeMean: 1, p999: 4, mean: 1 };
  const needs = [
    { ...need, layer: 'a', p99: 1 },
    { ...need, layer: 'b', p99: 4 },
  ];

  it('share rates in several ways, none above its cap', () => {
    const caps = new Map([
      ['a', 333.4],
      ['b', 70],
    ]);
    const found = grid(needs, caps);
    expect(found.length).toBeGreaterThan(12);
    expect(new Set(found.map(keyOf)).size).toBe(found.length);
    for (const { scales } of found) {
      expect(scales.a).toBeLessThanOrEqual(333.4);
      expect(scales.b).toBeLessThanOrEqual(70);
    }
    const ratios = new Set(
      grid(needs, new Map()).map(({ scales }) => (scales.a! / scales.b!).toFixed(1)),
    );
    expect([...ratios].sort()).toEqual(['1.0', '2.0', '4.0']);
  });

  it('cope with layers that no sample made active', () => {
    const silent = needs.map((one) => ({ ...one, p99: 0 }));
    for (const one of [grid(silent, new Map()), grid([needs[0]!, silent[1]!], new Map())].flat()) {
      for (const scale of Object.values(one.scales)) expect(scale).toBeGreaterThan(0);
    }
  });

  it('are one step away in every number, up and down', () => {
    const start = setting(100, 200, 0.001);
    const found = moves(start, 2, new Map()).map((move) => move(start));
    expect(found).toHaveLength(12);
    expect(new Set(found.map(keyOf)).size).toBe(12);
    expect(found).toContainEqual(setting(200, 400, 0.001));
    expect(found).toContainEqual({ ...start, synapses: { a: 0.001, b: 0.0005 } });
    expect(found).toContainEqual({ ...start, scales: { a: 50, b: 200 } });
  });

  it('leave filters alone that are no lowpass', () => {
    const start = { scales: { a: 100 }, synapses: null };
    const found = moves(start, 2, new Map()).map((move) => move(start));
    expect(found).toEqual([
      { scales: { a: 200 }, synapses: null },
      { scales: { a: 50 }, synapses: null },
    ]);
  });
});

import { describe, expect, it, vi } from 'vitest';
import type { Cold } from '../../bench/emulator/cold.js';
import { PLAIN } from '../../bench/emulator/engines.js';
import { alternate, openSide, requireEqual } from '../../bench/emulator/measure.js';
import { judge } from '../../bench/emulator/ratios.js';
import type { Comparison, Speed, WorkloadResult } from '../../bench/emulator/result.js';
import { deepWorkload } from '../../bench/emulator/w2.js';
import { deviations, type Facts } from '../../bench/emulator/workload.js';

// The benchmark imports the package as users do; here it stands for the sources.
vi.mock('rxspike', () => import('../../src/index.js'));
vi.mock('rxspike/chip', () => import('../../src/chip/index.js'));
vi.mock('rxspike/compile', () => import('../../src/compile/index.js'));
vi.mock('rxspike/golden', () => import('../../src/golden/index.js'));

const workload = deepWorkload({ side: 8, thinner: 8 });

describe('engines side by side', () => {
  it('must spike alike and add as many weights', async () => {
    const [a, b] = [(await openSide(workload, PLAIN))!, (await openSide(workload, PLAIN))!];
    expect(() => requireEqual('tiny', a, b)).not.toThrow();
    const other = (facts: Partial<Facts>) => ({ ...b, facts: { ...b.facts, ...facts } });
    const refused = /tiny: .* Nothing was timed/;
    expect(() => requireEqual('tiny', a, other({ hash: '0'.repeat(16) }))).toThrow(refused);
    const { synapticOps } = a.facts;
    expect(() => requireEqual('tiny', a, other({ synapticOps: synapticOps + 1 }))).toThrow(refused);
  });

  it('are timed as often as asked, each on the same stretch', async () => {
    const side = (await openSide(workload, PLAIN))!;
    const played: number[] = [];
    const heard = {
      ...side,
      session: {
        ...side.session,
        step(input: Parameters<typeof side.session.step>[0]) {
          played.push(input.t);
          return side.session.step(input);
        },
      },
    };
    const timings = await alternate(workload, [heard, side], { timesteps: 30, chunk: 20 }, 3);
    expect(timings.map(({ seconds }) => seconds.length)).toEqual([3, 3]);
    const stretch = [workload.warmUp, workload.warmUp + 20];
    expect(played).toEqual([...stretch, ...stretch, ...stretch]);
  });
});

function speed(engine: string, seconds: number): Speed {
  const spread = { median: seconds, min: seconds, max: seconds };
  const about = { engine, timesteps: 1, chunk: 1, seconds: spread };
  return { ...about, stepsPerSecond: 1 / seconds, nsPerSynapticOp: 1, nsPerNeuron: 1 };
}

function result(name: string, what: Comparison['what'], speeds: Speed[]): WorkloadResult {
  const comparisons = [{ what, synapticOps: 1, speeds }];
  return { name, about: '', facts: {} as Facts, comparisons, streams: null, cold: {} };
}

describe('the judged ratios', () => {
  const verdict = (workloads: WorkloadResult[], name: string) =>
    judge({ workloads, peer: null }).find((ratio) => ratio.name === name)!;

  it.each([
    [13e-3, 'met', 13],
    [6e-3, 'above the floor', 6],
    [4e-3, 'missed', 4],
  ])('judge %d s of the plain engine against 1 ms: %s', (plain, expected, value) => {
    const speeds = [speed('plain', plain), speed('wasm, 1 thread', 1e-3)];
    const ratio = verdict([result('w1', 'one thread', speeds)], 'w1: one thread / plain');
    expect(ratio.value).toBeCloseTo(value, 9);
    expect(ratio.verdict).toBe(expected);
  });

  it('are better when less where they are sizes', () => {
    const name = 'w2: resident memory of a process that plays it, MiB';
    const of = (end: number) => {
      const cold = { 'wasm, 1 thread': { memory: { end } } as Cold };
      return verdict([{ ...result('w2', 'one thread', []), cold }], name).verdict;
    };
    expect([of(599), of(601)]).toEqual(['met', 'missed']);
  });

  it('are all there, skipped where nothing was measured', () => {
    const ratios = judge({ workloads: [], peer: null });
    expect(ratios.length).toBeGreaterThanOrEqual(12);
    expect(new Set(ratios.map((ratio) => ratio.verdict))).toEqual(new Set(['skipped']));
  });
});

describe('what a workload states', () => {
  const facts = { neurons: 10, density: 0.1, synapticOps: 100, layers: { a: 0.1, b: 0.3 } };
  const expected = {
    neurons: [10, 10],
    density: [0.05, 0.2],
    layerDensity: [0.05, 0.2],
    synapticOps: [90, 110],
  } as const;

  it('is compared figure by figure', () => {
    expect(deviations(facts as unknown as Facts, expected)).toEqual([
      'density of b: 0.3 (expected 0.05 to 0.2)',
    ]);
    expect(deviations({ ...facts, synapticOps: 111 } as unknown as Facts, expected)).toHaveLength(
      2,
    );
    expect(deviations(facts as unknown as Facts, null)).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { localGoldenDir } from '../support/shared.js';
import { fails, scratch, succeeds } from './cli.js';

const folder = scratch();
afterAll(() => folder.remove());

const tiny = ['bench', 'emulator', '--workloads', 'tiny', '--repeats', '2'];

describe.concurrent('rxspike bench emulator', () => {
  it('measures a workload and gives one JSON object, also as a file', async () => {
    const text = await succeeds([...tiny, '--json', '--out', 'found.json'], folder.path);
    const found = JSON.parse(text);
    expect(JSON.parse(readFileSync(join(folder.path, 'found.json'), 'utf8'))).toEqual(found);
    expect(found.workloads).toHaveLength(1);
    const { name, facts, comparisons, cold } = found.workloads[0];
    expect(name).toBe('tiny');
    expect(facts.hash).toMatch(/^[0-9a-f]{16}$/);
    expect(facts.synapticOps).toBeGreaterThan(0);
    const speeds = comparisons.flatMap((c: { speeds: object[] }) => c.speeds);
    expect(speeds.length).toBeGreaterThan(0);
    for (const { seconds, nsPerSynapticOp } of speeds) {
      expect(seconds.min).toBeGreaterThan(0);
      expect(seconds.median).toBeGreaterThanOrEqual(seconds.min);
      expect(nsPerSynapticOp).toBeGreaterThan(0);
    }
    expect(cold.plain.memory.end).toBeGreaterThan(0);
  });

  it('says the same in words, with every judged ratio, its aim and what was not measured', async () => {
    const text = await succeeds(tiny, folder.path);
    expect(text).toMatch(/^one thread +plain +20 +\d+\.\d\d/m);
    expect(text).toMatch(/^w2: one thread \/ plain +- +>= 15 +>= 10 +skipped$/m);
    expect(text).toMatch(/^not measured: the reference emulator: give --python\.$/m);
  });

  it('leaves w1 out by name without its golden case', async () => {
    const text = await succeeds(['bench', 'emulator', '--workloads', 'w1'], folder.path);
    expect(text).toMatch(/^not measured: w1: give --case/m);
  });

  it.for([
    [['bench', 'chips'], 'bench: got "chips", expected emulator.'],
    [['bench', 'emulator', '--workloads', 'w9'], 'got "w9", expected some of w1, w2'],
    [['bench', 'emulator', '--repeats', '0'], 'got "0", expected a whole number above 0.'],
  ] as const)('refuses %s', async ([words, sentence]) => {
    expect(await fails(words, folder.path)).toContain(sentence);
  });

  it('times nothing on a case that does not replay', async () => {
    const golden = readFileSync(join(localGoldenDir, 'network/delay_node.json.gz'));
    folder.file('alone.json.gz', golden); // without its arrays
    const words = ['bench', 'emulator', '--workloads', 'w1', '--case', 'alone'];
    expect(await fails(words, folder.path, 1)).toContain('Nothing was timed.');
  });
});

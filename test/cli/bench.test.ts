import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { dataDir, hasData, localGoldenDir } from '../support/shared.js';
import { fails, rxspike, scratch, succeeds } from './cli.js';

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
    [['bench', 'chips'], 'bench: got "chips", expected emulator or tutorial.'],
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

const models = join(dataDir, 'models');
const few = ['bench', 'tutorial', '--data', 'digits:3', '--count', '4', '--steps', '6'];

describe.concurrent('rxspike bench tutorial', () => {
  it.skipIf(!hasData)('plays the five rows beside the figures of the tutorial', async () => {
    const words = [...few, '--models', models, '--json', '--out', 'tutorial.json'];
    const found = JSON.parse(await succeeds(words, folder.path));
    expect(JSON.parse(readFileSync(join(folder.path, 'tutorial.json'), 'utf8'))).toEqual(found);
    expect(found).toMatchObject({ count: 4, steps: 6, data: 'digits' });
    expect(found.rows).toHaveLength(5);
    const [relu, , , perLayer, trained] = found.rows;
    expect(relu.scales).toEqual({ 'to-spikes': 1, conv0: 1, conv1: 1, dense0: 1 });
    for (const [l, scale] of Object.values(perLayer.scales as object).entries()) {
      expect(Math.abs(scale * relu.hz[l] - 200)).toBeLessThan(1e-6);
    }
    expect(trained.tutorial).toEqual({ accuracy: 0.99, hz: [872, 135, 85, 110] });
    expect(found.rows.map((row: { chip: unknown }) => row.chip === null)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it.skipIf(!hasData)('says the same as a table, with what differs from the tutorial', async () => {
    const text = await succeeds([...few, '--models', models], folder.path);
    expect(text).toMatch(/^trained with chip neurons at 100, 100 /m);
    expect(text.match(/^ {2}tutorial /gm)).toHaveLength(5);
    expect(text).toMatch(/^1\. The tutorial feeds pixels from 0 to 255/m);
  });

  it('trains its networks itself where none are given, and says what came of it', async () => {
    const words = ['bench', 'tutorial', '--data', 'digits:3', '--epochs', '1', '--json'];
    const run = await rxspike([...words, '--count', '40', '--steps', '6'], folder.path);
    expect(run.code).toBe(0);
    expect(run.stderr).toMatch(/^relu: epoch 1 of 1, loss \d\.\d+, test \d+\.\d+ %, \d+ s$/m);
    expect(run.stderr).toMatch(/^loihi: epoch 1 of 1, /m);
    const found = JSON.parse(run.stdout);
    const how = /^trained on the spot from seed 1, 1 epoch of 6000 pictures each/;
    expect(found.models).toMatch(how);
    expect(found.footnotes.join()).toContain(found.models);
    const [relu, , , , trained] = found.rows;
    // Drawn digits are easy: one epoch is enough, and guessing gives 0.1.
    expect(relu.all.accuracy).toBeGreaterThan(0.85);
    expect(trained.all.count).toBe(40);
    // It trains on 6000 pictures, twice.
  }, 300_000);

  it.for([
    [['bench', 'tutorial'], 'give --data'],
    [[...few, '--epochs', '0'], '--epochs: got "0", expected a whole number of at least 1.'],
    [
      [...few, '--epochs', '2', '--models', '.'],
      '--epochs has no effect on networks that --models',
    ],
    [[...few, '--models', '.'], 'there is no mnist-tutorial-relu.h5 in "."'],
    [[...few, '--count', '1'], '--count: got "1"'],
    [[...few, '--repeats', '3'], 'bench tutorial: --repeats has no effect here.'],
  ] as const)('refuses %s', async ([words, sentence]) => {
    expect(await fails(words, folder.path)).toContain(sentence);
  });
});

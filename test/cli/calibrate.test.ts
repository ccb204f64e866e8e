import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { decodeNetwork } from '../../src/codec/network-file.js';
import { Network } from '../../src/network/network.js';
import { fails, scratch, succeeds } from './cli.js';

const folder = scratch();
afterAll(() => folder.remove());

const few = ['calibrate', 'digits', '--data', 'digits:3', '--count', '20', '--steps', '12'];
const json = async (...args: string[]) =>
  JSON.parse(await succeeds([...args, '--json'], folder.path));

describe.concurrent('rxspike calibrate', () => {
  it('gives scales at a target rate, and a network that has them', async () => {
    const words = ['--no-search', '--target-hz', '200', '--percentile', 'mean', '--out', 'a.net'];
    const found = await json(...few, ...words);
    expect(found).toMatchObject({ steps: 12, target: { mean: 200 }, history: [], out: 'a.net' });
    for (const { layer, activeMean } of found.needs) {
      expect(Math.abs(found.to.scales[layer] * activeMean - 200)).toBeLessThan(1.1);
    }
    expect(Object.keys(found.to.scales)).toEqual(['to-spikes', 'conv0', 'conv1', 'dense0']);
    expect(found.after.layers).toHaveLength(4);
    const bytes = readFileSync(join(folder.path, 'a.net'));
    const network = Network.from(decodeNetwork(bytes, 'a.net'));
    for (const [layer, scale] of Object.entries(found.to.scales)) {
      expect(network.node(network.get(layer).id).params.gain).toBe(scale);
    }
  });

  it('searches within a budget and says what it found', async () => {
    const text = await succeeds([...few, '--budget', '20'], folder.path);
    expect(text).toMatch(/^accuracy at 12 timesteps per sample, on \d+ samples kept aside:$/m);
    expect(text).toMatch(/^dense0 +400 -> \d+/m);
    expect(text).toMatch(/played: \d+ samples for rates, \d+ in the search/);
    expect(text).toMatch(/--rate [\d.,]+ --synapse [\d.,e-]+ --steps 12\n$/);
  });

  it.for([
    [['--out', 'a.prog'], '--out: got "a.prog", expected a file ending in .net.'],
    [['--accuracy', '90'], '--steps and --accuracy are two goals.'],
    [['--accuracy', '0'], '--accuracy: got "0", expected percent above 0'],
    [['--most-steps', '9'], '--most-steps has no effect without --accuracy.'],
    [['--percentile', 'mean'], '--percentile has no effect without --target-hz.'],
    [['--data', 'words:3'], 'words:3'],
  ] as const)('refuses %s', async ([words, sentence]) => {
    expect(await fails([...few, ...words], folder.path)).toContain(sentence);
  });

  it('refuses a network that is converted already', async () => {
    await succeeds(['convert', 'digits', '--out', 'done.net'], folder.path);
    const words = ['calibrate', 'done.net', '--data', 'digits:3'];
    expect(await fails(words, folder.path)).toContain('"done.net": it is converted already');
  });
});

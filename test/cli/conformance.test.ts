import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localGoldenDir } from '../support/shared.js';
import { fails, rxspike, scratch, succeeds } from './cli.js';

const folder = scratch();
afterAll(() => folder.remove());

const chip = join(localGoldenDir, 'chip/run_population_pop32.json.gz');
const network = 'delay_node';

beforeAll(() => {
  for (const name of ['good', 'bad', 'empty']) mkdirSync(join(folder.path, name));
  copyFileSync(chip, join(folder.path, 'good/chip.json.gz'));
  for (const end of ['json.gz', 'bin.gz']) {
    const from = join(localGoldenDir, 'network', `${network}.${end}`);
    copyFileSync(from, join(folder.path, 'good', `${network}.${end}`));
  }
  copyFileSync(chip, join(folder.path, 'bad/whole.json.gz'));
  const json = JSON.parse(gunzipSync(readFileSync(chip)).toString());
  const { spikes } = json.expected as { spikes: number[][] };
  const step = spikes.findIndex((now) => now.length > 0);
  spikes[step]!.pop(); // one spike less
  folder.file('bad/flipped.json.gz', gzipSync(JSON.stringify(json)));
  folder.file('bad/other.json', '{"schema":"recipes/1"}');
});

describe.concurrent('rxspike conformance', () => {
  it('replays a folder of cases and names each', async () => {
    const text = await succeeds(['conformance', 'good'], folder.path);
    expect(text).toBe('pass  population_pop32\npass  delay_node\n2 passed, 0 failed, 0 skipped\n');
  });

  it('gives counts and cases as one JSON object', async () => {
    const text = await succeeds(['conformance', 'good', '--json'], folder.path);
    const reason = 'everything is as expected';
    expect(JSON.parse(text)).toEqual({
      passed: 2,
      failed: 0,
      skipped: 0,
      cases: [
        { name: 'population_pop32', status: 'pass', reason },
        { name: 'delay_node', status: 'pass', reason },
      ],
    });
  });

  it('ends with 1 when a single spike differs, and says which', async () => {
    const { code, stdout, stderr } = await rxspike(['conformance', 'bad', '--json'], folder.path);
    expect([code, stderr]).toEqual([1, '']);
    const { passed, failed, skipped, cases } = JSON.parse(stdout);
    expect({ passed, failed, skipped }).toEqual({ passed: 1, failed: 1, skipped: 1 });
    expect(cases.map((c: { status: string }) => c.status)).toEqual(['fail', 'skip', 'pass']);
    expect(cases[0].reason).toMatch(/^step \d+, spikes/);
  });

  it('ends with 2 where there are no cases', async () => {
    expect(await fails(['conformance', 'empty'], folder.path)).toBe(
      'conformance: "empty" holds no .json or .json.gz file. Give a folder of golden cases.',
    );
    expect(await fails(['conformance', 'nowhere'], folder.path)).toBe(
      'conformance: "nowhere" is no folder. Give a folder of golden cases.',
    );
  });
});

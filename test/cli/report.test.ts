import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fails, rxspike, scratch, succeeds } from './cli.js';

const folder = scratch();
afterAll(() => folder.remove());

const few = ['--data', 'digits:3', '--count', '6', '--show', '2', '--steps', '20'];

describe.concurrent('rxspike report', () => {
  it('writes one page about a model', async () => {
    const out = join('pages', 'digits.html');
    const text = await succeeds(['report', 'digits', ...few, '--out', out], folder.path);
    expect(text).toMatch(
      /^accuracy: float \d+\.\d\d %, spiking \d+\.\d\d %, chip \d+\.\d\d %\nwrote /,
    );
    const page = readFileSync(join(folder.path, out), 'utf8');
    for (const layer of ['to-spikes', 'conv0', 'conv1', 'dense0', 'dense1']) {
      expect(page, layer).toContain(`<th scope="row">${layer}</th>`);
    }
    // Accuracy, four layers' rates, spikes, two samples, energy.
    expect(page.split('<svg ')).toHaveLength(10);
    expect(page.split('<img ')).toHaveLength(3);
    expect(page).toContain('profile loihi-2018');
    expect(page).toContain('digits:3');
    expect(page).not.toMatch(/NaN|undefined|https?:/);
  });

  it('tells where the operators of a stored network run', async () => {
    await succeeds(['convert', 'digits', '--out', 'digits.net'], folder.path);
    await succeeds(['report', 'digits.net', ...few, '--out', 'net.html'], folder.path);
    const page = readFileSync(join(folder.path, 'net.html'), 'utf8');
    const row = (name: string) =>
      page.split('<tr>').find((text) => text.startsWith(`<th scope="row">${name}<`));
    for (const [name, place] of [
      ['to-spikes.conv2d', 'place host'],
      ['conv0.conv2d', 'merged'],
      ['conv0', 'place chip'],
      ['dense1.dense', 'place host'],
    ] as const) {
      expect(row(name), name).toContain(place);
    }
  });

  it('prints its main numbers as one JSON object', async () => {
    const args = ['report', 'digits', ...few, '--out', 'two.html', '--json'];
    const facts = JSON.parse(await succeeds(args, folder.path));
    expect(facts).toMatchObject({ out: 'two.html', count: 6, cores: expect.any(Number) });
    for (const form of ['float', 'spiking', 'chip']) {
      const { accuracy, interval } = facts[form];
      expect((accuracy * 6) % 1).toBe(0);
      expect(interval[0]).toBeLessThanOrEqual(accuracy);
      expect(interval[1]).toBeGreaterThanOrEqual(accuracy);
    }
    expect(statSync(join(folder.path, 'two.html')).size).toBeGreaterThan(50_000);
  });

  it('tells of a layer that is driven too fast, with a better scale', async () => {
    const args = ['report', 'digits', ...few, '--rate', '4000', '--out', 'fast.html'];
    expect((await rxspike(args, folder.path)).code).toBe(0);
    const page = readFileSync(join(folder.path, 'fast.html'), 'utf8');
    expect(page).toMatch(/<strong>conv0<\/strong>: .* above 250/);
    expect(page).toMatch(/Lower its --rate from 4\u202f000 to about/);
  });

  it('refuses what it cannot play, in one sentence', async () => {
    expect(await fails(['report', 'digits', '--data', 'nothing:here'], folder.path)).toMatch(
      /nothing:/,
    );
    expect(await fails(['report', 'no-such-model', ...few], folder.path)).toMatch(/no-such-model/);
  });
});

import { afterAll, describe, expect, it } from 'vitest';
import { profiles } from '../../src/metrics/profiles.js';
import { fails, scratch, succeeds } from './cli.js';

const folder = scratch();
afterAll(() => folder.remove());

const shown = ['--data', 'digits:3', '--count', '4', '--steps', '12'];
const metrics = (...args: string[]) => succeeds(['metrics', ...args], folder.path);

/** Numbers of the model, as another verb counts them. */
async function parameters(): Promise<number> {
  const { layers } = JSON.parse(await succeeds(['inspect', 'digits', '--json'], folder.path));
  return layers.reduce((sum: number, layer: { parameters: number }) => sum + layer.parameters, 0);
}

describe.concurrent('rxspike metrics', () => {
  it('gives counts and estimates as one JSON object', async () => {
    const json = JSON.parse(await metrics('digits', ...shown, '--json'));
    expect(json).toMatchObject({ model: 'digits', data: 'digits:3', inferences: 4, steps: 12 });
    const { perInference, layers, chip, estimates, losses, rates } = json;
    const sum = layers.reduce((a: number, { events }: { events: number }) => a + events, 0);
    expect(perInference.synapticEvents).toBeGreaterThan(0);
    expect(sum).toBeCloseTo(perInference.synapticEvents, 3);
    expect(chip.perCore).toHaveLength(chip.cores.used);
    expect(losses).toMatchObject({ dropped: 0, unexplained: 0, warnings: {} });
    expect(rates.map(({ name }: { name: string }) => name)).toEqual(['conv0', 'conv1', 'dense0']);
    expect(json.static.parameters).toBe(await parameters());
    for (const [k, { name, source }] of profiles.entries()) {
      expect(estimates[k]).toMatchObject({ profile: name, source, includes: ['core'] });
      expect(estimates[k].joules.high).toBe(Number(estimates[k].joules.high.toPrecision(2)));
    }
  });

  it('prints no joule without its profile, its source and what it includes', async () => {
    const text = await metrics('digits', ...shown, '--static', '--real-time');
    const lines = text.split('\n').filter((line) => /\d [mµnpf]?J\b/.test(line));
    expect(lines).toHaveLength(profiles.length);
    for (const [k, { name, source }] of profiles.entries()) {
      expect(lines[k]).toContain(`${name} (core only`);
      expect(lines[k]).toContain(source);
    }
    expect(lines[0]).toContain('core only, with static');
    expect(lines[0]).toContain('time 12 ms');
    expect(text).toMatch(/^accuracy +\d+\.\d\d % of 4$/m);
    const footprint = /^footprint +([\d ]+) bytes in float32$/m.exec(text)![1]!;
    expect(Number(footprint.replaceAll(' ', ''))).toBe(4 * (await parameters()));
  });

  it('plays a compiled program the same way', async () => {
    await succeeds(['convert', 'digits', '--out', 'digits.prog'], folder.path);
    const of = async (model: string) => JSON.parse(await metrics(model, ...shown, '--json'));
    const [program, network] = await Promise.all(['digits.prog', 'digits'].map(of));
    expect(program.static).toBeNull();
    expect(program.perInference).toEqual(network.perInference);
    expect(program.estimates).toEqual(network.estimates);
  });

  it('refuses a source that it does not know', async () => {
    const sentence = await fails(['metrics', 'digits', '--data', 'nothing'], folder.path);
    expect(sentence).toContain('nothing');
  });
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { rxspike, scratch, succeeds } from './cli.js';

const folder = scratch();
afterAll(() => folder.remove());

const json = async (...args: string[]) =>
  JSON.parse(await succeeds([...args, '--json'], folder.path));
const run = (model: string, ...args: string[]) =>
  json('run', model, '--in', 'digits:3', '--count', '8', ...args);
const layers = ['to-spikes', 'conv0', 'conv1', 'dense0'];

/** Without what depends on the machine and on the name of the file. */
function answersOf({ stepsPerSecond, model, ...rest }: Record<string, unknown>) {
  expect(model).toEqual(expect.any(String));
  expect(stepsPerSecond).toBeGreaterThan(0);
  return rest;
}

describe.concurrent('rxspike inspect', () => {
  it('shows layers, shapes and where they run', async () => {
    const text = await succeeds(['inspect', 'digits'], folder.path);
    expect(text).toMatch(/^layer +kind +output +parameters +runs on +becomes$/m);
    expect(text).toMatch(
      /^conv0 +Conv2D +13x13x32 +864 +chip +conv2d -> loihiSpikingRelu at 400 Hz/m,
    );
    expect(text).toMatch(
      /input "input" 28x28x1, values 0 to 1; output "dense1" 10 values; dt 0\.001 s/,
    );
  });

  it('gives the same as one JSON object', async () => {
    const facts = await json(
      'inspect',
      'digits',
      '--rate',
      '100,200,300,400',
      '--off-chip',
      'conv0',
    );
    expect(facts).toMatchObject({ model: 'digits', input: 'input', output: 'dense1', dt: 0.001 });
    const rows = facts.layers.filter((l: { scale: number | null }) => l.scale !== null);
    expect(
      rows.map((l: { layer: string; scale: number; runs: string }) => [l.layer, l.scale, l.runs]),
    ).toEqual([
      ['to-spikes', 100, 'chip'],
      ['conv0', 200, 'host'],
      ['conv1', 300, 'chip'],
      ['dense0', 400, 'chip'],
    ]);
  });
});

describe.concurrent('rxspike run', () => {
  it('scores the answers of the chip as one JSON object', async () => {
    const result = await run('digits', '--steps', '20');
    expect(result).toMatchObject({ count: 8, steps: 20, timesteps: 160, on: 'emulator' });
    expect(result.accuracy).toBeGreaterThanOrEqual(0.75);
    expect(result.floatAccuracy).toBeGreaterThanOrEqual(result.accuracy - 0.25);
    for (const share of [result.accuracy, result.floatAccuracy, result.differsFromFloat]) {
      expect(share * 8).toBeCloseTo(Math.round(share * 8), 9);
      expect(share).toBeLessThanOrEqual(1);
    }
    expect(result.stepsPerSecond).toBeGreaterThan(0);
    expect(Object.keys(result.rates)).toEqual(layers);
    for (const layer of layers) {
      expect(result.rates[layer].activeRateHz).toBeGreaterThan(0);
      expect(result.rates[layer].activeRateHz).toBeLessThanOrEqual(1000);
    }
    expect(result.rates.conv0.neurons).toBe(13 * 13 * 32);
    expect(result.spikesPerStepToChip).toBeCloseTo(result.rates['to-spikes'].spikesPerStep, 9);
  });

  it('says the same in words', async () => {
    const args = ['run', 'digits', '--in', 'digits:', '--count', '2', '--steps', '10'];
    const text = await succeeds(args, folder.path);
    expect(text).toMatch(/^digits on emulator \(14 cores\): 2 pictures, 10 timesteps each$/m);
    expect(text).toMatch(/^accuracy +\d+\.\d\d %$/m);
    expect(text).toMatch(/^dense0 +100 /m);
  });

  it('plays a stored network exactly as the model it was made from', async () => {
    await succeeds(['convert', 'digits', '--out', 'digits.net'], folder.path);
    const [direct, stored] = [await run('digits'), await run('digits.net')];
    expect(answersOf(stored)).toEqual(answersOf(direct));
  });

  it('stores the options of a conversion', async () => {
    const flags = ['--rate', '300', '--synapse', '0.003', '--neuron', 'spikingRelu'];
    const facts = await json('convert', 'digits', '--out', 'other.net', ...flags);
    expect(facts.out).toBe('other.net');
    expect(facts.bytes).toBe(readFileSync(join(folder.path, 'other.net')).length);
    const on = ['--on', 'interpreter'];
    const direct = await run('digits', ...flags, ...on);
    expect(answersOf(await run('other.net', ...on))).toEqual(answersOf(direct));
    expect(direct).toMatchObject({ on: 'interpreter', cores: null, spikesPerStepToChip: null });
  });

  it('shows pictures for any time, whole or not', async () => {
    expect(await run('digits', '--count', '3', '--steps', '7.5')).toMatchObject({
      count: 3,
      timesteps: 23,
    });
  });
});

describe.concurrent('rxspike place', () => {
  it('shows what every block uses of its core', async () => {
    const text = await succeeds(['place', 'digits'], folder.path);
    expect(text).toMatch(/^digits: 14 of 128 cores$/m);
    expect(text).toMatch(/^conv0: blocks of 16x16x4 \(given\)$/m);
    expect(text).toMatch(
      /^ +8 +conv1 +576 \/ 1024 +169 \/ 4096 +1152 \/ 4096 +457216 \/ 1048576$/m,
    );
  });

  it('keeps the shapes that are given', async () => {
    const facts = await json('place', 'digits');
    expect(facts.shapes[0]).toEqual({ population: 'conv0', shape: [16, 16, 4], how: 'given' });
    expect(facts.blocks).toHaveLength(facts.cores);
    expect(facts.blocks[0].use.compartments).toEqual({ used: 676, max: 1024 });
  });

  it('finds shapes for fewer cores where none are given', async () => {
    const file = join(import.meta.dirname, '../../models/digits.h5');
    const [searched, cut] = await Promise.all([
      json('place', file),
      json('place', file, '--split', 'reference'),
    ]);
    expect(searched.shapes.map((s: { how: string }) => s.how)).toEqual(Array(3).fill('searched'));
    expect(searched.cores).toBeLessThan(cut.cores);
  });
});

describe.concurrent('a network that loses to its float form', () => {
  it('is followed by a hint of what to try', async () => {
    const args = ['run', 'digits', '--in', 'digits:', '--count', '20', '--synapse', '0.05'];
    const { code, stderr } = await rxspike(args, folder.path);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning: the spiking network is \d+ points below the float network\./);
  });
});

describe.concurrent('rxspike demo', () => {
  it('classifies a stream, writes its picture, and says so without colours', async () => {
    const args = ['demo', '--count', '20', '--out', 'new/folder/demo.png'];
    const text = await succeeds(args, folder.path);
    expect(text.match(/^digit +\d+: \d +(right|wrong, is \d)$/gm)).toHaveLength(20);
    const [, percent] = /^accuracy (\d+\.\d) % of 20 digits/m.exec(text)!;
    expect(Number(percent)).toBeGreaterThanOrEqual(90);
    const png = readFileSync(join(folder.path, 'new/folder/demo.png'));
    expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
    expect(readdirSync(join(folder.path, 'new/folder'))).toEqual(['demo.png']);
    expect(text).not.toContain('\u001b');
  });
});

describe.concurrent('what goes where', () => {
  it('puts warnings on standard error and nothing but the result on standard output', async () => {
    const data = mnistOf(2);
    const args = ['run', 'digits', '--in', `mnist:${data}`, '--count', '5', '--json'];
    const { code, stdout, stderr } = await rxspike(args, folder.path);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).count).toBe(2);
    expect(stderr).toBe(`warning: mnist:${data} has 2 pictures, fewer than --count 5.\n`);
  });

  it('leaves nothing behind where it cannot write', async () => {
    folder.file('file', 'x');
    for (const out of ['missing/a.net', 'file/a.net']) {
      const { code, stderr } = await rxspike(['convert', 'digits', '--out', out], folder.path);
      expect(code).toBe(2);
      expect(stderr).toMatch(
        /^error: ".*a\.net": cannot be written \(E[A-Z]+ at open\)\. Check .*\.\n$/,
      );
    }
    const { code, stderr, stdout } = await rxspike(
      ['demo', '--count', '1', '--out', 'file/demo.png'],
      folder.path,
    );
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /^error: --out: folder "file" cannot be made \(EEXIST\)\. Choose .*\.\n$/,
    );
    expect(readFileSync(join(folder.path, 'file'), 'utf8')).toBe('x');
    expect(existsSync(join(folder.path, 'missing'))).toBe(false);
    expect(readdirSync(folder.path).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

/** A folder with a test set of empty pictures. */
function mnistOf(count: number): string {
  const u32 = (...values: number[]) => {
    const bytes = Buffer.alloc(4 * values.length);
    for (const [i, v] of values.entries()) bytes.writeUInt32BE(v, 4 * i);
    return bytes;
  };
  const images = Buffer.concat([u32(0x803, count, 28, 28), Buffer.alloc(count * 784)]);
  folder.file('t10k-images-idx3-ubyte', images);
  folder.file('t10k-labels-idx1-ubyte', Buffer.concat([u32(0x801, count), Buffer.alloc(count)]));
  return '.';
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../src/compile/compile.js';
import { encodeProgram } from '../../src/compile/program-file.js';
import { Network } from '../../src/network/network.js';
import { lif } from '../../src/operators/lif.js';
import { fails, scratch, succeeds } from './cli.js';

const folder = scratch();
afterAll(() => folder.remove());

const json = async (...args: string[]) =>
  JSON.parse(await succeeds([...args, '--json'], folder.path));
const run = (model: string) => json('run', model, '--in', 'digits:3', '--count', '4');

beforeAll(async () => {
  await succeeds(['convert', 'digits', '--out', 'digits.prog'], folder.path);
  const bytes = readFileSync(join(folder.path, 'digits.prog'));
  folder.file('cut.prog', bytes.subarray(0, bytes.length - 100));
  folder.file('renamed', bytes);
  const net = new Network();
  net.input('x', 4).pipe(lif());
  folder.file('mute.prog', encodeProgram(compile(net)));
});

describe.concurrent('a program file of the command line', () => {
  it('replays the same spikes, without the float network', async () => {
    const direct = await run('digits');
    const { model, stepsPerSecond, ...replayed } = await run('digits.prog');
    expect({ model, fast: stepsPerSecond > 0 }).toEqual({ model: 'digits.prog', fast: true });
    const { model: _m, stepsPerSecond: _s, ...played } = direct;
    expect(replayed).toEqual({ ...played, floatAccuracy: null, differsFromFloat: null });
    expect(replayed.spikesPerStepToChip).toBeGreaterThan(0);
  });

  it('says so in words', async () => {
    const args = ['run', 'digits.prog', '--in', 'digits:', '--count', '2', '--steps', '10'];
    const text = await succeeds(args, folder.path);
    expect(text).toMatch(/^digits\.prog on emulator \(14 cores\): 2 pictures, 10 timesteps each$/m);
    expect(text).not.toMatch(/float/);
  });

  it('is known by what is in it, too', async () => {
    expect((await json('inspect', 'renamed')).cores).toBe(14);
  });

  it('comes from a .net file as from the model', async () => {
    await succeeds(['convert', 'digits', '--out', 'digits.net'], folder.path);
    const facts = await json('convert', 'digits.net', '--out', 'again.prog');
    expect(facts).toMatchObject({ out: 'again.prog', cores: 14 });
    const [bytes, again] = ['digits.prog', 'again.prog'].map((file) =>
      readFileSync(join(folder.path, file)),
    );
    expect(facts.bytes).toBe(again!.length);
    expect(again!.equals(bytes!)).toBe(true);
  });

  it('is cut as asked when it is compiled', async () => {
    const model = join(import.meta.dirname, '../../models/digits.h5');
    const [searched, cut] = await Promise.all([
      json('convert', model, '--out', 'searched.prog'),
      json('convert', model, '--out', 'cut-apart.prog', '--split', 'reference'),
    ]);
    expect(searched.cores).toBeLessThan(cut.cores);
    expect((await json('place', 'cut-apart.prog')).cores).toBe(cut.cores);
  });

  it('shows what runs where', async () => {
    const text = await succeeds(['inspect', 'digits.prog'], folder.path);
    expect(text).toMatch(/^digits\.prog: compiled for 14 cores$/m);
    expect(text).toMatch(/^conv0 +population +5408 +8 cores$/m);
    expect(text).toMatch(/^to-spikes +\w+ +2352 +host$/m);
    expect(text).toMatch(/input "input" 28x28x1, values 0 to 1; output "dense1" 10 values/);
    expect(await succeeds(['place', 'digits.prog'], folder.path)).toMatch(
      /^digits\.prog: 14 of 128 cores$/m,
    );
  });

  it.each<[string[], string | RegExp]>([
    [
      ['run', 'digits.prog', '--in', 'digits:', '--on', 'interpreter'],
      '--on: "digits.prog" is compiled for a chip, the interpreter plays networks only. Leave --on ' +
        'out, or give the model that it was compiled from.',
    ],
    [
      ['run', 'digits.prog', '--in', 'digits:', '--rate', '100'],
      /^--rate has no effect on "digits\.prog": it is compiled already\./,
    ],
    [
      ['place', 'digits.prog', '--split', 'search'],
      /^--split has no effect on "digits\.prog": it is compiled already\./,
    ],
    [
      ['convert', 'digits', '--split', 'search', '--out', 'x.net'],
      /^--split has no effect on "x\.net": a network is cut over cores when it is compiled\./,
    ],
    [
      ['convert', 'digits.prog', '--out', 'x.net'],
      '"digits.prog": it is a compiled program, expected a network. Give the model it was compiled from.',
    ],
    [['run', 'cut.prog', '--in', 'digits:'], /^cut\.prog: announces \d+ bytes, but has \d+\./],
    [['inspect', 'mute.prog'], /^"mute\.prog": the program has 1 inputs and no probe "output"/],
  ])('%j is refused in a sentence', async (args, message) => {
    const said = await fails(args, folder.path);
    if (typeof message === 'string') expect(said).toBe(message);
    else expect(said).toMatch(message);
  });
});

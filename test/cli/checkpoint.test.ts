import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeCheckpoint } from '../../src/run/checkpoint.js';
import { fails, scratch, succeeds } from './cli.js';

const folder = scratch();
afterAll(() => folder.remove());

const run = async (count: number, ...args: string[]) =>
  JSON.parse(
    await succeeds(
      ['run', 'digits', '--in', 'digits:3', '--count', String(count), '--json', ...args],
      folder.path,
    ),
  );
const bytesOf = (name: string) => readFileSync(join(folder.path, name));

beforeAll(async () => {
  await run(2, '--steps', '20', '--checkpoint', 'two');
});

describe.concurrent('rxspike run --checkpoint, then --resume', () => {
  it('ends as if it had not been interrupted, with the state of the whole run', async () => {
    expect(decodeCheckpoint(bytesOf('two'))).toMatchObject({ t: 40, dropped: 0 });
    const rest = await run(3, '--steps', '20', '--resume', 'two', '--checkpoint', 'five');
    expect(rest).toMatchObject({ first: 2, count: 3, timesteps: 60 });
    const whole = await run(5, '--steps', '20', '--checkpoint', 'whole');
    expect(bytesOf('five').equals(bytesOf('whole'))).toBe(true);
    const begin = await run(2, '--steps', '20');
    expect(2 * begin.accuracy + 3 * rest.accuracy).toBeCloseTo(5 * whole.accuracy, 9);
    expect(readdirSync(folder.path).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('shows pictures for a part of a timestep too, and says where it began', async () => {
    await run(3, '--steps', '7.3', '--checkpoint', 'three');
    const args = ['--steps', '7.3', '--resume', 'three', '--checkpoint', 'parts'];
    await run(4, ...args);
    await run(7, '--steps', '7.3', '--checkpoint', 'seven');
    expect(bytesOf('parts').equals(bytesOf('seven'))).toBe(true);
    const text = await succeeds(
      ['run', 'digits', '--in', 'digits:3', '--count', '1', '--steps', '7.3', '--resume', 'three'],
      folder.path,
    );
    expect(text).toMatch(/: 1 picture from number 4 on, 7\.3 timesteps each$/m);
  });

  it('goes on with the program that the model was compiled to', async () => {
    await succeeds(['convert', 'digits', '--out', 'digits.prog'], folder.path);
    const args = ['--in', 'digits:3', '--count', '1', '--steps', '20', '--json'];
    const resumed = ['--resume', 'two', '--checkpoint', 'prog'];
    await succeeds(['run', 'digits.prog', ...args, ...resumed], folder.path);
    await run(1, '--steps', '20', '--resume', 'two', '--checkpoint', 'net');
    expect(bytesOf('prog').equals(bytesOf('net'))).toBe(true);
  });
});

describe.concurrent('rxspike run --resume refuses', () => {
  const refused = (...args: string[]) =>
    fails(['run', 'digits', '--in', 'digits:3', '--count', '1', ...args], folder.path);

  it('a checkpoint from within a picture', async () => {
    expect(await refused('--resume', 'two')).toBe(
      '--resume: "two" was taken after 40 timesteps, within a picture of 30. Show pictures for as many ' +
        '--steps as in the run that it was taken from.',
    );
  });

  it('a file that is missing, or none of ours, or cut off', async () => {
    expect(await refused('--resume', 'nothing')).toBe(
      '--resume: "nothing" cannot be read (ENOENT). Give a file that --checkpoint wrote.',
    );
    folder.file('text', 'hello');
    expect(await refused('--resume', 'text')).toMatch(/^text: this is no file of rxspike/);
    folder.file('cut', bytesOf('two').subarray(0, 900));
    expect(await refused('--resume', 'cut')).toMatch(/^cut: announces \d+ bytes, but has 900\./);
  });

  it('a checkpoint of another network, which is not overwritten', async () => {
    const before = bytesOf('two');
    const args = ['--steps', '20', '--resume', 'two', '--checkpoint', 'two'];
    expect(await refused(...args, '--rate', '100')).toMatch(
      /^run: the checkpoint was taken from another network or program/,
    );
    expect(bytesOf('two').equals(before)).toBe(true);
  });
});

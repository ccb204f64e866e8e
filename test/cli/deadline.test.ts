import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import type * as LoadWithin from '../../src/convert/keras/load-within.js';
import { fixture } from '../convert/keras/fixtures.js';
import { builtMain } from './build.js';
import { scratch } from './cli.js';

const folder = scratch();
afterAll(() => folder.remove());

/** Of the build: threads need JavaScript. */
async function loadWithin(name: string, deadlineMs?: number) {
  const built = join(builtMain(), '../../convert/keras/load-within.js');
  const { loadKerasWithin } = (await import(pathToFileURL(built).href)) as typeof LoadWithin;
  return loadKerasWithin(join(folder.path, name), deadlineMs);
}

it('reading a damaged file that leads the library in circles ends in a sentence', async () => {
  const bytes = Buffer.from(fixture('float64.h5'));
  bytes.writeBigUInt64LE(2040n, 2072); // an address that leads back to where it is read from
  folder.file('circle.h5', bytes);
  await expect(loadWithin('circle.h5', 2500)).rejects.toMatchObject({
    name: 'ConvertError',
    code: 'too-slow',
    message: expect.stringMatching(
      /circle\.h5: reading took longer than 2\.5 s \(.*\), it is probably damaged\. Copy or save it again\.$/,
    ),
  });
});

it('reads in a thread what is read without one, shared weights once', async () => {
  folder.file('shared.h5', fixture('shared.h5'));
  const { layers, inputs } = await loadWithin('shared.h5');
  expect(inputs.map((i) => i.name)).toEqual(['one', 'two']);
  const find = (name: string) => layers.find((l) => l.name === name)!;
  expect(find('twin@2').weights.kernel!.data).toBe(find('twin').weights.kernel!.data);
});

it('says the same of a damaged file as without a thread', async () => {
  folder.file('cut.h5', fixture('shared.h5').subarray(0, 5000));
  await expect(loadWithin('cut.h5')).rejects.toMatchObject({
    name: 'ConvertError',
    code: 'damaged',
    message: expect.stringMatching(/cut\.h5: the HDF5 file is cut off \(5000 bytes/),
  });
});

it('a reader that closes the pipe ends a command quietly', async () => {
  const args = [builtMain(), 'demo', '--count', '20', '--out', 'demo.svg'];
  const child = spawn(process.execPath, args, { cwd: folder.path });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (part: Buffer) => {
    stderr += part.toString();
  });
  const code = await new Promise((done) => child.on('close', done));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

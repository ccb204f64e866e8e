import { afterAll, describe, expect, it } from 'vitest';
import { rxspike, scratch, succeeds } from './cli.js';

const folder = scratch();
afterAll(() => folder.remove());

const verbs = [
  'inspect',
  'convert',
  'train',
  'calibrate',
  'place',
  'run',
  'report',
  'metrics',
  'conformance',
  'demo',
  'bench',
];

describe.concurrent('the help', () => {
  it.for([[], ...verbs.map((verb) => [verb])])('of rxspike %s fits 100 columns', async (words) => {
    const text = await succeeds([...words, '--help'], folder.path);
    expect(text).toMatch(/^Usage: rxspike/);
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
    expect(text).not.toContain('\u001b');
  });

  it('lists every verb', async () => {
    const text = await succeeds(['--help'], folder.path);
    for (const verb of verbs) expect(text).toMatch(new RegExp(`^ {2}${verb} .*\\w`, 'm'));
  });

  it('is what a command without words prints, on standard error, with 2', async () => {
    const { code, stdout, stderr } = await rxspike([], folder.path);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Usage: rxspike \[options\] \[command\]/);
  });

  it('gives the version', async () => {
    expect(await succeeds(['--version'], folder.path)).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

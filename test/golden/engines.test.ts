import { basename, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { caseFiles, replayFile } from '../../src/golden/folder.js';
import { localGoldenDir } from '../support/shared.js';

/** Cases that play a chip; tables and discretizations know no engines. */
const files = [
  ...caseFiles(resolve(localGoldenDir, 'chip')).filter((path) => basename(path).startsWith('run_')),
  ...caseFiles(resolve(localGoldenDir, 'network')),
].map((path) => [basename(path).replace('.json.gz', ''), path] as const);

describe.each([
  ['the plain engine', { engine: 'plain' }],
  ['the kernels', { engine: 'wasm', threads: 1 }],
  ['the kernels on two threads', { engine: 'wasm', threads: 2 }],
] as const)('golden cases play on %s as the reference plays them', (_, options) => {
  test.each(files)('%s', (_, path) => {
    expect(replayFile(path, options)).toMatchObject({ status: 'pass' });
  });
});

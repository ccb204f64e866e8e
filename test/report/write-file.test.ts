import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RxspikeError } from '../../src/core/errors.js';
import { writeFileAtomic } from '../../src/report/write-file.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'write-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('writeFileAtomic', () => {
  it('writes bytes and text', async () => {
    await writeFileAtomic(join(folder, 'a'), Uint8Array.of(0, 255, 10));
    await writeFileAtomic(join(folder, 'b'), 'lòng');
    expect([...(await readFile(join(folder, 'a')))]).toEqual([0, 255, 10]);
    expect(await readFile(join(folder, 'b'), 'utf8')).toBe('lòng');
  });

  it('replaces what was there and leaves nothing else', async () => {
    await writeFile(join(folder, 'a'), 'a longer text than the new one');
    await writeFileAtomic(join(folder, 'a'), 'new');
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['a']);
  });

  it('leaves one whole file when many write at once', async () => {
    const texts = Array.from({ length: 20 }, (_, i) => String(i).repeat(1000 + i));
    await Promise.all(texts.map((text) => writeFileAtomic(join(folder, 'a'), text)));
    expect(texts).toContain(await readFile(join(folder, 'a'), 'utf8'));
    expect(await readdir(folder)).toEqual(['a']);
  });

  it('says which file cannot be written and why', async () => {
    const path = join(folder, 'missing', 'a');
    const writing = writeFileAtomic(path, 'new');
    await expect(writing).rejects.toThrow(RxspikeError);
    await expect(writing).rejects.toThrow(`"${path}": cannot be written (ENOENT at open).`);
  });

  it('tidies up when the target cannot be replaced', async () => {
    await mkdir(join(folder, 'taken', 'full'), { recursive: true });
    await expect(writeFileAtomic(join(folder, 'taken'), 'new')).rejects.toThrow('at rename');
    expect(await readdir(folder)).toEqual(['taken']);
  });
});

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { activityFigureSvg } from '../../src/report/figure-activity.js';
import { PNG_SCALE, writeFigure } from '../../src/report/figure-write.js';
import { exampleFigure } from './example-figure.js';

const svg = activityFigureSvg(exampleFigure());
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'figure-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('writeFigure', () => {
  it('writes an SVG as it is', async () => {
    await writeFigure(join(folder, 'run.svg'), svg);
    expect(await readFile(join(folder, 'run.svg'), 'utf8')).toBe(svg);
  });

  it('writes a PNG of twice the size', async () => {
    await writeFigure(join(folder, 'run.PNG'), svg);
    const png = await readFile(join(folder, 'run.PNG'));
    const [, width, height] = svg.match(/<svg [^>]*width="(\d+)" height="(\d+)"/)!.map(Number);
    expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    expect(png.readUInt32BE(16)).toBe(PNG_SCALE * width!);
    expect(png.readUInt32BE(20)).toBe(PNG_SCALE * height!);
  });

  it('replaces an older file and leaves no other behind', async () => {
    await writeFile(join(folder, 'run.svg'), 'old');
    await writeFigure(join(folder, 'run.svg'), svg);
    expect(await readdir(folder)).toEqual(['run.svg']);
    expect(await readFile(join(folder, 'run.svg'), 'utf8')).toBe(svg);
  });

  it('refuses an extension it does not know and writes nothing', async () => {
    await expect(writeFigure(join(folder, 'run.gif'), svg)).rejects.toThrow(
      /"\.gif".*\.svg or \.png/,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('leaves an older file alone when the figure cannot be rendered', async () => {
    await writeFile(join(folder, 'run.png'), 'old');
    await expect(writeFigure(join(folder, 'run.png'), '<svg>')).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['run.png']);
    expect(await readFile(join(folder, 'run.png'), 'utf8')).toBe('old');
  });

  it('cleans up when the target cannot be replaced', async () => {
    await writeFigure(join(folder, 'inner.svg'), svg);
    const taken = join(folder, 'taken.svg');
    await (await import('node:fs/promises')).mkdir(join(taken, 'full'), { recursive: true });
    await expect(writeFigure(taken, svg)).rejects.toThrow();
    expect((await readdir(folder)).sort()).toEqual(['inner.svg', 'taken.svg']);
  });
});

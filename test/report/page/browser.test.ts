import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportPage } from '../../../src/report/page/page.js';
import { exampleData } from './example-data.js';

const browserPath = '/usr/bin/chromium';

describe.skipIf(!existsSync(browserPath))(`the page in ${browserPath}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'rxspike-page-'));
  const asked: string[] = [];
  const complaints: string[] = [];
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const file = join(folder, 'report.html');
    writeFileSync(file, await reportPage(exampleData()));
    browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
    page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(pathToFileURL(file).href);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  it('asks for nothing but itself and the pictures in it', () => {
    expect(asked[0]).toMatch(/^file:.*report\.html$/);
    expect(asked.slice(1).filter((url) => !url.startsWith('data:'))).toEqual([]);
  });

  it('gives the browser nothing to complain about', () => expect(complaints).toEqual([]));

  it('shows every chart and picture in its size', async () => {
    const charts = await page.locator('svg[role=img]').all();
    const pictures = await page.locator('img').all();
    expect([charts.length, pictures.length]).toEqual([7, 2]);
    for (const shown of [...charts, ...pictures]) {
      const box = await shown.boundingBox();
      expect(Math.min(box!.width, box!.height)).toBeGreaterThan(50);
    }
    const sizes = await page
      .locator('img')
      .evaluateAll((images: unknown[]) =>
        (images as { naturalWidth: number; naturalHeight: number }[]).map((image) => [
          image.naturalWidth,
          image.naturalHeight,
        ]),
      );
    expect(sizes).toEqual([
      [3, 4],
      [3, 4],
    ]);
  });

  it('leads from its contents to every section', async () => {
    const links = await page.locator('nav a').all();
    expect(links).toHaveLength(9);
    for (const link of links) {
      const target = (await link.getAttribute('href'))!;
      expect(await page.locator(`h2${target}`).count(), target).toBe(1);
    }
  });

  it.each([1200, 420])('is not wider than a window of %i pixels', async (width) => {
    await page.setViewportSize({ width, height: 900 });
    const wide = await page.locator('html').evaluate((root: unknown) => {
      const { scrollWidth, clientWidth } = root as { scrollWidth: number; clientWidth: number };
      return scrollWidth - clientWidth;
    });
    expect(wide).toBeLessThanOrEqual(0);
  });
});

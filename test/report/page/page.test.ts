import { describe, expect, it } from 'vitest';
import { reportPage } from '../../../src/report/page/page.js';
import { exampleData, exampleLayer, exampleMeasurement, WICKED } from './example-data.js';

const page = await reportPage(exampleData());

/** Every opening tag has its closing tag, in order; void elements have none. */
function unbalanced(text: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  const alone = /^(meta|link|img|br)$/;
  const body = text.replace(/<style>.*?<\/style>/s, '').replace(/<!doctype html>/, '');
  for (const [tag, close, name, end] of body.matchAll(/<(\/?)([a-zA-Z][\w-]*)[^>]*?(\/?)>/g)) {
    if (alone.test(name!) || end === '/') continue;
    if (close === '') open.push(name!);
    else if (open.pop() !== name) wrong.push(tag);
  }
  return [...wrong, ...open];
}

describe('reportPage', () => {
  it.each([
    'Summary',
    'Accuracy over time',
    'Layers',
    'Firing rates',
    'Spikes per inference',
    'Samples',
    'Confusion',
    'Energy and footprint',
    'Settings',
  ])('has the section %s, and a way to it', (title) => {
    const [, id] = new RegExp(`<h2 id="([\\w-]+)">${title}</h2>`).exec(page) ?? [];
    expect(page).toContain(`<a href="#${id}">${title}</a>`);
  });

  it('escapes what comes from files', () => {
    expect(page).not.toContain('<script');
    expect(page).not.toContain(WICKED);
    expect(page).toContain(
      '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;quotes&#39;',
    );
  });

  it('has no addresses but its own places and its pictures', () => {
    const addresses = [...page.matchAll(/(?:href|src|url|action|data)\s*[=(]\s*["']?([^"')\s]+)/g)];
    const foreign = addresses.map(([, to]) => to!).filter((to) => !/^(#|data:)/.test(to));
    expect(foreign).toEqual([]);
    expect(page).not.toMatch(/https?:|\/\/\w/);
  });

  it('closes every element it opens', () => expect(unbalanced(page)).toEqual([]));

  it('uses every id once', () => {
    const ids = [...page.matchAll(/\bid="([^"]*)"/g)].map(([, id]) => id!);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });

  it('points at clips and words that are there', () => {
    const ids = new Set([...page.matchAll(/\bid="([^"]*)"/g)].map(([, id]) => id!));
    const asked = [
      ...[...page.matchAll(/url\(#([^)]*)\)/g)].map(([, id]) => id!),
      ...[...page.matchAll(/aria-labelledby="([^"]*)"/g)].flatMap(([, list]) => list!.split(' ')),
    ];
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((id) => !ids.has(id))).toEqual([]);
  });

  it('says every chart in words', () => {
    const charts = page.split('<svg ').slice(1);
    // Accuracy, two layers' rates, spikes, two samples, energy.
    expect(charts).toHaveLength(7);
    for (const chart of charts) expect(chart).toMatch(/^role="img"[^>]*><title id="[\w-]+">[^<]+/);
  });

  it('prints no joule without its profile and what it includes', () => {
    const wicked = '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;quotes&#39;';
    expect(page).toContain(`an estimated 0.91 to 0.98\u202f\u00b5J (profile ${wicked}, core only)`);
    const all = [...page.matchAll(/<tr>.*?<\/tr>/gs)].map(([row]) => row);
    const rows = all.filter((row) => /\d\u202f[m\u00b5np]?J</.test(row));
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(row).toContain('core only');
  });

  it('leaves out what was not measured', async () => {
    const bare = exampleMeasurement({ layers: [], kept: [] });
    const text = await reportPage(
      exampleData({
        ...{ float: null, spiking: bare, onChip: null, chip: null },
        ...{ energy: [], metrics: [], operations: [], inputs: [], curves: [], layers: [] },
      }),
    );
    expect(unbalanced(text)).toEqual([]);
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
    expect(text).toContain('on the interpreter');
    expect(text).not.toContain('accuracy, float');
  });

  it('prints no broken numbers for layers that never fire', async () => {
    const silent = {
      meanHz: 0,
      activeMeanHz: 0,
      maxHz: 0,
      p99Hz: 0,
      spikesPerSample: 0,
      silent: 1,
    };
    const dead = exampleLayer('dead', { ...silent, ratesHz: new Float32Array(60) });
    const nothing = { low: 0, high: 0 };
    const data = exampleData({ onChip: exampleMeasurement({ layers: [dead] }) });
    const free = data.energy.map((one) => ({ ...one, joules: nothing }));
    const text = await reportPage({ ...data, energy: free });
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
    expect(text).toContain('Not one of its neurons fired.');
  });

  it('refuses a report about nothing', async () => {
    const nothing = exampleData({ spiking: null, onChip: null });
    await expect(reportPage(nothing)).rejects.toMatchObject({ code: 'nothing-measured' });
  });
});

import { accuracySection } from './accuracy.js';
import { confusionSection } from './confusion.js';
import { mainOf, type ReportData } from './data.js';
import { energySection } from './energy.js';
import { findingsOf } from './findings.js';
import { counted, milliseconds } from './format.js';
import { headSection } from './head.js';
import { type Html, html, rawHtml } from './html.js';
import { layersSection } from './layers.js';
import { ratesSection } from './rates.js';
import { samplesSection } from './samples.js';
import { spikesSection } from './spikes.js';
import { pageStyle } from './style.js';
import { table } from './table.js';

interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}

/**
 * A report about a model as one HTML page: no script, no other file, nothing from a network. Everything
 * that came from files is escaped.
 *
 * @throws RxspikeError if neither the spiking network nor the chip was measured
 */
export async function reportPage(data: ReportData): Promise<string> {
  const sections = await sectionsOf(data);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<link rel="icon" href="data:,">
<title>${data.title}: report</title>
<style>${rawHtml(pageStyle)}</style>
</head>
<body>
<header>
<h1>${data.title}</h1>
<p class="by">${data.source}; on ${data.samples.source}</p>
</header>
<nav aria-label="Contents"><ol>
${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
</ol></nav>
<main>
${sections.map(({ id, title, body }) => html`<section aria-labelledby="${id}">\n<h2 id="${id}">${title}</h2>\n${body}\n</section>`)}
</main>
<footer>${data.madeBy}: <code>${data.command}</code></footer>
</body>
</html>
`;
  return page.html;
}

async function sectionsOf(data: ReportData): Promise<Section[]> {
  return [
    { id: 'summary', title: 'Summary', body: headSection(data, findingsOf(data)) },
    { id: 'accuracy', title: 'Accuracy over time', body: await accuracySection(data) },
    { id: 'layers', title: 'Layers', body: layersSection(data) },
    { id: 'rates', title: 'Firing rates', body: await ratesSection(data) },
    { id: 'spikes', title: 'Spikes per inference', body: await spikesSection(data) },
    { id: 'samples', title: 'Samples', body: await samplesSection(data) },
    { id: 'confusion', title: 'Confusion', body: confusionSection(data) },
    { id: 'energy', title: 'Energy and footprint', body: await energySection(data) },
    { id: 'settings', title: 'Settings', body: settingsSection(data) },
  ];
}

function settingsSection(data: ReportData): Html {
  const main = mainOf(data);
  const rows: (readonly [string, string])[] = [
    [
      'samples',
      `${counted(main.count, 'sample')} of ${data.samples.source}, from number ${main.first}`,
    ],
    ['classes', String(main.classes)],
    ['timestep', milliseconds(main.dt)],
    ['timesteps per sample', `${main.steps}, read at ${main.readAt}`],
    ...data.settings,
  ];
  return table({
    caption: 'How it was converted and played',
    columns: [{ name: 'setting' }, { name: 'value' }],
    rows: rows.map(([name, value]) => [name, html`<span class="words">${value}</span>`]),
  });
}

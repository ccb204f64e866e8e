import type { TopLevelSpec } from 'vega-lite';
import { chartSvg } from './chart.js';
import type { ReportBand, ReportData, ReportEnergy, ReportMetric } from './data.js';
import { amount, NONE, physicalBand, smallPercent } from './format.js';
import { type Html, html } from './html.js';
import { table } from './table.js';
import { COLOURS } from './theme.js';

/** The chip's own profiles first: what the head of the page quotes. */
export function chipEnergies({ energy }: Pick<ReportData, 'energy'>): readonly ReportEnergy[] {
  return energy.filter(({ basis }) => basis === 'chip');
}

/** `0.91 to 0.98 µJ`. */
export function joulesText({ low, high }: ReportBand): string {
  return physicalBand(low, high, 'J');
}

/** What one inference costs by every profile, and counts that do not depend on the machine. */
export async function energySection(data: ReportData): Promise<Html> {
  return html`${data.energy.length === 0 ? null : await energies(data.energy)}
${metricTable(data, 'footprint', 'Footprint')}
${metricTable(data, 'operations', 'Operations per inference, on chip')}
${operationTable(data)}`;
}

async function energies(energy: readonly ReportEnergy[]): Promise<Html> {
  const isPriced = energy.some(({ joules }) => joules.high > 0);
  const chart = !isPriced
    ? null
    : await chartSvg(energySpec(energy), {
        id: 'energy-profiles',
        title: 'Estimated energy per inference by profile',
        description: energy
          .map((e) => `${e.profile} (${e.coverage}): ${joulesText(e.joules)}`)
          .join('; '),
      });
  return html`<p>Estimates from counts, not measurements. Bands: idle compartments cost nothing, or as much as the profile says. <strong>Core only</strong>
means that static power, input and output, and the host are not in it; on real boards they have been hundreds of times more for small networks. Layers that run on the host, learning, and
the way of spikes from the host are not in it either.
Profiles not based on the chip&#8217;s events are per-operation figures of other machines, for orientation.</p>
${chart === null ? null : html`<figure>${chart}</figure>`}
${table({
  caption: 'Estimated energy per inference',
  columns: [
    { name: 'profile' },
    { name: 'per inference', number: true },
    { name: 'what' },
    { name: 'includes' },
    { name: 'priced' },
    { name: 'chip time', number: true },
    { name: 'numbers from' },
  ],
  rows: energy.map((e) => [
    e.profile,
    joulesText(e.joules),
    e.quantity,
    e.coverage,
    e.basis === 'chip' ? 'events of the chip' : e.basis,
    e.seconds === null ? NONE : physicalBand(e.seconds.low, e.seconds.high, 's'),
    html`<span class="words">${e.source}</span>`,
  ]),
})}`;
}

function metricTable(
  { metrics }: ReportData,
  group: ReportMetric['group'],
  caption: string,
): Html | null {
  const rows = metrics.filter((metric) => metric.group === group);
  if (rows.length === 0) return null;
  return table({
    caption,
    columns: [{ name: 'metric' }, { name: 'value', number: true }, { name: 'what it counts' }],
    rows: rows.map(({ name, value, meaning }) => [
      name,
      value,
      html`<span class="words">${meaning}</span>`,
    ]),
  });
}

function operationTable({ operations }: ReportData): Html | null {
  if (operations.length === 0) return null;
  return table({
    caption: 'Synaptic operations per inference, by where they arrive',
    columns: [
      { name: 'on chip' },
      { name: 'events', number: true },
      { name: 'accumulations', number: true },
      { name: 'if nothing were skipped', number: true },
      { name: 'share done', number: true },
    ],
    rows: operations.map(({ name, events, accumulates, dense }) => [
      name,
      amount(events),
      amount(accumulates),
      amount(dense),
      dense === 0 ? NONE : smallPercent(events / dense),
    ]),
  });
}

function energySpec(energy: readonly ReportEnergy[]): TopLevelSpec {
  const priced = energy.filter(({ joules }) => joules.high > 0);
  // On a logarithmic axis nothing has no place: a band from 0 begins at the edge.
  const least = Math.min(...priced.map(({ joules }) => joules.low || joules.high / 2)) / 2;
  const most = Math.max(...priced.map(({ joules }) => joules.high));
  const values = priced.map(({ profile, coverage, basis, joules }) => ({
    profile,
    low: Math.max(least, joules.low),
    high: joules.high,
    text: `${joulesText(joules)} (${coverage})`,
    who: basis === 'chip' ? 'events of the chip' : 'per operation',
  }));
  const scale = { type: 'log' as const, domain: [least, most * 40], nice: false };
  const y = { field: 'profile', type: 'nominal' as const, sort: null, title: null };
  const axis = { format: '~s', tickCount: 6, grid: true, title: 'joules per inference (log)' };
  const color = {
    field: 'who',
    type: 'nominal' as const,
    scale: {
      domain: ['events of the chip', 'per operation'],
      range: [COLOURS.chip, COLOURS.soft],
    },
  };
  return {
    width: 760,
    height: { step: 24 },
    data: { values },
    encoding: { y, color },
    layer: [
      {
        mark: { type: 'rule' as const, strokeWidth: 6, strokeCap: 'round', opacity: 0.45 },
        encoding: {
          x: { field: 'low', type: 'quantitative' as const, scale, axis },
          x2: { field: 'high' },
        },
      },
      {
        mark: { type: 'point', filled: true, size: 50, opacity: 1 },
        encoding: { x: { field: 'high', type: 'quantitative' as const } },
      },
      {
        mark: { type: 'text' as const, align: 'left', dx: 9, color: COLOURS.ink },
        encoding: {
          x: { field: 'high', type: 'quantitative' as const },
          text: { field: 'text', type: 'nominal' as const },
          color: { value: COLOURS.ink },
        },
      },
    ],
  };
}

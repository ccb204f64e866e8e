import type { TopLevelSpec } from 'vega-lite';
import { chartSvg } from './chart.js';
import { type Measurement, mainOf, type ReportData } from './data.js';
import { amount, counted, milliseconds } from './format.js';
import { type Html, html } from './html.js';
import { table } from './table.js';
import { COLOURS } from './theme.js';

/** Spikes of the whole network for one answer. */
export function spikesPerInference({ layers }: Measurement): number {
  return layers.reduce((sum, layer) => sum + layer.spikesPerSample, 0);
}

/** How many spikes one answer takes, layer by layer. */
export async function spikesSection(data: ReportData): Promise<Html> {
  const main = mainOf(data);
  if (main.layers.length === 0) return html`<p>No layer of neurons was watched.</p>`;
  const chart = await chartSvg(spikesSpec(data), {
    id: 'spikes-layers',
    title: 'Spikes per inference and layer',
    description: main.layers
      .map(({ layer, spikesPerSample }) => `${layer}: ${amount(spikesPerSample)}`)
      .join(', '),
  });
  const other = data.onChip === null ? null : data.spiking;
  return html`<p>Mean over ${counted(main.count, 'sample')} of ${counted(main.steps, 'timestep')}
(${milliseconds(main.steps * main.dt)}).</p>
<figure>${chart}</figure>
${table({
  caption: 'Spikes per inference',
  columns: [
    { name: 'layer' },
    { name: 'runs on' },
    { name: data.onChip === null ? 'interpreter' : 'chip', number: true },
    ...(other === null ? [] : [{ name: 'interpreter', number: true }]),
    { name: 'per neuron', number: true },
    { name: 'per timestep', number: true },
  ],
  rows: main.layers.map((l, i) => [
    l.layer,
    l.onChip ? 'chip' : 'host',
    amount(l.spikesPerSample),
    ...(other === null ? [] : [amount(other.layers[i]?.spikesPerSample ?? 0)]),
    amount(l.spikesPerSample / l.neurons),
    amount(l.spikesPerSample / main.steps),
  ]),
  total: [
    'sum',
    '',
    amount(spikesPerInference(main)),
    ...(other === null ? [] : [amount(spikesPerInference(other))]),
    '',
    amount(spikesPerInference(main) / main.steps),
  ],
})}`;
}

function spikesSpec(data: ReportData): TopLevelSpec {
  const main = mainOf(data);
  const other = data.onChip === null ? null : data.spiking;
  const values = main.layers.flatMap(({ layer, spikesPerSample }, i) => [
    { layer, who: data.onChip === null ? 'interpreter' : 'chip', spikes: spikesPerSample },
    ...(other === null
      ? []
      : [{ layer, who: 'interpreter', spikes: other.layers[i]?.spikesPerSample ?? 0 }]),
  ]);
  const shown = values.map((value) => ({ ...value, text: amount(value.spikes) }));
  const y = { field: 'layer', type: 'nominal' as const, sort: null, title: null };
  const x = {
    field: 'spikes',
    type: 'quantitative' as const,
    title: 'spikes per inference',
    axis: { tickCount: 6, format: ',.0f' },
  };
  const yOffset = { field: 'who', sort: null };
  return {
    width: 800,
    height: { step: other === null ? 26 : 17 },
    data: { values: shown },
    encoding: { x, y, yOffset },
    layer: [
      {
        mark: { type: 'bar' as const, opacity: 0.75 },
        encoding: {
          color: {
            field: 'who',
            type: 'nominal' as const,
            scale: { domain: ['chip', 'interpreter'], range: [COLOURS.chip, COLOURS.spiking] },
            ...(other === null ? { legend: null } : {}),
          },
        },
      },
      {
        mark: { type: 'text' as const, align: 'left', dx: 5 },
        encoding: { text: { field: 'text', type: 'nominal' as const } },
      },
    ],
  };
}

import type { TopLevelSpec } from 'vega-lite';
import { chartSvg } from './chart.js';
import { type LayerActivity, mainOf, type ReportData } from './data.js';
import { grouped, hertz, smallPercent } from './format.js';
import { type Html, html } from './html.js';
import { table } from './table.js';
import { COLOURS } from './theme.js';

/** Above this the chip's rates, 1000 / k per second, are more than 62 Hz apart. */
export const WIDE_STEPS_HZ = 250;
const BINS = 40;

/** How fast the neurons of every layer fire: a histogram and a row of numbers each. */
export async function ratesSection(data: ReportData): Promise<Html> {
  const { layers, dt } = mainOf(data);
  if (layers.length === 0) return html`<p>No layer of neurons was watched.</p>`;
  const charts: Html[] = [];
  for (const [i, layer] of layers.entries()) {
    const other = data.onChip === null ? null : (data.spiking?.layers[i] ?? null);
    charts.push(await histogram(layer, other, `rates-${i}`));
  }
  const fastest = Math.round(1 / dt);
  return html`<p>Bars: mean rate of every neuron over all samples${data.onChip !== null && data.spiking !== null ? ' on the chip; line: on the interpreter' : ''}.
Silent neurons are left out of the bars and named above them. Dotted: 99 of 100 rates during <em>one</em> sample are below it. Dashed:
${WIDE_STEPS_HZ}&#8239;Hz. A chip neuron fires every k-th timestep, so its rate is ${grouped(fastest)}&#8239;Hz divided by k; above ${WIDE_STEPS_HZ}&#8239;Hz
the steps of that staircase get wide and what the layer says gets coarse.</p>
<div class="grid">${charts.map((chart) => html`<figure>${chart}</figure>`)}</div>
${rateTable(layers)}`;
}

function rateTable(layers: readonly LayerActivity[]): Html {
  return table({
    caption: 'Firing rates per layer',
    columns: [
      { name: 'layer' },
      { name: 'runs on' },
      { name: 'neurons', number: true },
      { name: 'mean', number: true },
      { name: 'mean of active', number: true },
      { name: '99\u202f% below', number: true },
      { name: 'highest', number: true },
      { name: `above ${WIDE_STEPS_HZ}\u202fHz`, number: true },
      { name: 'silent', number: true },
    ],
    rows: layers.map((l) => [
      l.layer,
      l.onChip ? 'chip' : 'host',
      grouped(l.neurons),
      hertz(l.meanHz),
      hertz(l.activeMeanHz),
      hertz(l.p99Hz),
      hertz(l.maxHz),
      l.onChip && l.above250 > 0.01
        ? html`<strong class="warn">${smallPercent(l.above250)}</strong>`
        : smallPercent(l.above250),
      smallPercent(l.silent),
    ]),
    note: 'Of active: neurons that fired during a sample. Below, highest and above count every rate of a neuron during one sample.',
  });
}

/** Silent neurons are not in the bins: there may be so many that nothing else would be seen. */
function binned(
  ratesHz: Float32Array,
  width: number,
): { from: number; to: number; share: number }[] {
  const counts = new Float64Array(BINS);
  let active = 0;
  for (const rate of ratesHz) {
    if (!(rate > 0)) continue;
    active += 1;
    counts[Math.min(BINS - 1, Math.floor(rate / width))]! += 1;
  }
  return Array.from(counts, (count, i) => ({
    from: i * width,
    to: (i + 1) * width,
    share: active === 0 ? 0 : count / active,
  }));
}

function histogram(layer: LayerActivity, other: LayerActivity | null, id: string): Promise<Html> {
  const { ratesHz, onChip, p99Hz, meanHz, silent } = layer;
  const greatest = [...ratesHz, ...(other?.ratesHz ?? [])].reduce((a, b) => Math.max(a, b), 0);
  const top = Math.max(WIDE_STEPS_HZ * 1.2, greatest, p99Hz * 1.04);
  const width = top / BINS;
  const where = onChip ? 'chip' : 'host';
  const facts = `${where}, ${grouped(layer.neurons)} neurons, ${smallPercent(silent)} silent`;
  const spec = histogramSpec(
    { bars: binned(ratesHz, width), line: other === null ? [] : binned(other.ratesHz, width) },
    { top, p99Hz, onChip, title: layer.layer, facts },
  );
  return chartSvg(spec, {
    id,
    title: `Firing rates of ${layer.layer}`,
    description: `${facts}; mean ${hertz(meanHz)}, 99 % below ${hertz(p99Hz)}, highest ${hertz(layer.maxHz)}.`,
  });
}

type Bin = ReturnType<typeof binned>[number];

function histogramSpec(
  { bars, line }: { readonly bars: readonly Bin[]; readonly line: readonly Bin[] },
  about: {
    readonly top: number;
    readonly p99Hz: number;
    readonly onChip: boolean;
    readonly title: string;
    readonly facts: string;
  },
): TopLevelSpec {
  const { top, p99Hz, onChip, title, facts } = about;
  const highest = Math.max(0.01, ...[...bars, ...line].map(({ share }) => share));
  const scale = { domain: [0, top], nice: false };
  const axis = { tickCount: 6, grid: false };
  const x = { field: 'from', type: 'quantitative' as const, title: 'Hz', scale, axis };
  const y = {
    field: 'share',
    type: 'quantitative' as const,
    title: 'active neurons',
    // Room above the highest bar for the words at the lines.
    scale: { domain: [0, 1.3 * highest], nice: false },
    axis: { format: '.0%', tickCount: 4, minExtent: 34 },
  };
  const rule = (hz: number, text: string, strokeDash: number[], align: 'left' | 'right') => ({
    data: { values: [{ hz, text }] },
    encoding: { x: { ...x, field: 'hz' } },
    layer: [
      { mark: { type: 'rule' as const, strokeDash, color: COLOURS.ink, strokeWidth: 1.4 } },
      {
        mark: { type: 'text' as const, align, dx: align === 'left' ? 5 : -5 },
        encoding: {
          text: { field: 'text', type: 'nominal' as const },
          y: { value: align === 'left' ? 6 : 22 },
        },
      },
    ],
  });
  return {
    width: 390,
    height: 150,
    title: { text: title, subtitle: facts, subtitleColor: COLOURS.soft, subtitleFontSize: 11 },
    data: { values: bars.filter(({ share }) => share > 0) },
    layer: [
      {
        mark: {
          type: 'bar' as const,
          color: onChip ? COLOURS.chip : COLOURS.spiking,
          opacity: 0.55,
        },
        encoding: { x, x2: { field: 'to' }, y, y2: { datum: 0 } },
      },
      {
        data: { values: [...line] },
        mark: {
          type: 'line' as const,
          interpolate: 'step-after',
          color: COLOURS.ink,
          strokeWidth: 1.2,
        },
        encoding: { x, y },
      },
      rule(WIDE_STEPS_HZ, `${WIDE_STEPS_HZ}\u202fHz`, [6, 4], 'left'),
      ...(p99Hz > 0 ? [rule(p99Hz, '99\u202f% within a sample', [1.5, 2.5], 'right')] : []),
    ],
  };
}

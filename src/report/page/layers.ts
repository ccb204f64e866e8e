import { activityOf, type ReportData, type ReportLayer, type ReportPrecision } from './data.js';
import { grouped, hertz, NONE, shapeText, smallPercent } from './format.js';
import { type Html, html } from './html.js';
import { table } from './table.js';

/** What became of every layer, where it runs and what it takes. */
export function layersSection(data: ReportData): Html {
  const parameters = data.layers.reduce((sum, layer) => sum + layer.parameters, 0);
  return html`<p>From input to output. <em>Merged</em> layers have no neurons or values of their own: they became part of the
connections of the next layer.</p>
${table({
  caption: 'What became of every layer',
  columns: [
    { name: 'layer' },
    { name: 'kind' },
    { name: 'output', number: true },
    { name: 'parameters', number: true },
    { name: 'became' },
    { name: 'runs on' },
    { name: 'Hz per unit', number: true },
    { name: 'cores', number: true },
    { name: 'neurons', number: true },
    { name: 'mean rate', number: true },
    { name: 'weight error', number: true },
  ],
  rows: data.layers.map((layer) => layerRow(data, layer)),
  total: [
    'sum',
    '',
    '',
    grouped(parameters),
    '',
    '',
    '',
    coresText(data),
    neuronsText(data),
    '',
    '',
  ],
  note: 'Weight error: root mean square of what the chip\u2019s integers differ from the weights, over that of the weights.',
})}
${data.chip === null ? null : resourceTable(data)}
${data.chip === null || data.chip.precision.length === 0 ? null : precisionTable(data.chip.precision)}`;
}

function layerRow(data: ReportData, layer: ReportLayer) {
  const activity = activityOf(data, layer.layer);
  const population = data.chip?.populations.find(({ name }) => name === layer.layer);
  const precision = data.chip?.precision.find((p) => p.population === layer.layer);
  return [
    layer.layer,
    layer.kind,
    shapeText(layer.output),
    grouped(layer.parameters),
    html`<span class="words">${layer.became}</span>`,
    layer.runs === 'merged'
      ? html`<span class="soft">merged</span>`
      : html`<span class="place ${layer.runs}">${layer.runs}</span>`,
    layer.scale === null ? NONE : grouped(layer.scale),
    population === undefined ? NONE : grouped(population.cores),
    activity === null ? NONE : grouped(activity.neurons),
    activity === null ? NONE : hertz(activity.meanHz),
    precision?.weightError == null ? NONE : smallPercent(precision.weightError),
  ];
}

function coresText({ chip }: ReportData): string {
  return chip === null ? NONE : grouped(chip.cores);
}

function neuronsText(data: ReportData): string {
  const neurons = data.layers.map(({ layer }) => activityOf(data, layer)?.neurons ?? 0);
  return grouped(neurons.reduce((sum, n) => sum + n, 0));
}

function resourceTable({ chip }: ReportData): Html {
  const { populations, cores, coresMax, chips } = chip!;
  return table({
    caption: 'Cores and their fullest parts',
    columns: [
      { name: 'on chip' },
      { name: 'cores', number: true },
      { name: 'compartments', number: true },
      { name: 'input axons', number: true },
      { name: 'output axons', number: true },
      { name: 'synapse memory', number: true },
    ],
    rows: populations.map((p) => [
      p.name,
      grouped(p.cores),
      ...[p.compartments, p.inAxons, p.outAxons, p.synapseMemory].map(smallPercent),
    ]),
    total: ['all', `${grouped(cores)} of ${grouped(coresMax)}`, '', '', '', ''],
    note: `Shares of what one core has, on the fullest core of each row. ${chips === 1 ? 'It fits on one chip.' : `It needs ${chips} chips.`}`,
  });
}

function precisionTable(precision: readonly ReportPrecision[]): Html {
  const error = (value: number | null) => (value === null ? NONE : smallPercent(value));
  return table({
    caption: 'What the chip\u2019s integers cost',
    columns: [
      { name: 'on chip' },
      { name: 'weights stored', number: true },
      { name: 'error of weights', number: true },
      { name: 'weights that became 0', number: true },
      { name: 'error of biases', number: true },
      { name: 'error of thresholds', number: true },
    ],
    rows: precision.map((p) => [
      p.population,
      grouped(p.weights),
      error(p.weightError),
      smallPercent(p.lost),
      error(p.biasError),
      error(p.thresholdError),
    ]),
    note: 'Errors are relative: root mean square of the differences over root mean square of the numbers. A core\u2019s largest weight sets the step of all its weights.',
  });
}

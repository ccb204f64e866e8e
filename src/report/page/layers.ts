import { activityOf, type ReportData, type ReportLayer, type ReportPrecision } from './data.js';
import { grouped, hertz, NONE, shapeText, smallPercent } from './format.js';
import { type Html, type HtmlPart, html } from './html.js';
import { type TableColumn, table } from './table.js';

interface LayerColumn extends TableColumn {
  readonly cell: (layer: ReportLayer) => HtmlPart;
  /** In the last row. */
  readonly sum?: string;
}

const WEIGHT_ERROR =
  'Weight error: root mean square of what the chip\u2019s integers differ from the weights, over that of the weights.';

/** What became of every layer, where it runs and what it takes. */
export function layersSection(data: ReportData): Html {
  const columns = layerColumns(data);
  return html`<p>From input to output. <em>Merged</em> layers have no neurons or values of their own: they became part of the
connections of the next layer.</p>
${table({
  caption: 'What became of every layer',
  columns,
  rows: data.layers.map((layer) => columns.map(({ cell }) => cell(layer))),
  total: columns.map(({ sum = '' }) => sum),
  ...(data.chip === null ? {} : { note: WEIGHT_ERROR }),
})}
${data.chip === null ? null : resourceTable(data)}
${data.chip === null || data.chip.precision.length === 0 ? null : precisionTable(data.chip.precision)}`;
}

/** Columns in which no layer has anything are left out. */
function layerColumns(data: ReportData): LayerColumn[] {
  const { layers, chip } = data;
  const parameters = layers.reduce((sum, layer) => sum + layer.parameters, 0);
  const number = true;
  const became: LayerColumn = {
    name: 'became',
    cell: (layer) => html`<span class="words">${layer.became}</span>`,
  };
  const scale: LayerColumn = {
    ...{ name: 'Hz per unit', number },
    cell: (layer) => (layer.scale === null ? NONE : grouped(layer.scale)),
  };
  const onChip: LayerColumn[] = [
    { name: 'cores', number, cell: (l) => coresOf(data, l), sum: coresText(data) },
    { name: 'weight error', number, cell: (l) => weightErrorOf(data, l) },
  ];
  return [
    { name: 'layer', cell: ({ layer }) => layer, sum: 'sum' },
    { name: 'kind', cell: ({ kind }) => kind },
    { name: 'output', number, cell: ({ output }) => shapeText(output) },
    { name: 'parameters', number, cell: (l) => grouped(l.parameters), sum: grouped(parameters) },
    ...(layers.some((layer) => layer.became !== '') ? [became] : []),
    { name: 'runs on', cell: placeOf },
    ...(layers.some((layer) => layer.scale !== null) ? [scale] : []),
    { name: 'neurons', number, cell: (l) => neuronsOf(data, l), sum: neuronsText(data) },
    { name: 'mean rate', number, cell: (l) => rateOf(data, l) },
    ...(chip === null ? [] : onChip),
  ];
}

function placeOf({ runs }: ReportLayer): Html {
  return runs === 'merged'
    ? html`<span class="soft">merged</span>`
    : html`<span class="place ${runs}">${runs}</span>`;
}

function neuronsOf(data: ReportData, { layer }: ReportLayer): string {
  const activity = activityOf(data, layer);
  return activity === null ? NONE : grouped(activity.neurons);
}

function rateOf(data: ReportData, { layer }: ReportLayer): string {
  const activity = activityOf(data, layer);
  return activity === null ? NONE : hertz(activity.meanHz);
}

function coresOf({ chip }: ReportData, { layer }: ReportLayer): string {
  const population = chip?.populations.find(({ name }) => name === layer);
  return population === undefined ? NONE : grouped(population.cores);
}

function weightErrorOf({ chip }: ReportData, { layer }: ReportLayer): string {
  const precision = chip?.precision.find(({ population }) => population === layer);
  return precision?.weightError == null ? NONE : smallPercent(precision.weightError);
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

import { chartSvg } from './chart.js';
import { type KeptSample, mainOf, type ReportData } from './data.js';
import { hertz } from './format.js';
import { type Html, html } from './html.js';
import { pictureAddress } from './picture.js';
import { sampleSpec } from './sample-chart.js';

/** Neurons drawn per layer. */
export const RASTER_ROWS = 28;

type Range = readonly [black: number, white: number];

/** Some samples: the input, the spikes of every layer, and the outputs over time. */
export async function samplesSection(data: ReportData): Promise<Html> {
  const main = mainOf(data);
  if (main.kept.length === 0) return html`<p>No sample was kept.</p>`;
  const range = rangeOf(data.inputs.map(({ values }) => values));
  const cards: Html[] = [];
  for (const [i, sample] of main.kept.entries()) cards.push(await card(data, sample, i, range));
  const where = data.onChip === null ? 'on the interpreter' : 'on the chip';
  return html`<p>The first samples ${where}. Ticks: spikes of up to ${RASTER_ROWS} of the neurons that fired, spread over the layer;
behind them, in blue, how many spikes the whole layer had in each timestep. Below: the outputs, that of the right class in green, a wrong answer
in red, all others grey. Answers are read at timestep ${main.readAt}.</p>
<div class="cards">${cards}</div>`;
}

async function card(data: ReportData, sample: KeptSample, i: number, range: Range): Promise<Html> {
  const { classes } = data.samples;
  const main = mainOf(data);
  const right = sample.answer === sample.label;
  const name = (k: number) => classes[k] ?? String(k);
  const verdict = right ? `answered ${name(sample.answer)}` : `answered ${name(sample.answer)}`;
  const chart = await chartSvg(sampleSpec(sample, main, classes, RASTER_ROWS), {
    id: `sample-${i}`,
    title: `Sample ${sample.sample}: spikes and outputs over time`,
    description: `It is ${name(sample.label)}, the network ${verdict}. ${rateWords(sample, main.dt)}`,
  });
  const input = data.inputs.find((one) => one.sample === sample.sample);
  return html`<article class="card">
<header>${input === undefined ? null : picture(input.values, data.samples.shape, range, name(sample.label))}
<div><h3>sample ${sample.sample}: is ${name(sample.label)}</h3>
<p class="${right ? 'right' : 'wrong'}">${right ? '\u2713' : '\u2717'} ${verdict}</p></div></header>
<figure>${chart}</figure>
</article>`;
}

function rateWords({ spikes }: KeptSample, dt: number): string {
  const words = Object.entries(spikes).map(([layer, { size, offsets, indices }]) => {
    const seconds = (offsets.length - 1) * dt;
    return `${layer}: ${hertz(indices.length / size / seconds)} on average`;
  });
  return words.length === 0 ? '' : `${words.join('; ')}.`;
}

function picture(
  values: ArrayLike<number>,
  shape: readonly number[],
  range: Range,
  label: string,
): Html | null {
  const address = pictureAddress(values, shape, range);
  return address === null ? null : html`<img src="${address}" alt="input: ${label}">`;
}

/** From 0, or the least value if that is below, to the greatest. */
function rangeOf(inputs: readonly ArrayLike<number>[]): Range {
  let [black, white] = [0, 0];
  for (const values of inputs) {
    for (let i = 0; i < values.length; i++) {
      black = Math.min(black, values[i]!);
      white = Math.max(white, values[i]!);
    }
  }
  return [black, white > black ? white : black + 1];
}

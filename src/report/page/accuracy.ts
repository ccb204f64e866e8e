import type { TopLevelSpec } from 'vega-lite';
import { chartSvg } from './chart.js';
import { mainOf, type ReportCurve, type ReportData } from './data.js';
import { counted, milliseconds, percent } from './format.js';
import { type Html, html } from './html.js';
import { COLOURS } from './theme.js';

const WORDS = { spiking: 'spiking (interpreter)', chip: 'chip (emulator)' } as const;

/** Accuracy against the timestep of reading, with the float network as a horizontal line. */
export async function accuracySection(data: ReportData): Promise<Html> {
  const { dt, steps, count } = mainOf(data);
  const chart = await chartSvg(accuracySpec(data), {
    id: 'accuracy-steps',
    title: 'Accuracy against timesteps',
    description: data.curves.map(inWords).join(' '),
  });
  return html`<p>Share of right answers if the output is read at each timestep of a sample, over ${counted(count, 'sample')};
a timestep is ${milliseconds(dt)}. Shaded: 95&nbsp;% interval (Wilson). ${readingAdvice(data, steps)}</p>
<figure>${chart}</figure>`;
}

function inWords({ name, accuracy }: ReportCurve): string {
  const at = (i: number) => percent(accuracy[i]!);
  const last = accuracy.length - 1;
  return `${WORDS[name]}: ${at(0)} after timestep 1, ${at(last >> 1)} after ${(last >> 1) + 1}, ${at(last)} after ${last + 1}.`;
}

/** First timestep from which on the accuracy stays within half a point of the last, from 1. */
export function settledAt(accuracy: Float64Array): number {
  const last = accuracy.at(-1) ?? 0;
  let step = accuracy.length;
  while (step > 1 && accuracy[step - 2]! >= last - 0.005) step -= 1;
  return step;
}

function readingAdvice(data: ReportData, steps: number): string {
  const { accuracyAt } = mainOf(data);
  const settled = settledAt(accuracyAt);
  return settled < steps
    ? `Within half a point of the last value from timestep ${settled} on.`
    : 'Still moving at the last timestep: showing samples longer may help.';
}

function accuracySpec({ curves, float }: ReportData): TopLevelSpec {
  const values = curves.flatMap(({ name, accuracy, low, high }) =>
    Array.from(accuracy, (share, i) => ({
      who: WORDS[name],
      step: i + 1,
      share,
      low: low[i],
      high: high[i],
    })),
  );
  const steps = Math.max(1, ...curves.map((curve) => curve.accuracy.length));
  const domain = [...curves.map(({ name }) => WORDS[name]), ...(float === null ? [] : ['float'])];
  const range = domain.map((who) =>
    who === 'float' ? COLOURS.float : who === WORDS.chip ? COLOURS.chip : COLOURS.spiking,
  );
  const legend = { symbolType: 'stroke', symbolSize: 260 };
  const color = { field: 'who', type: 'nominal' as const, scale: { domain, range }, legend };
  const x = {
    field: 'step',
    type: 'quantitative' as const,
    title: 'timesteps shown',
    scale: { domain: [Math.min(1, steps - 1), steps], nice: false },
    axis: { grid: false, tickMinStep: 1, tickCount: 10 },
  };
  const scale = { domain: [0, 1] };
  const axis = { format: '.0%', tickCount: 6 };
  const y = { field: 'share', type: 'quantitative' as const, title: 'right answers', scale, axis };
  return {
    width: 900,
    height: 300,
    data: { values },
    layer: [
      {
        mark: { type: 'area' as const, opacity: 0.16 },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
      },
      ...(float === null
        ? []
        : [
            {
              data: { values: [{ who: 'float', share: float.accuracy }] },
              mark: { type: 'rule' as const, strokeDash: [6, 4], strokeWidth: 1.5 },
              encoding: { y, color },
            },
          ]),
      {
        mark: { type: 'line' as const, strokeWidth: 2.2, point: steps === 1 },
        encoding: { x, y, color },
      },
    ],
  };
}

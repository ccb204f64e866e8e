import type { TopLevelSpec } from 'vega-lite';
import type { KeptSample, Measurement } from './data.js';
import { grouped } from './format.js';
import { COLOURS } from './theme.js';

type Train = KeptSample['spikes'][string];
type Panel = Extract<TopLevelSpec, { vconcat: unknown }>['vconcat'][number];

const WIDTH = 420;

/** A panel of spikes per layer and one of the outputs, on one axis of timesteps. */
export function sampleSpec(
  sample: KeptSample,
  { steps }: Pick<Measurement, 'steps'>,
  classes: readonly string[],
  rows: number,
): TopLevelSpec {
  const rasters = Object.entries(sample.spikes).map(([layer, train]) =>
    rasterPanel(layer, train, steps, rows),
  );
  return {
    spacing: 10,
    vconcat: [...rasters, outputPanel(sample, classes, steps)],
    resolve: { scale: { color: 'independent' } },
  };
}

function timeAxis(steps: number, last: boolean) {
  return {
    type: 'quantitative' as const,
    title: last ? 'timestep' : null,
    scale: { domain: [0, steps], nice: false },
    axis: { grid: false, ticks: last, labels: last, tickMinStep: 1, tickCount: 8 },
  };
}

/** One line per spike, all in one path: a figure of many spikes stays small. */
function rasterPanel(layer: string, train: Train, steps: number, rows: number): Panel {
  const { offsets, indices } = train;
  const active = [...new Set(indices)].sort((a, b) => a - b);
  const shown = spread(active, rows);
  const rowOf = new Map(shown.map((neuron, row) => [neuron, row]));
  const ticks: { i: number; step: number; y: number | null }[] = [];
  const counts: { step: number; spikes: number }[] = [];
  for (let s = 0; s < steps; s++) {
    counts.push({ step: s, spikes: offsets[s + 1]! - offsets[s]! });
    for (let k = offsets[s]!; k < offsets[s + 1]!; k++) {
      const row = rowOf.get(indices[k]!);
      if (row === undefined) continue;
      const y = (row + 0.5) / shown.length;
      const half = 0.4 / Math.max(shown.length, 12);
      for (const end of [y - half, y + half, null]) {
        ticks.push({ i: ticks.length, step: s + 0.5, y: end });
      }
    }
  }
  counts.push({ step: steps, spikes: counts.at(-1)?.spikes ?? 0 });
  const facts = `${grouped(active.length)} of ${grouped(train.size)} neurons fired`;
  const x = { field: 'step', ...timeAxis(steps, false) };
  return {
    width: WIDTH,
    height: 84,
    title: panelTitle(layer, facts),
    view: { stroke: COLOURS.rule },
    layer: [
      {
        data: { values: counts },
        mark: {
          type: 'area' as const,
          interpolate: 'step-after',
          clip: true,
          color: COLOURS.activity,
          opacity: 0.45,
        },
        encoding: {
          x,
          y: {
            field: 'spikes',
            type: 'quantitative' as const,
            axis: null,
            scale: { domainMin: 0 },
          },
        },
      },
      {
        data: { values: ticks },
        mark: {
          type: 'line' as const,
          color: COLOURS.spike,
          strokeWidth: 2.2,
          clip: true,
          invalid: 'break-paths-show-domains',
        },
        encoding: {
          x,
          y: {
            field: 'y',
            type: 'quantitative' as const,
            axis: null,
            scale: { domain: [0, 1], nice: false },
          },
          order: { field: 'i', type: 'quantitative' },
        },
      },
    ],
    resolve: { scale: { y: 'independent' } },
  };
}

function panelTitle(name: string, facts: string) {
  const text = facts === '' ? name : `${name}: ${facts}`;
  return { text, fontSize: 11, fontWeight: 500 as const, offset: 5 };
}

/** At most `most` of sorted neurons, evenly spread. */
function spread(neurons: readonly number[], most: number): number[] {
  if (neurons.length <= most) return [...neurons];
  return Array.from({ length: most }, (_, i) => neurons[Math.floor((i * neurons.length) / most)]!);
}

function outputPanel(sample: KeptSample, classes: readonly string[], steps: number): Panel {
  const { outputs, label, answer } = sample;
  const size = outputs.length / steps;
  const values = Array.from(outputs, (value, i) => {
    const k = i % size;
    const role = k === label ? 'right' : k === answer ? 'answer' : 'other';
    return { step: Math.floor(i / size) + 1, value, k, role };
  });
  const ends = values.filter(({ step, role }) => step === steps && role !== 'other');
  const x = { field: 'step', ...timeAxis(steps, true) };
  const y = {
    field: 'value',
    type: 'quantitative' as const,
    title: null,
    axis: { tickCount: 4, labels: false },
  };
  const color = {
    field: 'role',
    type: 'nominal' as const,
    legend: null,
    scale: {
      domain: ['other', 'answer', 'right'],
      range: [COLOURS.other, COLOURS.wrong, COLOURS.right],
    },
  };
  const line = (role: string, strokeWidth: number) => ({
    transform: [{ filter: { field: 'role', equal: role } }],
    mark: { type: 'line' as const, strokeWidth, clip: true },
    encoding: { x, y, color, detail: { field: 'k', type: 'nominal' as const } },
  });
  const named = (role: string, dy: number) => ({
    data: {
      values: ends
        .filter((end) => end.role === role)
        .map((end) => ({ ...end, name: classes[end.k] ?? String(end.k) })),
    },
    mark: { type: 'text' as const, align: 'left' as const, dx: 5, dy, fontWeight: 600 as const },
    encoding: { x, y, color, text: { field: 'name', type: 'nominal' as const } },
  });
  return {
    width: WIDTH,
    height: 110,
    title: panelTitle('outputs', ''),
    data: { values },
    layer: [
      line('other', 1),
      line('answer', 2),
      line('right', 2),
      // A wrong answer is above the right one: their names keep apart.
      named('answer', -3),
      named('right', answer === label ? 0 : 3),
    ],
  };
}

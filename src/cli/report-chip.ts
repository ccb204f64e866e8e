import { emulator } from '../chip/emulator.js';
import type { BoardWarning } from '../chip/warnings.js';
import type { Program } from '../compile/program.js';
import type { CompileReport } from '../compile/report.js';
import type { Samples } from '../core/samples.js';
import type { Measurable } from '../measure/measurable.js';
import { type MeasureOptions, measure } from '../measure/measure.js';
import type { Measurement } from '../measure/measurement.js';
import { type InferenceMetrics, inferenceMetrics } from '../metrics/inference.js';
import { metered } from '../metrics/metered.js';
import type { ReportChip } from '../report/page/data.js';

/** What a model did on the emulated chip, and what that took. */
export interface Played {
  readonly measurement: Measurement;
  readonly metrics: InferenceMetrics;
  readonly program: Program;
}

/** Plays samples on an emulator that counts and tells of every register that runs over. */
export async function playChip(
  model: Measurable,
  samples: Samples,
  options: MeasureOptions,
): Promise<Played> {
  const warnings: Record<string, number> = {};
  const onWarning = ({ kind }: BoardWarning): void => {
    warnings[kind] = (warnings[kind] ?? 0) + 1;
  };
  const on = metered(emulator({ onWarning }));
  const measurement = await measure(model, samples, { ...options, on });
  const { count: inferences, steps, dt } = measurement;
  const program = on.program();
  const metrics = inferenceMetrics(program, on.counts(), {
    ...{ inferences, steps, dt, warnings },
  });
  return { measurement, metrics, program };
}

/** What the chip's part of the page shows. */
export function chipOf({ measurement, metrics }: Played): ReportChip {
  const report = measurement.report!;
  const names = [...new Set(report.blocks.map(({ population }) => population))];
  const running = Object.entries(metrics.losses.warnings ?? {});
  return {
    cores: report.cores,
    coresMax: metrics.chip.cores.max,
    chips: metrics.chip.chips,
    populations: names.map((name) => populationOf(name, report)),
    precision: (report.precision ?? []).map((p) => {
      return { ...p, lost: p.weights === 0 ? 0 : p.lost / p.weights };
    }),
    warnings: [
      ...report.warnings.map((text) => ({ text, times: 1 })),
      ...running.map(([kind, times]) => ({ text: kind.replaceAll('_', ' '), times })),
    ],
  };
}

function populationOf(name: string, { blocks }: CompileReport): ReportChip['populations'][number] {
  const uses = blocks.filter(({ population }) => population === name).map(({ use }) => use);
  const fullest = (key: 'compartments' | 'inAxons' | 'outAxons' | 'synapses') =>
    Math.max(...uses.map((use) => use[key].used / use[key].max));
  return {
    name,
    cores: uses.length,
    compartments: fullest('compartments'),
    inAxons: fullest('inAxons'),
    outAxons: fullest('outAxons'),
    synapseMemory: fullest('synapses'),
  };
}

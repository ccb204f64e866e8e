import { readFileSync } from 'node:fs';
import type { Program } from '../compile/program.js';
import { neuronTypes } from '../convert/options.js';
import type { Samples } from '../core/samples.js';
import { sizeOf } from '../core/shape.js';
import { measure } from '../measure/measure.js';
import { measureFloat } from '../measure/measure-float.js';
import type { Measurement } from '../measure/measurement.js';
import { wilson } from '../measure/wilson.js';
import type { NetworkNode } from '../network/node.js';
import type { ReportCurve, ReportData, ReportLayer } from '../report/page/data.js';
import { interpreter } from '../run/device.js';
import type { LoadedModel } from './model.js';
import type { ModelFlags } from './model-options.js';
import { chipOf, playChip } from './report-chip.js';
import { chipRows, staticRows } from './report-metrics.js';

export interface GatherOptions extends Pick<ModelFlags, 'split'> {
  readonly steps: number;
  /** Samples that are drawn. */
  readonly show: number;
  /** The command, for the foot of the page. */
  readonly command: string;
  /** Told of samples played so far, and of the share of right answers among them. */
  readonly onSample?: (done: number, share: number) => void;
}

/** Measures a model in float, with spikes and on the chip, and gathers what the page shows. */
export async function gatherReport(
  model: LoadedModel,
  samples: Samples,
  options: GatherOptions,
): Promise<ReportData> {
  const { steps, show, split = 'search', onSample } = options;
  const told = (before: number) => ({
    onSample: ({ done, right }: { readonly done: number; readonly right: number }) =>
      onSample?.(before + done, right / done),
  });
  const converted = { network: model.network, output: model.probes.output! };
  const float = await measureFloat(converted, samples, { rates: false });
  const play = { steps, split, keep: show };
  const spiking = await measure(converted, samples, { ...play, on: interpreter(), ...told(0) });
  const played = spiking.layers.some((layer) => layer.onChip)
    ? await playChip(converted, samples, { ...play, ...told(samples.count) })
    : null;
  const onChip = played?.measurement ?? null;
  const main = onChip ?? spiking;
  return {
    title: model.name,
    source: model.report?.source ?? `${model.name} (network)`,
    madeBy: `rxspike ${version()}`,
    command: options.command,
    samples: {
      source: samples.source,
      shape: samples.shape,
      classes: samples.names ?? Array.from({ length: samples.classes }, (_, k) => String(k)),
    },
    settings: settingsOf(model, split),
    layers: model.report?.layers ?? networkLayers(model, played?.program),
    float,
    spiking,
    onChip,
    curves: [curveOf('spiking', spiking), ...(onChip === null ? [] : [curveOf('chip', onChip)])],
    chip: played === null ? null : chipOf(played),
    energy: played === null ? [] : played.metrics.estimates,
    operations: played?.metrics.layers ?? [],
    metrics: [...staticRows(model), ...(played === null ? [] : chipRows(played.metrics))],
    inputs: main.kept.map(({ sample }) => ({ sample, values: valuesOf(samples, sample) })),
  };
}

function curveOf(name: ReportCurve['name'], measured: Measurement): ReportCurve {
  const { accuracyAt: accuracy, count } = measured;
  const ends = Array.from(accuracy, (share) => wilson(Math.round(share * count), count));
  return {
    name,
    accuracy,
    low: Float64Array.from(ends, ([low]) => low),
    high: Float64Array.from(ends, ([, high]) => high),
  };
}

function settingsOf({ network, report }: LoadedModel, split: string): [string, string][] {
  const nodes = network.all.map((signal) => network.node(signal.id));
  const listed = (values: readonly unknown[]) => [...new Set(values.map(String))].join(', ');
  const neurons = nodes.filter(({ kind }) => Object.hasOwn(neuronTypes, kind));
  const filters = nodes.filter(({ kind }) => kind === 'lowpass' || kind === 'alpha');
  const scales = (report?.layers ?? []).flatMap(({ scale }) => scale ?? []);
  const filterTexts = filters.map(({ kind, params }) => `${kind} ${params.tau} s`);
  return [
    ['neurons', listed(neurons.map(({ kind }) => kind)) || 'none'],
    ...(scales.length === 0 ? [] : [['Hz per unit', listed(scales)] as [string, string]]),
    ['filters', listed(filterTexts) || 'none'],
    ['cut over cores', split],
  ];
}

/**
 * Rows for a network that is no layered model any more: its operators. What neither the chip nor the host
 * plays became synapses.
 */
function networkLayers({ network }: LoadedModel, program: Program | undefined): ReportLayer[] {
  const onChip = new Set(program?.populations.map(({ name }) => name));
  const onHost = new Set(program?.host.nodes.map(({ name }) => name));
  const whereIs = (name: string): ReportLayer['runs'] => {
    if (onChip.has(name)) return 'chip';
    return program === undefined || onHost.has(name) ? 'host' : 'merged';
  };
  return network.all
    .map((signal) => network.node(signal.id))
    .filter(({ kind }) => kind !== 'state')
    .map((node) => ({
      layer: node.name,
      kind: node.kind,
      output: node.shape,
      parameters: numbersIn(node),
      became: '',
      runs: whereIs(node.name),
      scale: null,
    }));
}

function numbersIn({ params }: NetworkNode): number {
  const arrays = Object.values(params).filter(
    (value) => value instanceof Float32Array || value instanceof Float64Array,
  );
  return arrays.reduce((sum, { length }) => sum + length, 0);
}

function valuesOf({ data, shape, scale }: Samples, sample: number): Float32Array {
  const size = sizeOf(shape);
  return Float32Array.from(
    data.subarray(sample * size, (sample + 1) * size),
    (value) => value * scale,
  );
}

function version(): string {
  const manifest = new URL('../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

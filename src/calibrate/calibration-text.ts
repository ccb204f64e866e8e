import type { LayerActivity, Measurement } from '../measure/measurement.js';
import type { Calibration } from './calibration.js';
import type { Setting } from './setting.js';

/** Rates of a layer above this are coarse on the chip: 1000, 500, 333, 250 Hz at 1 ms. */
const COARSE_HZ = 250;

/** A calibration in words. */
export function calibrationText(found: Omit<Calibration, 'toString'>): string {
  const { before, after, from, to, steps, played } = found;
  const scaled = (layers: readonly LayerActivity[]) =>
    layers.filter(({ layer }) => from.scales[layer] !== undefined);
  const layers = scaled(after.layers).map((layer, l) => {
    const was = scaled(before.layers)[l]!;
    return [
      layer.layer,
      `${from.scales[layer.layer]!} -> ${to.scales[layer.layer]!}`,
      `${milliseconds(from, layer)} -> ${milliseconds(to, layer)}`,
      pair(was, layer, 'activeMeanHz'),
      pair(was, layer, 'p99Hz'),
      `${percent(was.above250)} -> ${percent(layer.above250)}`,
    ];
  });
  const head = [
    'layer',
    'scale',
    'synapse ms',
    'active mean Hz',
    '99th percentile Hz',
    'above 250 Hz',
  ];
  return [
    `accuracy at ${steps} timesteps per sample, on ${after.count} samples kept aside:`,
    `  before ${accuracyOf(before)}`,
    `  after  ${accuracyOf(after)}`,
    '',
    lines([head, ...layers]),
    '',
    ...remarks(found).map((remark) => `- ${remark}`),
    `- played: ${played.rates} samples for rates, ${played.search} in the search ` +
      `(${found.history.length} settings), ${played.check} to compare`,
  ].join('\n');
}

function remarks({
  goal,
  reached,
  target,
  before,
  after,
  steps,
}: Omit<Calibration, 'toString'>): string[] {
  const found: string[] = [];
  if (before === after) found.push('nothing that was tried is better: the settings are as before');
  if ('accuracy' in goal) {
    const asked = `${percent(goal.accuracy)} asked for`;
    found.push(
      reached === true ? `${asked}, reached with ${steps} timesteps` : `${asked}, not reached`,
    );
  }
  if (target !== null) {
    const words =
      'mean' in target
        ? `mean of active neurons at most ${target.mean} Hz`
        : `${target.percentile}th percentile of active neurons at most ${target.hz} Hz`;
    found.push(`scales were bound: ${words}, as plain relu gives them`);
  }
  const coarse = after.layers.filter((layer) => layer.onChip && layer.p99Hz > COARSE_HZ);
  if (coarse.length > 0) {
    const names = coarse.map(({ layer }) => layer).join(', ');
    found.push(
      `above ${COARSE_HZ} Hz, where the chip's rates get coarse, at the 99th percentile: ${names}`,
    );
  }
  return found;
}

function accuracyOf({ accuracy, interval: [low, high] }: Measurement): string {
  return `${percent(accuracy)} (${percent(low)} to ${percent(high)})`;
}

function pair(a: LayerActivity, b: LayerActivity, key: 'activeMeanHz' | 'p99Hz'): string {
  return `${a[key].toFixed(0)} -> ${b[key].toFixed(0)}`;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function milliseconds({ synapses }: Setting, { layer }: LayerActivity): string {
  return synapses === null ? 'as given' : String(Number((1000 * synapses[layer]!).toPrecision(3)));
}

function lines(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, c) => Math.max(...rows.map((row) => row[c]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, c) => cell.padEnd(widths[c]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

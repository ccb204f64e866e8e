import type { InferenceMetrics } from '../metrics/inference.js';
import { layerMetrics } from '../metrics/layer-metrics.js';
import { networkMetrics } from '../metrics/network-metrics.js';
import type { ReportMetric } from '../report/page/data.js';
import { amount, grouped, percent } from '../report/page/format.js';
import type { LoadedModel } from './model.js';

/** Counts that need no data: of the model as trained, or of the network if there is no more. */
export function staticRows({ stored, network }: LoadedModel): ReportMetric[] {
  const m = stored === null ? networkMetrics(network) : layerMetrics(stored);
  const but = m.uncounted.length === 0 ? '' : `; without ${m.uncounted.join(', ')}`;
  return rowsOf('footprint', [
    ['footprint', bytes(m.footprint), 'all stored numbers of the float model, 4 bytes each'],
    ['parameters', grouped(m.parameters), 'numbers that training changes'],
    ['connection sparsity', m.connectionSparsity.toFixed(4), 'share of weights that are 0'],
    ['synapses', grouped(m.synapses), `connections with shared weights unrolled${but}`],
    ['dense multiply-adds', grouped(m.denseMacs), `a float pass that skips nothing${but}`],
  ]);
}

/** Counts of a run on the chip, per inference. */
export function chipRows(metrics: InferenceMetrics): ReportMetric[] {
  const { chip, perInference: per, eventsPerAccumulate, activationSparsity } = metrics;
  const ratio = eventsPerAccumulate === null ? '' : `; 1 for ${amount(eventsPerAccumulate)} events`;
  const onChip = rowsOf('footprint', [
    ['compartments', grouped(chip.compartments), 'allocated on all cores of the chip'],
    ['weights on chip', bytes(chip.weightBits / 8), 'as wide as their format stores them'],
    ['synapse memory', bytes(chip.synapseBits / 8), 'weights with indices and headers'],
  ]);
  const operations = rowsOf('operations', [
    ['spikes', amount(per.spikes), 'of all neurons on chip'],
    ['spikes from the host', amount(per.hostSpikes), 'sent to the chip'],
    ['synaptic events', amount(per.synapticEvents), 'synapses that spikes read'],
    ['accumulations', amount(per.accumulates), `events whose weight is not 0${ratio}`],
    ['axon messages', amount(per.messages), 'pairs of a spike and a core it goes to'],
    ['neuron updates', amount(per.neuronUpdates), 'neurons times timesteps'],
    ['activation sparsity', percent(activationSparsity), 'neuron timesteps without a spike'],
    ['registers run over', overflows(metrics), 'timesteps of the whole run, by kind'],
  ]);
  return [...onChip, ...operations];
}

/** Every kind of warning of the chip while it played, with its timesteps. */
function overflows({ losses }: InferenceMetrics): string {
  const kinds = Object.entries(losses.warnings ?? {});
  const texts = kinds.map(([kind, times]) => `${kind.replaceAll('_', ' ')}: ${grouped(times)}`);
  return texts.length === 0 ? 'none' : texts.join(', ');
}

function bytes(count: number): string {
  return `${grouped(count)} bytes`;
}

function rowsOf(
  group: ReportMetric['group'],
  rows: readonly (readonly [name: string, value: string, meaning: string])[],
): ReportMetric[] {
  return rows.map(([name, value, meaning]) => ({ group, name, value, meaning }));
}

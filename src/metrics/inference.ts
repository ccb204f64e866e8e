import type { Program } from '../compile/program.js';
import { RunError } from '../core/errors.js';
import type { ChipCounts } from './chip-meter.js';
import { formats } from './chip-reach.js';
import { type ChipResources, chipResources } from './chip-resources.js';
import { sumOf } from './energy.js';
import { type Estimate, type EstimateOptions, estimate, genericCounts } from './estimates.js';
import { nodeFanout } from './network-metrics.js';
import type { Profile } from './profile.js';
import { profiles as builtIn } from './profiles.js';
import { type SpikeRates, spikeRates } from './spike-rates.js';

/** What is known about a measured run besides its counts. */
export interface InferenceOptions extends EstimateOptions {
  /** Answers that were asked for. */
  readonly inferences: number;
  /** Timesteps of each; need not be whole. */
  readonly steps: number;
  /** Seconds per timestep. */
  readonly dt: number;
  /** Default all that are built in. */
  readonly profiles?: readonly Profile[];
  /** Warnings of the chip while it played, by kind; left out if nobody listened. */
  readonly warnings?: Readonly<Record<string, number>>;
  /** Timesteps of input that were dropped before they were played; default 0. */
  readonly dropped?: number;
}

/** Means over the inferences of a run. */
export interface PerInference {
  readonly spikes: number;
  /** Spikes that the host sent to the chip. */
  readonly hostSpikes: number;
  /** Synapses that spikes read on the chip. */
  readonly synapticEvents: number;
  /** Those of them whose weight is not zero: accumulations as others count them. */
  readonly accumulates: number;
  /** Pairs of a spike and a core it goes to. */
  readonly messages: number;
  /** Neurons times timesteps. */
  readonly neuronUpdates: number;
  /** Multiply-adds of the host's own layers, if it skips nothing; those of pooling are not in it. */
  readonly hostMacs: number;
}

/** Synaptic operations on the way into one population, per inference. */
export interface LayerOperations {
  readonly name: string;
  /** Synapses read, and those whose weight is not zero: each an accumulation. */
  readonly events: number;
  readonly accumulates: number;
  /** What a machine does that skips nothing: all synapses in every timestep. */
  readonly dense: number;
}

/** What was lost on the way. */
export interface Losses {
  /** Timesteps of input that were never played. */
  readonly dropped: number;
  /** Steps with a register that ran over or a value that was clipped, by kind; `null`: not watched. */
  readonly warnings: Readonly<Record<string, number>> | null;
  /** What the compiler had to clip or change. */
  readonly compile: readonly string[];
  /** Weights added that no recorded spike explains. */
  readonly unexplained: number;
}

/** Counts and estimates of one run on a chip, as plain data. */
export interface InferenceMetrics {
  readonly inferences: number;
  readonly steps: number;
  readonly dt: number;
  readonly chip: ChipResources;
  readonly perInference: PerInference;
  readonly layers: readonly LayerOperations[];
  /** Synaptic events for each accumulation; 1 where no stored weight is zero, `null` without any. */
  readonly eventsPerAccumulate: number | null;
  /** Share of neuron timesteps without a spike. */
  readonly activationSparsity: number;
  readonly rates: readonly SpikeRates[];
  readonly losses: Losses;
  readonly estimates: readonly Estimate[];
}

/**
 * Everything there is to say about inferences on a chip: resources, means per inference, rates, losses,
 * and energies in every profile. It covers the chip; layers on the host are not in it.
 *
 * @param counts of a `metered` device that played this program and nothing else
 * @throws RunError if the timesteps counted are not those of so many inferences
 *
 * @example
 * const device = metered(emulator());
 * await lastValueFrom(runFrom(pictures, network, { probes, on: device }));
 * const options = { inferences: 100, steps: 30, dt: 0.001 };
 * console.log(metricsText(inferenceMetrics(device.program(), device.counts(), options)));
 */
export function inferenceMetrics(
  program: Program,
  counts: ChipCounts,
  options: InferenceOptions,
): InferenceMetrics {
  const { inferences, steps, dt, profiles = builtIn } = options;
  requireSteps(counts.steps, inferences, steps);
  const chip = chipResources(program);
  const { total, populations } = counts;
  const generic = genericCounts(counts, chip.synapses, inferences);
  const perInference = {
    spikes: sumOf(total.spikes) / inferences,
    hostSpikes: counts.hostSpikes / inferences,
    synapticEvents: sumOf(total.synapses) / inferences,
    accumulates: generic.accumulates,
    messages: sumOf(total.ways) / inferences,
    neuronUpdates: generic.updates,
    hostMacs: (hostMacs(program) * counts.steps) / inferences,
  };
  const { accumulates, synapticEvents } = perInference;
  const spikes = populations.reduce((sum, { perNeuron }) => sum + sumOf(perNeuron), 0);
  return {
    inferences,
    steps,
    dt,
    chip,
    perInference,
    layers: layerOperations(chip, counts, inferences),
    eventsPerAccumulate: accumulates === 0 ? null : synapticEvents / accumulates,
    activationSparsity: 1 - spikes / (generic.updates * inferences),
    rates: populations.map(({ name, perNeuron }) => spikeRates(name, perNeuron, counts.steps * dt)),
    losses: {
      dropped: options.dropped ?? 0,
      warnings: options.warnings ?? null,
      compile: program.report.warnings,
      unexplained: counts.unexplained,
    },
    estimates: profiles.map((profile) => estimate(profile, counts, generic, options)),
  };
}

/** Multiply-adds of the host's linear operators in one timestep. */
function hostMacs({ host }: Program): number {
  return host.nodes.reduce((sum, node) => sum + (nodeFanout(node)?.macs ?? 0), 0);
}

function layerOperations(
  { perCore }: ChipResources,
  { total, cores, steps }: ChipCounts,
  inferences: number,
): LayerOperations[] {
  const layers = new Map<string, Omit<LayerOperations, 'name'>>();
  for (const [core, { name, synapses }] of perCore.entries()) {
    const { events, accumulates, dense } = layers.get(name) ?? noOperations;
    const read = formats.reduce((sum, _, f) => sum + total.synapses[f * cores + core]!, 0);
    layers.set(name, {
      events: events + read / inferences,
      accumulates: accumulates + total.nonZero[core]! / inferences,
      dense: dense + (synapses * steps) / inferences,
    });
  }
  return [...layers].map(([name, operations]) => ({ name, ...operations }));
}

const noOperations = { events: 0, accumulates: 0, dense: 0 };

/** Unequal pictures of a broken number of timesteps end less than one beside it. */
function requireSteps(played: number, inferences: number, steps: number): void {
  if (inferences >= 1 && Math.abs(played - inferences * steps) < 1) return;
  throw new RunError(
    `metrics: ${played} timesteps were counted, ${inferences} inferences of ${steps} are expected. ` +
      'Give the inferences and timesteps that were played since the session opened.',
    { code: 'steps-mismatch' },
  );
}

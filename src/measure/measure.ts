import type { Chunk } from '../core/chunk.js';
import { RunError } from '../core/errors.js';
import type { Samples } from '../core/samples.js';
import type { Signal } from '../network/signal.js';
import { interpreter } from '../run/device.js';
import { keepSample } from './keep.js';
import {
  countOf,
  inputFor,
  layerProbe,
  type Measurable,
  type NeuronLayer,
  neuronLayersOf,
  valuesOf,
} from './measurable.js';
import type { KeptSample, Measurement } from './measurement.js';
import { type PlayOptions, playSamples } from './play-samples.js';
import { openRateTally } from './rate-tally.js';
import { openScoreCard } from './score-card.js';

/** What one sample came to. */
export interface SampleAnswer {
  /** Position in the samples. */
  readonly sample: number;
  readonly label: number;
  readonly answer: number;
  /** Samples played so far, and how many of them right. */
  readonly done: number;
  readonly right: number;
}

/** What is counted while samples are played. */
export interface CountOptions {
  /** For reports; default the source of the samples. */
  readonly name?: string;
  /** Samples to play; default all. */
  readonly count?: number;
  /** Position of the first sample; default 0. */
  readonly first?: number;
  /** Probe all neuron layers for their rates, which costs time; default true. */
  readonly rates?: boolean;
  /** Number of first samples of which outputs and spikes are kept; default 0. */
  readonly keep?: number;
  readonly onSample?: (answer: SampleAnswer) => void;
}

/** How a network is measured. */
export interface MeasureOptions extends CountOptions, Partial<PlayOptions> {
  readonly steps: number;
  /** Timestep at which answers are read, from 1; default the last of a sample. */
  readonly readAt?: number;
}

/**
 * Plays labelled samples through a network and counts: right answers at every timestep, which class was
 * taken for which, and how the layers fired.
 *
 * @param converted what `convert` gives; for a network of your own its output, and `meta.neuronLayers`
 *   with the names of its neuron layers
 * @throws RunError if the samples do not fit the network, or an option is out of range
 *
 * @example
 * const { accuracy, layers } = await measure(convert(model, { scaleFiringRates: 400 }), samples, {
 *   on: emulator(),
 *   steps: 30,
 *   count: 1000,
 * });
 */
export async function measure(
  converted: Measurable,
  samples: Samples,
  options: MeasureOptions,
): Promise<Measurement> {
  const { steps, readAt = steps, on = interpreter() } = options;
  if (!(Number.isInteger(readAt) && readAt >= 1 && readAt <= steps)) {
    throw new RunError(
      `measure: readAt is ${readAt}, expected a timestep from 1 to ${steps}. Show samples longer, or read earlier.`,
      { code: 'bad-option', path: 'readAt' },
    );
  }
  const layers = neuronLayersOf(converted);
  return playAndCount(converted, layers, samples, { ...options, readAt, on, oneSecond: false });
}

interface Counting extends CountOptions, PlayOptions {
  readonly readAt: number;
  readonly oneSecond: boolean;
}

/** Plays and counts; `layers` may be those of the network that `converted` is a form of. */
export async function playAndCount(
  converted: Measurable,
  layers: readonly NeuronLayer[],
  samples: Samples,
  options: Counting,
): Promise<Measurement> {
  const { first = 0, rates = true, keep = 0, steps, readAt, oneSecond, onSample } = options;
  const { network, output } = converted;
  const { dt } = network;
  const input = inputFor(converted, samples);
  const count = countOf(samples, first, options.count);
  const card = openScoreCard(samples, output.size, { first, count, steps, readAt });
  const watched = rates || keep > 0 ? layers : [];
  const tallies = (rates ? layers : []).map((layer) => ({
    probe: layerProbe(layer.name),
    tally: openRateTally(layer, { steps, dt, oneSecond }),
  }));
  const kept: KeptSample[] = [];
  let done = 0;
  let right = 0;
  const each = (k: number, chunk: Chunk): void => {
    const answer = card.add(k, chunk.data.output!);
    const label = samples.labels[first + k]!;
    done += 1;
    right += Number(answer === label);
    for (const { probe, tally } of tallies) tally.add(chunk.data[probe]!, chunk.steps);
    const about = { sample: first + k, label, answer };
    if (k < keep) kept[k] = keepSample(about, chunk, layers, dt);
    onSample?.({ ...about, done, right });
  };
  const started = performance.now();
  const values = (k: number) => valuesOf(converted, samples, first + k);
  const probes = probesOf(converted, watched);
  const report = await playSamples({ network, input, probes, count, values, each }, options);
  const seconds = (performance.now() - started) / 1000;
  return {
    name: options.name ?? samples.source,
    steps,
    dt,
    ...card.score(),
    layers: tallies.map(({ tally }) => tally.activity()),
    kept,
    stepsPerSecond: (count * steps) / seconds,
    report,
  };
}

function probesOf(
  { network, output }: Measurable,
  layers: readonly NeuronLayer[],
): Readonly<Record<string, Signal>> {
  const watched = layers.map(({ name }) => [layerProbe(name), network.get(name)] as const);
  return Object.fromEntries([['output', output] as const, ...watched]);
}

import type { CompileReport } from '../compile/report.js';
import type { SpikeTrain } from '../core/chunk.js';

/** How a layer of neurons fired; rates are spikes per second of model time. */
export interface LayerActivity {
  readonly layer: string;
  readonly neurons: number;
  /** True if a chip plays it, where there is one. */
  readonly onChip: boolean;
  /** Over all neurons and samples. */
  readonly meanHz: number;
  /**
   * As the tutorial counts: of the neurons that fired during a sample, mean over time, then over those
   * neurons, then over samples.
   */
  readonly activeMeanHz: number;
  /** The highest rate of one neuron during one sample. */
  readonly maxHz: number;
  /** 99 of 100 rates of neurons that fired during a sample are at most this; 0 if none did. */
  readonly p99Hz: number;
  /** The same for 99.9 of 100. */
  readonly p999Hz: number;
  /** Mean rate of every neuron over all samples. */
  readonly ratesHz: Float32Array;
  /** Share of neurons that never fired; 0 to 1. */
  readonly silent: number;
  /** Of the neurons that fired during a sample, the share above 250 Hz, where rates get coarse. */
  readonly above250: number;
  /** Mean spikes of the whole layer per sample; in one pass of a float network what a second would have. */
  readonly spikesPerSample: number;
}

/** What was seen of one sample. */
export interface KeptSample {
  /** Position in the samples. */
  readonly sample: number;
  readonly label: number;
  readonly answer: number;
  /** Values of the output, steps x classes. */
  readonly outputs: Float32Array;
  /** Spikes by layer; a neuron that spiked several times in a timestep is listed as often. */
  readonly spikes: Readonly<Record<string, SpikeTrain>>;
}

/** What a network did with labelled samples: plain data. */
export interface Measurement {
  readonly name: string;
  /** Samples played. */
  readonly count: number;
  /** Timesteps per sample; 1 for networks that answer in one pass. */
  readonly steps: number;
  /** Seconds per timestep. */
  readonly dt: number;
  readonly classes: number;
  /** Position of the first sample. */
  readonly first: number;
  readonly labels: Int32Array;
  /** The largest output at the timestep of reading, the first of equals. */
  readonly answers: Int32Array;
  /** Share of right answers, 0 to 1, and its 95 % interval (Wilson). */
  readonly accuracy: number;
  readonly interval: readonly [number, number];
  /** Timestep at which `answers` are read, from 1. */
  readonly readAt: number;
  /** The share of right answers if read at each timestep of a sample; index 0 is the first. */
  readonly accuracyAt: Float64Array;
  /** classes x classes, a row per label, a column per answer. */
  readonly confusion: Uint32Array;
  /** Neuron layers from input to output; empty if rates were not asked for. */
  readonly layers: readonly LayerActivity[];
  readonly kept: readonly KeptSample[];
  /** Timesteps per second of wall time, counting included; whatever else the machine did counts too. */
  readonly stepsPerSecond: number;
  /** What became of the network on its device; `null` without one. */
  readonly report: CompileReport | null;
}

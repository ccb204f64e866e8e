import { RunError } from '../core/errors.js';
import type { AugmentOptions } from './augment/augmenter.js';
import type { BackendChoice } from './backend/backend.js';
import type { CurveOptions } from './curve-options.js';
import type { LossKind } from './loss.js';
import type { OptimizerSpec } from './optimize/optimizer.js';
import { checkSchedule, type ScheduleSpec } from './optimize/schedule.js';
import type { RegularizerSpec } from './regularizers/spec.js';

/** How a model is trained: plain data, so that it can go to other threads and into files. */
export interface TrainSettings {
  /** Times every sample is shown; default 10. */
  readonly epochs: number;
  /** Samples per step; default 200. */
  readonly batch: number;
  /** Default Adam. */
  readonly optimizer: OptimizerSpec;
  /** Default 0.001. */
  readonly learningRate: ScheduleSpec;
  /** Default `crossEntropy`, of the outputs as logits. */
  readonly loss: LossKind;
  /** Share of the label that is spread over all classes, 0 to 1; default 0. */
  readonly labelSmoothing: number;
  /** What the neurons put out for their current; default `loihiSpikingRelu`, in the place of relu. */
  readonly curve: CurveOptions;
  /** Other curves for some layers, by name; for neurons off the chip, say. */
  readonly curves: Readonly<Record<string, CurveOptions>>;
  /** Firing rate in Hz per unit of activation, as in `convert`; default 100. */
  readonly scaleFiringRates: number | readonly number[] | Readonly<Record<string, number>>;
  readonly regularizers: readonly RegularizerSpec[];
  /** What happens to the samples in every epoch; default nothing. */
  readonly augment: AugmentOptions;
  /** Layers that keep their weights, by name. */
  readonly frozen: readonly string[];
  /** Share of itself that a running mean of the weights keeps per step, for example 0.999; 0: none. */
  readonly ema: number;
  /**
   * Train through spikes: the forward pass plays so many timesteps a sample in spiking neurons,
   * behind a lowpass of `synapse` seconds, the backward pass takes the curve. `null`: rates only.
   */
  readonly spiking: { readonly steps: number; readonly synapse: number } | null;
  /** Decides order, augmentation, noise and dropout; default 0. */
  readonly seed: number;
  readonly dt: number;
}

/** Where and for how long training runs. */
export interface TrainPlace {
  /** Default `auto`: native TensorFlow if it is there, else WebAssembly. */
  readonly backend?: BackendChoice;
  /**
   * Threads that share every batch, 1 to 64. Default one on native TensorFlow, which has threads of its
   * own, else up to 3 but one fewer than there are cores. A number gives the same weights in every run.
   */
  readonly workers?: number;
}

/** What is taken where nothing is said. */
export const defaults: TrainSettings = {
  epochs: 10,
  batch: 200,
  optimizer: { kind: 'adam' },
  learningRate: 0.001,
  loss: 'crossEntropy',
  labelSmoothing: 0,
  curve: { neuron: 'loihiSpikingRelu' },
  curves: {},
  scaleFiringRates: 100,
  regularizers: [],
  augment: {},
  frozen: [],
  ema: 0,
  spiking: null,
  seed: 0,
  dt: 0.001,
};

/** The settings with what is left out; refuses numbers out of range. */
export function settingsOf(options: Partial<TrainSettings>): TrainSettings {
  // Other options, callbacks among them, do not go to other threads.
  const known = Object.entries(options).filter(
    ([name, value]) => Object.hasOwn(defaults, name) && value !== undefined,
  );
  const settings: TrainSettings = { ...defaults, ...Object.fromEntries(known) };
  whole('epochs', settings.epochs, 1);
  whole('batch', settings.batch, 1);
  whole('seed', settings.seed, 0);
  between('labelSmoothing', settings.labelSmoothing, 0, 1);
  between('ema', settings.ema, 0, 1);
  if (!(settings.dt > 0)) throw bad('dt', settings.dt, 'seconds above 0');
  if (settings.spiking !== null) {
    whole('spiking.steps', settings.spiking.steps, 1);
    if (!(settings.spiking.synapse >= 0)) {
      throw bad('spiking.synapse', settings.spiking.synapse, 'seconds from 0 on');
    }
  }
  checkSchedule(settings.learningRate);
  return settings;
}

function whole(name: string, value: number, least: number): void {
  if (!(Number.isSafeInteger(value) && value >= least)) {
    throw bad(name, value, `a whole number from ${least} on`);
  }
}

function between(name: string, value: number, least: number, below: number): void {
  if (!(value >= least && value < below)) {
    throw bad(name, value, `a number from ${least} to below ${below}`);
  }
}

function bad(name: string, value: unknown, expected: string): RunError {
  return new RunError(`train: ${name} is ${String(value)}, expected ${expected}.`, {
    code: 'bad-setting',
    path: name,
  });
}

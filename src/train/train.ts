import { availableParallelism } from 'node:os';
import type { LayerModel } from '../convert/model.js';
import { RunError } from '../core/errors.js';
import type { Samples } from '../core/samples.js';
import { openActivations } from './activations.js';
import type { TrainCheckpoint } from './checkpoint.js';
import { requireSame, trainingFingerprint } from './checkpoint.js';
import { checkSamples } from './data/check-samples.js';
import { sharedSamples } from './data/shared-samples.js';
import type { EpochReport } from './history.js';
import { openObjective } from './objective.js';
import { settingsOf, type TrainPlace, type TrainSettings } from './options.js';
import { packInto, withWeights } from './parameters.js';
import { type Progress, playEpochs } from './play-epochs.js';
import { checkPatience, type PlateauOptions, type StoppingOptions } from './stopping.js';
import { allocateMemory } from './team/memory.js';
import { openTeam } from './team/team.js';

/** How a model is trained, where, and what is told meanwhile. */
export interface TrainOptions extends Partial<TrainSettings>, TrainPlace {
  /** Samples to look at after every epoch. */
  readonly validation?: Samples;
  /** End when nothing improves, and give the weights of the best epoch; default all epochs, the last. */
  readonly stopping?: StoppingOptions;
  /** Let the rate fall when the loss no longer does. */
  readonly plateau?: PlateauOptions;
  /** Where an earlier training is gone on with. */
  readonly from?: TrainCheckpoint;
  /** Given after every epoch what the training can go on from; awaited. */
  readonly onCheckpoint?: (checkpoint: TrainCheckpoint) => void | Promise<void>;
  /** Told after every step. */
  readonly onStep?: (progress: Progress) => void;
  readonly onEpoch?: (report: EpochReport) => void;
  /** Told once which backend computes, and why native TensorFlow does not, where it was looked for. */
  readonly onStart?: (start: TrainStart) => void;
  /** Ends training after the step that is being played. */
  readonly signal?: AbortSignal;
}

/** What a training runs on. */
export interface TrainStart {
  readonly backend: string;
  readonly whyNotNative: string | null;
  readonly workers: number;
  readonly stepsPerEpoch: number;
  /** Numbers that gradients change. */
  readonly parameters: number;
}

/** A trained model. */
export interface Trained {
  /** The model with its new weights: the mean of them with `ema`, those of the best epoch with `stopping`. */
  readonly model: LayerModel;
  readonly history: readonly EpochReport[];
  /** The epoch whose weights these are; `null` if they are of the middle of one, or of none. */
  readonly epoch: number | null;
  /** `epochs`: all were played; `patience`: nothing improved; `signal`: somebody ended it. */
  readonly ended: 'epochs' | 'patience' | 'signal';
  /** From which it can go on; `null` if training was ended before the end of an epoch. */
  readonly checkpoint: TrainCheckpoint | null;
}

/**
 * Trains a layered model to answer with the label of a sample: the curve of spiking neurons on the way
 * forward, a smooth one on the way back. Deterministic for settings, seed, backend and number of
 * workers.
 *
 * @param model with the weights to begin with (`freshWeights` for new ones)
 * @param samples of the shape of the model's input
 * @throws ConvertError for layers that cannot be trained, RunError for settings out of range and for
 *   threads that are lost
 *
 * @example
 * const { model } = await train(seedModel(), await openSamples('mnist:data'), {
 *   epochs: 4,
 *   learningRate: { kind: 'cosine', rate: 0.002 },
 *   augment: { shift: 1 },
 * });
 */
export async function train(
  model: LayerModel,
  samples: Samples,
  options: TrainOptions = {},
): Promise<Trained> {
  const settings = settingsOf(options);
  checkPatience('stopping', options.stopping?.patience);
  checkPatience('plateau', options.plateau?.patience);
  const objective = openObjective(model, settings);
  openActivations(model, settings);
  const { layout } = objective;
  checkSamples(model, samples, 'samples');
  if (options.validation !== undefined) checkSamples(model, options.validation, 'validation');
  const workers = workersOf(options, samples.count, settings);
  const memory = allocateMemory(layout, workers, settings.ema > 0);
  const fingerprint = trainingFingerprint(model, settings, samples);
  packInto(memory.weights, model, layout);
  if (settings.ema > 0) memory.average.set(memory.weights);
  if (options.from !== undefined) bringBack(options.from, fingerprint, memory);
  const team = await openTeam(
    {
      model,
      settings,
      training: sharedSamples(samples),
      validation: options.validation === undefined ? null : sharedSamples(options.validation),
      memory,
      backend: options.backend ?? 'auto',
      replicas: workers,
    },
    memory,
  );
  const stop = (): void => team.stop();
  options.signal?.addEventListener('abort', stop);
  if (options.signal?.aborted === true) stop();
  try {
    const stepsPerEpoch = Math.ceil(samples.count / settings.batch);
    const { backend, whyNotNative } = team;
    options.onStart?.({
      backend,
      whyNotNative,
      workers,
      stepsPerEpoch,
      parameters: layout.trainedEnd,
    });
    const played = await playEpochs(team, memory, settings, {
      ...options,
      fingerprint,
      stepsPerEpoch,
    });
    const { weights, ...rest } = played;
    return { model: withWeights(model, layout, weights), ...rest };
  } finally {
    options.signal?.removeEventListener('abort', stop);
    await team.close();
  }
}

function bringBack(
  from: TrainCheckpoint,
  fingerprint: string,
  memory: ReturnType<typeof allocateMemory>,
): void {
  requireSame(from, fingerprint);
  memory.weights.set(from.weights);
  memory.first.set(from.first);
  memory.second.set(from.second);
  if (memory.average !== memory.weights) memory.average.set(from.average);
}

const MOST_WORKERS = 64;

/** No more workers than a batch has samples. */
function workersOf(
  { workers, backend = 'auto' }: TrainPlace,
  count: number,
  { batch }: TrainSettings,
): number {
  if (workers === undefined) {
    const native = backend === 'tfjs-node';
    const free = Math.max(1, Math.min(3, availableParallelism() - 1));
    return native ? 1 : Math.min(free, batch, count);
  }
  if (Number.isSafeInteger(workers) && workers >= 1 && workers <= MOST_WORKERS) return workers;
  throw new RunError(
    `train: workers is ${workers}, expected a whole number from 1 to ${MOST_WORKERS}.`,
    { code: 'bad-setting', path: 'workers' },
  );
}

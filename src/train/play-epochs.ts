import { RunError } from '../core/errors.js';
import type { TrainCheckpoint } from './checkpoint.js';
import type { EpochReport, TrainedRates, ValidationReport } from './history.js';
import { rateAt } from './optimize/schedule.js';
import type { TrainSettings } from './options.js';
import { type Best, betterOf, goodnessOf, plateauFactor } from './stopping.js';
import { TALLY, type TrainMemory } from './team/memory.js';
import type { Looked } from './team/setup.js';
import type { EpochEnd, Team } from './team/team.js';
import type { Trained, TrainOptions } from './train.js';

/** How far an epoch has come; the means are over its steps so far. */
export interface Progress {
  readonly epoch: number;
  readonly epochs: number;
  /** Steps done, from 1. */
  readonly step: number;
  readonly stepsPerEpoch: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly samplesPerSecond: number;
}

type Options = Pick<
  TrainOptions,
  'stopping' | 'plateau' | 'from' | 'onCheckpoint' | 'onStep' | 'onEpoch' | 'signal' | 'validation'
> & { readonly fingerprint: string; readonly stepsPerEpoch: number };

/** Plays epochs until all are played, nothing improves, or somebody ends it. */
export async function playEpochs(
  team: Team,
  memory: TrainMemory,
  settings: TrainSettings,
  options: Options,
): Promise<Omit<Trained, 'model'> & { readonly weights: Float32Array }> {
  const { stopping, from, fingerprint } = options;
  const history: EpochReport[] = [...(from?.history ?? [])];
  let best = bestOf(from, stopping);
  let bestWeights = from?.bestWeights.slice() ?? new Float32Array(0);
  let checkpoint: TrainCheckpoint | null = from ?? null;
  let ended: Trained['ended'] = 'epochs';

  for (let epoch = history.length; epoch < settings.epochs; epoch++) {
    if (options.signal?.aborted === true || isOver(history.length, best, stopping)) {
      ended = options.signal?.aborted === true ? 'signal' : 'patience';
      break;
    }
    const { report, end } = await playEpoch(epoch, history);
    if (end.stopped) {
      const weights = best === null ? memory.average.slice() : bestWeights;
      return { weights, history, epoch: best?.epoch ?? null, ended: 'signal', checkpoint };
    }
    requireFinite(report);
    history.push(report);
    if (stopping !== undefined) {
      const next: Best = betterOf(best, report, stopping);
      if (next !== best) bestWeights = memory.average.slice();
      best = next;
    }
    checkpoint = kept();
    options.onEpoch?.(report);
    await options.onCheckpoint?.(checkpoint);
  }
  const weights = best === null ? memory.average.slice() : bestWeights;
  const last = history.length === 0 ? null : history.length - 1;
  return { weights, history, epoch: best?.epoch ?? last, ended, checkpoint };

  async function playEpoch(epoch: number, before: readonly EpochReport[]) {
    const started = performance.now();
    const factor = options.plateau === undefined ? 1 : plateauFactor(before, options.plateau);
    const end = await team.epoch({ epoch, rateFactor: factor }, (step) => {
      if (options.onStep === undefined) return;
      options.onStep(progressOf(memory, settings, { epoch, step, started, ...options }));
    });
    const { loss, penalty, accuracy } = meansOf(memory, end.steps);
    const looked = options.validation === undefined || end.stopped ? null : await team.look();
    const at = epoch * options.stepsPerEpoch;
    const length = { epochs: settings.epochs, stepsPerEpoch: options.stepsPerEpoch };
    const report: EpochReport = {
      epoch,
      steps: end.steps,
      loss,
      penalty,
      accuracy,
      validation: looked === null ? null : validationOf(looked),
      learningRate: factor * rateAt(settings.learningRate, at, length),
      seconds: (performance.now() - started) / 1000,
    };
    return { report, end: end satisfies EpochEnd };
  }

  function kept(): TrainCheckpoint {
    const { weights, first, second, average } = memory;
    return {
      fingerprint,
      history: [...history],
      best,
      weights: weights.slice(),
      first: first.slice(),
      second: second.slice(),
      average: average === weights ? new Float32Array(0) : average.slice(),
      bestWeights: bestWeights.slice(),
    };
  }
}

/** The best epoch of an earlier training, by what is watched now; `null` if nothing is. */
function bestOf(from: TrainCheckpoint | undefined, stopping: Options['stopping']): Best | null {
  const epoch = from?.best?.epoch;
  if (epoch === undefined || stopping === undefined) return null;
  return { epoch, value: goodnessOf(from!.history[epoch]!, stopping.watch) };
}

/** What has diverged does not come back, and must not take the place of the last checkpoint. */
function requireFinite({ epoch, loss, penalty }: EpochReport): void {
  if (Number.isFinite(loss) && Number.isFinite(penalty)) return;
  throw new RunError(
    `train: the loss of epoch ${epoch + 1} is ${loss + penalty}, expected a number. Take a lower learningRate, or ` +
      'samples without numbers that are none.',
    { code: 'diverged', path: 'learningRate' },
  );
}

function isOver(played: number, best: Best | null, stopping: Options['stopping']): boolean {
  return stopping !== undefined && best !== null && played - 1 - best.epoch >= stopping.patience;
}

/** Means of all replicas since the epoch began. */
function meansOf({ tallies }: TrainMemory, steps: number) {
  const sum = (place: number): number => {
    let total = 0;
    for (let i = place; i < tallies.length; i += TALLY.length) total += tallies[i]!;
    return total;
  };
  const seen = Math.max(1, sum(TALLY.seen));
  return {
    loss: sum(TALLY.loss) / seen,
    penalty: sum(TALLY.penalty) / Math.max(1, steps),
    accuracy: sum(TALLY.right) / seen,
    seen,
  };
}

function progressOf(
  memory: TrainMemory,
  { epochs }: TrainSettings,
  at: { epoch: number; step: number; stepsPerEpoch: number; started: number },
): Progress {
  const { loss, accuracy, seen } = meansOf(memory, at.step);
  const seconds = (performance.now() - at.started) / 1000;
  const { epoch, step, stepsPerEpoch } = at;
  return { epoch, epochs, step, stepsPerEpoch, loss, accuracy, samplesPerSecond: seen / seconds };
}

/** The shares of all replicas together. */
function validationOf(shares: readonly Looked[]): ValidationReport {
  const count = shares.reduce((n, share) => n + share.seen, 0);
  const sum = (of: (share: Looked) => number): number => shares.reduce((n, s) => n + of(s), 0);
  const rates = shares[0]!.rates.map(({ layer }, i): TrainedRates => {
    const parts = shares.filter(({ seen }) => seen > 0).map((share) => share.rates[i]!);
    const neurons = Math.max(1, ...parts.map((part) => part.neurons));
    return {
      layer,
      meanHz: parts.reduce((n, part) => n + part.sumHz, 0) / (neurons * count),
      maxHz: Math.max(0, ...parts.map((part) => part.maxHz)),
    };
  });
  return { count, loss: sum((s) => s.loss) / count, accuracy: sum((s) => s.right) / count, rates };
}

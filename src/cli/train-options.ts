import type { Command } from 'commander';
import type { AugmentOptions } from '../train/augment/augmenter.js';
import type { BackendChoice } from '../train/backend/backend.js';
import type { CurveOptions } from '../train/curve-options.js';
import type { OptimizerSpec } from '../train/optimize/optimizer.js';
import type { ScheduleSpec } from '../train/optimize/schedule.js';
import type { TrainOptions } from '../train/train.js';
import { UsageError } from './failure.js';
import { choice, number, numberBetween, wholeNumber } from './parse.js';
import { regularizerOf } from './train-regularizers.js';

/** Options of `rxspike train` that decide what is learned. */
export interface TrainFlags {
  readonly epochs: number;
  readonly batch: number;
  readonly optimizer: OptimizerSpec['kind'];
  readonly weightDecay?: number;
  readonly learningRate: number;
  readonly schedule: 'constant' | 'cosine' | 'exponential';
  readonly warmup: number;
  readonly loss: 'crossEntropy' | 'meanSquared';
  readonly labelSmoothing: number;
  readonly neuron: CurveOptions['neuron'];
  readonly smoothing?: number;
  readonly noise?: CurveOptions['noise'];
  readonly rate: readonly number[];
  readonly regularize?: readonly string[];
  readonly shift?: number;
  readonly rotate?: number;
  readonly zoom?: number;
  readonly flip?: boolean;
  readonly jitter?: number;
  readonly freeze?: readonly string[];
  readonly ema: number;
  readonly spikingSteps?: number;
  readonly synapse: number;
  readonly patience?: number;
  readonly plateau?: number;
  readonly seed: number;
  readonly workers?: number;
  readonly backend: BackendChoice;
}

const neurons = ['relu', 'spikingRelu', 'loihiSpikingRelu', 'lif', 'softLif', 'loihiLif'] as const;

/** Adds them to a command. */
export function addTrainFlags(command: Command): Command {
  return command
    .option('--epochs <n>', 'times every sample is shown', wholeNumber('--epochs', 1), 10)
    .option('--batch <n>', 'samples per step', wholeNumber('--batch', 1), 200)
    .option(
      '--optimizer <name>',
      'adam, rmsprop or sgd',
      choice('--optimizer', ['adam', 'rmsprop', 'sgd'] as const),
      'adam',
    )
    .option('--weight-decay <x>', 'of adam', number('--weight-decay', 'of at least 0'))
    .option('--learning-rate <x>', 'at its highest', number('--learning-rate', 'above 0'), 0.001)
    .option(
      '--schedule <how>',
      'of the rate: constant, cosine (down to 0), exponential (a tenth at the end)',
      choice('--schedule', ['constant', 'cosine', 'exponential'] as const),
      'cosine',
    )
    .option('--warmup <epochs>', 'in which the rate grows', number('--warmup', 'of at least 0'), 0)
    .option(
      '--loss <name>',
      'crossEntropy or meanSquared',
      choice('--loss', ['crossEntropy', 'meanSquared'] as const),
      'crossEntropy',
    )
    .option(
      '--label-smoothing <x>',
      'share of a label that is spread over all classes',
      numberBetween('--label-smoothing', 0, 0.99),
      0,
    )
    .option(
      '--neuron <type>',
      `the curve that relu trains with: ${neurons.join(', ')}`,
      choice('--neuron', neurons),
      'loihiSpikingRelu',
    )
    .option('--smoothing <x>', 'of leaky neurons', number('--smoothing', 'of at least 0'))
    .option('--noise <kind:seconds>', 'of loihiLif: lowpass:0.005 or alpha:0.005', noise)
    .option('--rate <hz[,hz...]>', 'firing rate in Hz per unit while training', rates, [100])
    .option(
      '--regularize <spec>',
      'keep rates in range: targetRate=250, range=200:300, percentileRange=99:125:250 or norm, each with ' +
        '@WEIGHT and #LAYER,LAYER behind it if wanted; may be repeated',
      (text: string, before: readonly string[] = []) => [...before, text],
    )
    .option('--shift <pixels>', 'move pictures by up to', number('--shift', 'of at least 0'))
    .option('--rotate <degrees>', 'turn them by up to', number('--rotate', 'of at least 0'))
    .option('--zoom <share>', 'change their size by up to', numberBetween('--zoom', 0, 0.99))
    .option('--flip', 'mirror half of them')
    .option('--jitter <sd>', 'add noise to every value', number('--jitter', 'of at least 0'))
    .option('--freeze <layer[,layer...]>', 'layers that keep their weights', (t) => t.split(','))
    .option(
      '--ema <share>',
      'give a running mean of the weights that keeps this share per step',
      numberBetween('--ema', 0, 0.99999),
      0,
    )
    .option(
      '--spiking-steps <n>',
      'train through so many timesteps of spikes',
      wholeNumber('--spiking-steps', 1, 1000),
    )
    .option(
      '--synapse <seconds>',
      'lowpass behind the neurons: of those spikes, and in a .net',
      number('--synapse', 'of at least 0'),
      0.001,
    )
    .option(
      '--patience <epochs>',
      'end when nothing improves for so long, and give the best epoch',
      wholeNumber('--patience', 1),
    )
    .option(
      '--plateau <epochs>',
      'let the rate fall when the loss does not for so long',
      wholeNumber('--plateau', 1),
    )
    .option('--seed <n>', 'of everything random', wholeNumber('--seed', 0, 2 ** 32 - 1), 0)
    .option('--workers <n>', 'threads (default: up to 3)', wholeNumber('--workers', 1, 64))
    .option(
      '--backend <name>',
      'auto, tfjs-node, wasm or cpu',
      choice('--backend', ['auto', 'tfjs-node', 'wasm', 'cpu'] as const),
      'auto',
    );
}

/** The settings that the flags ask for. */
export function trainOptions(flags: TrainFlags): TrainOptions {
  const { epochs, batch, loss, labelSmoothing, ema, seed, backend, workers, rate } = flags;
  return {
    epochs,
    batch,
    loss,
    labelSmoothing,
    ema,
    seed,
    backend,
    ...(workers === undefined ? {} : { workers }),
    optimizer: optimizerOf(flags),
    learningRate: scheduleOf(flags),
    curve: curveOf(flags),
    scaleFiringRates: rate.length === 1 ? rate[0]! : rate,
    regularizers: (flags.regularize ?? []).map(regularizerOf),
    augment: augmentOf(flags),
    frozen: flags.freeze ?? [],
    spiking:
      flags.spikingSteps === undefined
        ? null
        : { steps: flags.spikingSteps, synapse: flags.synapse },
    ...(flags.patience === undefined ? {} : { stopping: { patience: flags.patience } }),
    ...(flags.plateau === undefined ? {} : { plateau: { patience: flags.plateau } }),
  };
}

function optimizerOf({ optimizer, weightDecay }: TrainFlags): OptimizerSpec {
  if (weightDecay === undefined) return { kind: optimizer };
  if (optimizer === 'adam') return { kind: optimizer, weightDecay };
  throw new UsageError('--weight-decay: only adam has it here. Leave it out, or use adam.');
}

function scheduleOf({ schedule, learningRate: rate, warmup, epochs }: TrainFlags): ScheduleSpec {
  if (schedule === 'cosine') return { kind: 'cosine', rate, warmup };
  if (schedule === 'constant') return { kind: 'steps', rates: [rate], until: [], warmup };
  return { kind: 'exponential', rate, factor: 0.1 ** (1 / epochs), epochs: 1, warmup };
}

function curveOf({ neuron, smoothing, noise: noisy }: TrainFlags): CurveOptions {
  if (noisy !== undefined && neuron !== 'loihiLif') {
    throw new UsageError(`--noise: ${neuron} has no noise model. Use --neuron loihiLif.`);
  }
  return {
    neuron,
    ...(smoothing === undefined ? {} : { smoothing }),
    ...(noisy === undefined ? {} : { noise: noisy }),
  };
}

function augmentOf({ shift, rotate, zoom, flip, jitter }: TrainFlags): AugmentOptions {
  return {
    ...(shift === undefined ? {} : { shift }),
    ...(rotate === undefined ? {} : { rotate }),
    ...(zoom === undefined ? {} : { scale: zoom }),
    ...(flip === undefined ? {} : { flip }),
    ...(jitter === undefined ? {} : { noise: jitter }),
  };
}

function noise(text: string): NonNullable<CurveOptions['noise']> {
  const [kind, tau] = text.split(':');
  if ((kind === 'lowpass' || kind === 'alpha') && Number(tau) > 0) {
    return { kind, tau: Number(tau) };
  }
  throw new UsageError(`--noise: got "${text}", expected lowpass:SECONDS or alpha:SECONDS.`);
}

function rates(text: string): number[] {
  const one = number('--rate', 'above 0');
  return text.split(',').map(one);
}
